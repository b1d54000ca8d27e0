// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.h"

#include "base/buf.h"
#include "base/log.h"
#include "cli/config.h"
#include "cli/files.h"
#include "jobs/witnessing.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { FLAG, TEXT, NUMBER, LIST };

enum from { FROM_NOWHERE, FROM_FILE, FROM_ENVIRONMENT, FROM_COMMAND_LINE };

struct option {
	const char *name; // "tls-cert": --tls-cert, YIDAN_TLS_CERT, `tls-cert = …`
	enum kind kind;
	unsigned commands;    // bits of enum cli_command
	bool only_here;	      // on the command line alone
	size_t offset;	      // in struct settings
	const char *argument; // in the help
	const char *help;
	int64_t min, max; // of a NUMBER; of a LIST how many
};

#define USER	   (CLI_USER_ADD | CLI_USER_PASSWD)
#define SERVER	   (CLI_SERVE | CLI_WITNESS)
#define WITNESS	   (CLI_WITNESS | CLI_WITNESS_KEY)
#define LOG_CHANGE (CLI_LEDGER_KEY | CLI_LEDGER_ROTATE | CLI_LEDGER_RESTART | CLI_LEDGER_REBUILD)
#define COPY	   (CLI_BACKUP | CLI_RESTORE)
#define LEDGER	   (CLI_LEDGER_VERIFY | CLI_LEDGER_CHECK | CLI_LEDGER_DRAW | LOG_CHANGE)
#define KEY                                                                                                  \
	(CLI_INIT | CLI_DEMO | CLI_SERVE | USER | CLI_ERASE | CLI_LEDGER_VERIFY | LOG_CHANGE | COPY |        \
		CLI_FIGURES_RECOUNT)
#define DATABASE (KEY | CLI_MIGRATE)
#define ALL	 (DATABASE | CLI_VERSION | WITNESS | LEDGER | CLI_LEDGER_FOLLOW | CLI_LEDGER_FIGURES)
#define ARGUMENT                                                                                             \
	(USER | COPY | CLI_WITNESS_KEY | CLI_LEDGER_FOLLOW | CLI_LEDGER_CHECK | CLI_LEDGER_DRAW |            \
		CLI_LEDGER_FIGURES | CLI_ERASE)
#define LISTEN_MAX 8
#define IN(member) offsetof(struct settings, member)

static const struct option options[] = {
	{"db", TEXT, DATABASE, false, IN(db), "URL",
		"the database: sqlite:PATH or postgresql://… (sqlite:yidan.db)"},
	{"key-file", TEXT, KEY, false, IN(key_file), "FILE",
		"the server's secret key (PATH.key beside a SQLite file)"},
	{"key-file", TEXT, WITNESS, false, IN(key_file), "FILE", "the witness's secret key"},
	{"config", TEXT, DATABASE | CLI_WITNESS, true, IN(config), "FILE",
		"read settings from this file: lines `name = value`"},
	{"log-level", TEXT, DATABASE | CLI_WITNESS, false, IN(log_level), "LEVEL",
		"debug, info, warn or error (info)"},

	{"listen", LIST, CLI_SERVE, false, IN(listen), "ADDRESS",
		"127.0.0.1:8311, [::1]:8311, *:80; up to 8 times (127.0.0.1:8311)", 0, LISTEN_MAX},
	{"listen", LIST, CLI_WITNESS, false, IN(listen), "ADDRESS",
		"as 127.0.0.1:8312, [::1]:8312, *:80; up to 8 times (127.0.0.1:8312)", 0, LISTEN_MAX},
	{"tls-cert", TEXT, SERVER, false, IN(tls_cert), "FILE",
		"certificate with its chain, PEM: serve HTTPS"},
	{"tls-key", TEXT, SERVER, false, IN(tls_key), "FILE", "its private key"},
	{"trusted-proxies", TEXT, CLI_SERVE, false, IN(trusted_proxies), "LIST",
		"addresses whose X-Forwarded-For counts: 127.0.0.1, 10.0.0.0/8"},
	{"intake-rate", NUMBER, CLI_SERVE, false, IN(intake_rate), "N",
		"cases a minute from one address; 0: no limit (20)", 0, 1000000},
	{"login-rate", NUMBER, CLI_SERVE, false, IN(login_rate), "N",
		"tries to sign in a minute from one address; 0: no limit (20)", 0, 1000000},
	{"threads", NUMBER, CLI_SERVE, false, IN(threads), "N",
		"threads of the HTTP server; 0: one a processor (0)", 0, 256},
	{"connections", NUMBER, CLI_SERVE, false, IN(connections), "N",
		"connections at most; 0: as many as the system gives (0)", 0, 1000000},
	{"cache-mb", NUMBER, CLI_SERVE, false, IN(cache_mb), "N",
		"memory for ready-made public pages; 0: none (32)", 0, 65536},
	{"picture-program", TEXT, CLI_SERVE | CLI_DEMO, false, IN(picture_program), "FILE",
		"yidan-picture (the one beside this program)"},
	{"witness", LIST, CLI_SERVE, false, IN(witnesses), "VKEY=URL",
		"a witness that cosigns the ledger; up to 8 times", 0, WITNESSES_MAX},
	{"witness-every", NUMBER, CLI_SERVE, false, IN(witness_every), "SECONDS",
		"how often they are asked, where the ledger has grown (60)", 1, 86400},
	{"public-url", TEXT, CLI_SERVE, false, IN(public_url), "URL",
		"how people reach this server, for the links in notices: https://heting.example"},
	{"smtp", TEXT, CLI_SERVE, false, IN(smtp), "URL",
		"server that takes mail to raisers: smtp://host:587, smtps://host"},
	{"smtp-user", TEXT, CLI_SERVE, false, IN(smtp_user), "NAME", "who we are there"},
	{"smtp-password-file", TEXT, CLI_SERVE, false, IN(smtp_password_file), "FILE",
		"holds the password (yidan.smtp of systemd's credentials)"},
	{"smtp-ca", TEXT, CLI_SERVE, false, IN(smtp_ca), "FILE",
		"certificates that its own must come from, PEM (the system's)"},
	{"mail-from", TEXT, CLI_SERVE, false, IN(mail_from), "ADDRESS", "what the mails come from"},
	{"sms-url", TEXT, CLI_SERVE, false, IN(sms_url), "URL", "gateway for SMS to raisers"},
	{"sms-method", TEXT, CLI_SERVE, false, IN(sms_method), "WORD", "POST, PUT or GET (POST)"},
	{"sms-type", TEXT, CLI_SERVE, false, IN(sms_type), "TYPE", "of the body (application/json)"},
	{"sms-body", TEXT, CLI_SERVE, false, IN(sms_body), "TEXT",
		"what is sent, with {phone}, {text} and {id} in it"},
	{"sms-header-file", TEXT, CLI_SERVE, false, IN(sms_header_file), "FILE",
		"holds a header with its key, `Name: value` (yidan.sms of systemd's credentials)"},
	{"notice-hours", TEXT, CLI_SERVE, false, IN(notice_hours), "TIMES",
		"when raisers may be told, in the zone of the place (08:00-20:00)"},
	{"notice-every", NUMBER, CLI_SERVE, false, IN(notice_every), "SECONDS",
		"how often it is looked for what to send (10)", 1, 3600},
	{"notice-timeout", NUMBER, CLI_SERVE, false, IN(notice_timeout), "SECONDS",
		"how long one may take (30)", 1, 300},
	{"access-log", FLAG, CLI_SERVE, false, IN(access_log), NULL, "log every request"},
	{"demo-anywhere", FLAG, CLI_SERVE, false, IN(demo_anywhere), NULL,
		"offer a demonstration on other than loopback addresses too"},

	{"cases", NUMBER, CLI_DEMO, true, IN(cases), "N", "further generated cases, for measuring (0)", 0,
		20000000},
	{"no-cases", FLAG, CLI_DEMO, true, IN(no_cases), NULL, "units, officers, categories and areas alone"},
	{"season", FLAG, CLI_DEMO, true, IN(season), NULL,
		"a season with its lists: enterprises' needs, problems put right, things fixed as found"},
	{"accounts", FLAG, CLI_DEMO, true, IN(accounts), NULL, "make nothing, only print the accounts"},

	{"from", TEXT, CLI_INIT, true, IN(from), "FOLDER",
		"jurisdiction.json, units.csv, categories.csv … (docs/operate.md)"},
	{"slug", TEXT, CLI_INIT, true, IN(slug), "WORD",
		"without --from: short name in addresses, as in /j/WORD"},
	{"name-zh", TEXT, CLI_INIT, true, IN(name_zh), "NAME", "without --from: name in Chinese"},
	{"name-en", TEXT, CLI_INIT, true, IN(name_en), "NAME", "without --from: name in English"},

	{"name", TEXT, CLI_USER_ADD, true, IN(name), "NAME", "the officer's name"},
	{"unit", TEXT, CLI_USER_ADD, true, IN(unit), "CODE", "code of the unit the officer works for"},
	{"roles", TEXT, CLI_USER_ADD, true, IN(roles), "ROLES",
		"intake handler unit_head supervisor leader editor auditor admin"},
	{"jurisdiction", TEXT, USER | CLI_ERASE | LEDGER | CLI_FIGURES_RECOUNT, true, IN(jurisdiction),
		"SLUG", "where the database holds more than one"},
	{"scope", TEXT, CLI_ERASE, true, IN(scope), "SCOPE",
		"contact: name, telephone, e-mail; all: everything but the officers"},
	{"reason-code", TEXT, CLI_ERASE, true, IN(reason_code), "CODE",
		"raiser_asked, legal_order or other: everybody can read it"},
	{"reason", TEXT, CLI_ERASE | CLI_LEDGER_REBUILD, true, IN(reason), "TEXT", "why, for the office"},
	{"yes", FLAG, CLI_ERASE, true, IN(yes), NULL, "do not ask"},
	{"no-password", FLAG, CLI_USER_ADD, true, IN(no_password), NULL,
		"cannot sign in until `yidan user passwd`"},

	{"key", TEXT, CLI_LEDGER_ROTATE, true, IN(key), "ID", "take this key of the key file, not a new one"},
	{"new", FLAG, CLI_LEDGER_KEY, true, IN(new_key), NULL,
		"make a key and print its secret line, for a key file that only you can write"},
	{"period", TEXT, CLI_LEDGER_FIGURES, true, IN(period), "PERIOD",
		"which days: 2026-11, 2026-Q4, 2026 …"},
	{"as-of", TEXT, CLI_LEDGER_FIGURES, true, IN(as_of), "DAY|SIZE",
		"as they were at the end of a day, or with the first SIZE entries (now)"},
	{"zone", TEXT, CLI_LEDGER_FIGURES, true, IN(zone), "ZONE",
		"of the list: +08:00, Asia/Shanghai (+08:00)"},
	{"anew", FLAG, CLI_FIGURES_RECOUNT, true, IN(anew), NULL, "compare nothing; have all counted anew"},
	{"without-key", FLAG, CLI_BACKUP, true, IN(without_key), NULL, "no copy of the key file"},

	{"log", LIST, CLI_WITNESS, false, IN(logs), "VKEY",
		"verifier key of a ledger to witness; up to 32 times", 0, SETTINGS_LIST_MAX},
	{"state", TEXT, CLI_WITNESS, false, IN(state), "FOLDER", "where it remembers what it signed"},

	{"key", TEXT, CLI_LEDGER_FOLLOW, true, IN(key), "VKEY",
		"its verifier key, from a place that you trust; the first time"},
	{"state", TEXT, CLI_LEDGER_FOLLOW, true, IN(state), "FILE", "where it remembers what it saw"},
	{"once", FLAG, CLI_LEDGER_FOLLOW, true, IN(once), NULL, "look once, and end"},
	{"every", NUMBER, CLI_LEDGER_FOLLOW, true, IN(every), "SECONDS", "how often it looks (60)", 1, 86400},
	{"entries", FLAG, CLI_LEDGER_FOLLOW, true, IN(entries), NULL,
		"read all new entries too, and recompute tiles and root"},
	{"slow-after", NUMBER, CLI_LEDGER_FOLLOW, true, IN(slow_after), "MINUTES",
		"tell when it did not grow for so long; 0: never (1440)", 0, 5256000},
	{"db", TEXT, CLI_LEDGER_CHECK, true, IN(db), "URL",
		"the database in which a short receipt is looked up"},
	{"url", TEXT, CLI_LEDGER_CHECK, true, IN(url), "URL",
		"the published list in which a short receipt is looked up: https://…"},
	{"url", TEXT, CLI_LEDGER_DRAW, true, IN(url), "URL", "the published list: https://…"},
	{"key", LIST, CLI_LEDGER_CHECK | CLI_LEDGER_DRAW | CLI_LEDGER_FIGURES, true, IN(keys), "VKEY",
		"verifier key of the ledger; up to 32 times", 0, 32},
	{"witness", LIST, LEDGER, false, IN(witnesses), "VKEY",
		"verifier key of a witness whose signature is checked; up to 32 times", 0, 32},

	{"help", FLAG, ALL, true, IN(help), NULL, "this text"},
};
#define OPTION_COUNT (sizeof(options) / sizeof(options[0]))

struct reading {
	enum cli_command command;
	struct arena *arena;
	struct settings *settings;
	enum from from[OPTION_COUNT]; // who set it
	struct err *err;
};

// The same name may be another option for another command; one that is not this command's only where it has
// none.
static const struct option *find_option(struct slice name, enum cli_command command, size_t *ret_index)
{
	const struct option *found = NULL;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (!slice_eq_cstr(name, options[i].name))
			continue;
		if (!found || (options[i].commands & (unsigned)command)) {
			*ret_index = i;
			found = &options[i];
		}
	}
	return found;
}

static void *target_of(struct reading *r, const struct option *option)
{
	return (char *)r->settings + option->offset;
}

static int set_number(struct reading *r, const struct option *option, const char *value, const char *where)
{
	int64_t number;

	if (!slice_parse_i64(slice_of(value), &number) || number < option->min || number > option->max)
		return err_set(r->err, ERR_INVALID, "%s: a number from %lld to %lld, not \"%.40s\"", where,
			(long long)option->min, (long long)option->max, value);
	*(int64_t *)target_of(r, option) = number;
	return 0;
}

static int set_flag(struct reading *r, const struct option *option, const char *value, const char *where)
{
	bool yes = !value || strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0)
		return err_set(r->err, ERR_INVALID, "%s: yes or no, not \"%.40s\"", where, value);
	*(bool *)target_of(r, option) = yes;
	return 0;
}

static int add_item(struct reading *r, const struct option *option, const char *value, const char *where)
{
	struct settings_list *list = target_of(r, option);

	must(option->max <= SETTINGS_LIST_MAX);
	if (list->count == option->max)
		return err_set(r->err, ERR_INVALID, "%s: at most %d of them", where, (int)option->max);
	list->items[list->count++] = value;
	return 0;
}

// Several in one value, as the environment has it, are separated by blanks.
static int set_list(struct reading *r, const struct option *option, const char *value, const char *where)
{
	struct slice rest = slice_trim(slice_of(value)), word;
	int result = 0;

	while (result == 0 && rest.len) {
		slice_cut(rest, ' ', &word, &rest);
		rest = slice_trim(rest);
		result = add_item(r, option, arena_cstr(r->arena, word), where);
	}
	return result;
}

// A stronger source wins whole: a list is not put together from several.
static int set_option(struct reading *r, size_t index, const char *value, enum from from, const char *where)
{
	const struct option *option = &options[index];

	if (r->from[index] > from)
		return 0;
	if (r->from[index] == from && option->kind != LIST)
		return err_set(r->err, ERR_INVALID, "%s: given twice", where);
	r->from[index] = from;
	if (option->kind == FLAG)
		return set_flag(r, option, value, where);
	must(value);
	if (!value[0])
		return err_set(r->err, ERR_INVALID, "%s: the value is empty", where);
	if (option->kind == NUMBER)
		return set_number(r, option, value, where);
	if (option->kind == LIST)
		return set_list(r, option, value, where);
	*(const char **)target_of(r, option) = value;
	return 0;
}

// ---- Command line

static int read_long(struct reading *r, int argc, const char *const *argv, int *at)
{
	struct slice word = slice_of(argv[*at] + 2), name, value;
	bool has_value = slice_cut(word, '=', &name, &value);
	const struct option *option;
	const char *given = NULL, *where;
	size_t index;

	option = find_option(name, r->command, &index);
	if (!option || !(option->commands & r->command))
		return err_set(r->err, ERR_INVALID, "there is no option --%.*s here; --help lists them",
			SLICE_ARG(name));
	where = arena_printf(r->arena, "--%s", option->name);
	if (option->kind == FLAG && has_value)
		return err_set(r->err, ERR_INVALID, "%s takes no value", where);
	if (option->kind != FLAG) {
		if (!has_value && *at + 1 >= argc)
			return err_set(r->err, ERR_INVALID, "%s needs a value: %s %s", where, where,
				option->argument);
		given = has_value ? value.ptr : argv[++*at];
	}
	return set_option(r, index, given, FROM_COMMAND_LINE, where);
}

static int read_command_line(struct reading *r, int argc, const char *const *argv)
{
	bool only_arguments = false;
	int result = 0;

	for (int i = 0; result == 0 && i < argc; i++) {
		if (!only_arguments && strcmp(argv[i], "--") == 0)
			only_arguments = true;
		else if (!only_arguments && strcmp(argv[i], "-h") == 0)
			r->settings->help = true;
		else if (!only_arguments && strncmp(argv[i], "--", 2) == 0)
			result = read_long(r, argc, argv, &i);
		else if (!only_arguments && argv[i][0] == '-' && argv[i][1])
			result = err_set(
				r->err, ERR_INVALID, "there is no option %.40s; --help lists them", argv[i]);
		else if (r->settings->argument || !(r->command & ARGUMENT))
			result = err_set(r->err, ERR_INVALID,
				"\"%.80s\" is too much; --help says what goes here", argv[i]);
		else
			r->settings->argument = argv[i];
	}
	return result;
}

// ---- Environment

static const char *environment_name(struct arena *arena, const struct option *option)
{
	char *name = arena_printf(arena, "YIDAN_%s", option->name);

	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	return name;
}

static int read_environment(struct reading *r)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < OPTION_COUNT; i++) {
		bool is_config = strcmp(options[i].name, "config") == 0;
		const char *name, *value;

		if ((options[i].only_here && !is_config) || !(options[i].commands & r->command))
			continue;
		name = environment_name(r->arena, &options[i]);
		value = getenv(name);
		if (value && value[0])
			result = set_option(r, i, value, FROM_ENVIRONMENT, name);
	}
	return result;
}

// ---- File

static int use_entry(struct reading *r, const struct config_entry *entry)
{
	const char *where =
		arena_printf(r->arena, "%s: line %d: %s", r->settings->config, entry->line, entry->key);
	const struct option *option;
	size_t index;

	option = find_option(slice_of(entry->key), r->command, &index);
	if (!option || option->only_here)
		return err_set(r->err, ERR_INVALID, "%s: line %d: there is no setting \"%.40s\"",
			r->settings->config, entry->line, entry->key);
	// one file serves all commands: what is another's is passed over
	if (!(option->commands & r->command))
		return 0;
	return set_option(r, index, entry->value, FROM_FILE, where);
}

static int read_file(struct reading *r)
{
	struct config_entry *entries;
	struct slice text;
	size_t count;
	int result;

	result = files_read(r->arena, r->settings->config, CONFIG_BYTES_MAX, &text, r->err);
	if (result < 0)
		return err_set(r->err, ERR_INVALID, "%s", arena_strdup(r->arena, r->err->message));
	result = config_parse(r->arena, text, &entries, &count, r->err);
	if (result < 0)
		err_prefix(r->err, "%s: ", r->settings->config);
	for (size_t i = 0; result == 0 && i < count; i++)
		result = use_entry(r, &entries[i]);
	return result;
}

static int use_log_level(struct reading *r)
{
	enum log_level level;

	if (!r->settings->log_level)
		return 0;
	if (log_level_parse(r->settings->log_level, &level) < 0)
		return err_set(r->err, ERR_INVALID, "log-level: debug, info, warn or error, not \"%.40s\"",
			r->settings->log_level);
	log_set_level(level);
	return 0;
}

int settings_read(enum cli_command command, int argc, const char *const *argv, struct arena *arena,
	struct settings *ret, struct err *err)
{
	struct reading r = {.command = command, .arena = arena, .settings = ret, .err = err};
	int result;

	*ret = (struct settings){.db = command == CLI_LEDGER_CHECK ? NULL : "sqlite:yidan.db",
		.intake_rate = 20,
		.login_rate = 20,
		.cache_mb = 32,
		.witness_every = 60,
		.sms_method = "POST",
		.sms_type = "application/json",
		.notice_hours = "08:00-20:00",
		.notice_every = 10,
		.notice_timeout = 30,
		.slow_after = 1440,
		.every = 60};
	result = read_command_line(&r, argc, argv);
	if (result < 0 || ret->help)
		return result;
	result = read_environment(&r);
	if (result == 0 && ret->config)
		result = read_file(&r);
	return result == 0 ? use_log_level(&r) : result;
}

void settings_print_help(enum cli_command command)
{
	char left[64];

	printf("\nOptions (defaults in brackets):\n");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (!(options[i].commands & (unsigned)command))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", options[i].name, options[i].argument ? " " : "",
			options[i].argument ? options[i].argument : "");
		printf("  %-24s %s\n", left, options[i].help);
	}
	if (command != CLI_VERSION)
		printf("\nMost may also stand in the environment (--tls-cert as YIDAN_TLS_CERT) or, as lines "
		       "`tls-cert = FILE`, in the\n"
		       "file of --config. The command line wins over the environment, the environment over "
		       "the file.\n");
}
