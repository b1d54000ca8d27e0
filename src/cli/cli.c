// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include "cli/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct command {
	const char *name; // of one or two words
	enum cli_command bit;
	int (*run)(const struct settings *settings, struct arena *arena); // NULL: version
	const char *usage;						  // behind the name
	const char *about;
	const char *more; // of the help
} commands[] = {
	{"init", CLI_INIT, command_init, "[--from FOLDER | --slug WORD --name-zh NAME --name-en NAME]",
		"make a database with your jurisdiction",
		"Makes the database, the secret key of the server and one jurisdiction: from a folder of "
		"files with its units,\n"
		"categories and areas (docs/operate.md), or an empty one with a single unit. No account can "
		"sign in before\n"
		"`yidan user add` or `yidan user passwd`."},
	{"demo", CLI_DEMO, command_demo, "[--cases N]", "make a database with an invented district",
		"Makes a new database with Heting District: everything in it is invented, and everybody may "
		"know its passwords.\n"
		"Only for trying Yidan out."},
	{"serve", CLI_SERVE, command_serve, "[--listen ADDRESS …]", "serve the pages",
		"Serves the public pages and the desk until SIGTERM or Ctrl-C; then finishes what it has "
		"accepted. Prints the address\n"
		"it listens on; logs to standard error."},
	{"migrate", CLI_MIGRATE, command_migrate, "", "bring a database up to this program's schema",
		"Needed after an upgrade, where `yidan serve` asks for it. Make a copy of the database "
		"first."},
	{"user add", CLI_USER_ADD, command_user_add,
		"LOGIN --name NAME --unit CODE --roles \"intake handler\"", "make an account for an officer",
		"Asks twice for the password, or reads it as one line from standard input where that is no "
		"terminal.\n"
		"Works while the server runs, too."},
	{"user passwd", CLI_USER_PASSWD, command_user_passwd, "LOGIN", "give an officer a new password",
		"Asks twice for the password, or reads it as one line from standard input where that is no "
		"terminal. All sessions of\n"
		"the officer end. Works while the server runs, too."},
	{"ledger follow", CLI_LEDGER_FOLLOW, command_ledger_follow, "URL --state FILE [--key VKEY] [--once]",
		"audit the ledger of another server",
		"URL is the address of the list, as https://heting.example or https://heting.example/j/SLUG. "
		"Exit codes beside 0, 1\n"
		"(it cannot be read now) and 2: 3 another history, 4 it shrank, 5 signed by an unknown key, "
		"6 it "
		"does not grow,\n"
		"7 it does not show what it signed, 8 another log took its place. Checkpoints that "
		"contradict each other\n"
		"are kept beside the state."},
	{"erase", CLI_ERASE, command_erase, "CODE --scope SCOPE --reason-code CODE --reason TEXT",
		"erase a person's data from a case",
		"Takes the data out of the database for good; that it was done, when and why stays on the "
		"public "
		"list. Asks before,\n"
		"unless --yes. Works while the server runs, too."},
	{"ledger verify", CLI_LEDGER_VERIFY, command_ledger_verify,
		"[--jurisdiction SLUG] [--witness VKEY …]",
		"look for what was changed behind the program's back",
		"Recomputes the ledger from its events and compares every row, private field, picture and "
		"checkpoint with it. Changes\n"
		"nothing; works beside a running server. Exit code 0: all is as it was entered; 1: what is "
		"not is listed; 2: it could\n"
		"not be looked at."},
	{"ledger check", CLI_LEDGER_CHECK, command_ledger_check,
		"RECEIPT [--key VKEY …] [--witness VKEY …] [--url URL | --db URL]",
		"check a receipt or a case with its proofs",
		"RECEIPT is a file (a receipt, a short receipt, the proof.json of a case), the line of a "
		"short "
		"receipt itself, or - for\n"
		"standard input. Exit code 0: it holds; 1: it does not; 2: that cannot be said, because of "
		"what is told."},
	{"ledger draw", CLI_LEDGER_DRAW, command_ledger_draw,
		"NUMBER --url URL [--key VKEY …] [--witness VKEY …]", "repeat a random sample",
		"Reads all entries of the published log, draws the sample anew from them and compares. Exit "
		"code 0: it is the same;\n"
		"1: it is not, or not drawn yet; 2: that cannot be said, because of what is told."},
	{"backup", CLI_BACKUP, command_backup, "FILE", "copy the database, also while the server runs",
		"Copies the database as it is at one moment into FILE, checks the copy, and puts beside it "
		"the "
		"key file (FILE.key) and\n"
		"the newest checkpoints of the ledgers (FILE.checkpoints). PostgreSQL: by pg_dump. Keep "
		"FILE.key "
		"as safe as the key."},
	{"restore", CLI_RESTORE, command_restore, "FILE", "bring a copy back to where there is no database",
		"FILE is one that `yidan backup` made; --db says where it goes. Nothing that is there is "
		"overwritten. Says what is\n"
		"missing where the ledger was signed further than the copy goes."},
	{"ledger rebuild", CLI_LEDGER_REBUILD, command_ledger_rebuild, "--reason TEXT [--jurisdiction SLUG]",
		"make rows of cases anew that differ from their events",
		"Looks at everything as `yidan ledger verify` does. That rows were made anew, and of which "
		"cases, is an entry of the ledger\n"
		"each. Where the entries themselves were changed nothing is. Works while the server runs, "
		"too."},
	{"ledger figures", CLI_LEDGER_FIGURES, command_ledger_figures,
		"URL --period PERIOD [--as-of DAY|SIZE] [--zone ZONE] [--key VKEY …]",
		"count the figures of a list from its published entries alone",
		"URL is the address of the list, as https://heting.example. Reads every entry, compares the "
		"tree "
		"with the signed\n"
		"checkpoint, and writes the figures as CSV, in the form of /figures.csv. PERIOD is 2026-11, "
		"2026-Q4, "
		"2026 or\n"
		"2026-09-12..2026-12-20."},
	{"figures recount", CLI_FIGURES_RECOUNT, command_figures_recount, "[--jurisdiction SLUG] [--anew]",
		"count the figures again from all events, and compare",
		"Changes nothing; works beside a running server, and leaves out what it has not counted yet. "
		"Exit "
		"code 0: no\n"
		"difference; 1: the differences are listed; 2: it could not be counted. --anew has the "
		"server "
		"count all of it anew."},
	{"ledger key", CLI_LEDGER_KEY, command_ledger_key, "[--new]", "print the verifier keys of a ledger",
		"For notice boards, newspapers, witnesses: what a reader needs to check the ledger without "
		"trusting this server. The\n"
		"oldest first; the last one is in force."},
	{"ledger rotate", CLI_LEDGER_ROTATE, command_ledger_rotate, "[--key ID]",
		"sign a ledger with a new key from now on",
		"Makes a new key in the key file; the change is an entry of the ledger that both keys sign. "
		"Works while the server runs."},
	{"ledger restart", CLI_LEDGER_RESTART, command_ledger_restart, "",
		"begin a new log after entries were lost",
		"Where a backup was brought back that lacks the newest entries, or the key is lost: the "
		"server "
		"refuses to start, since\n"
		"the old log cannot go on. The new one holds all events that are there, and names what the "
		"old "
		"one was signed for last."},
	{"witness key", CLI_WITNESS_KEY, command_witness_key, "NAME --key-file FILE",
		"make the key of a witness",
		"NAME is an address that is yours, without https://, as audit.example/witness. Writes the "
		"secret "
		"key and prints the\n"
		"verifier key, which the ledgers and their readers need."},
	{"witness", CLI_WITNESS, command_witness,
		"--key-file FILE --state FOLDER --log VKEY … [--listen ADDRESS …]",
		"cosign the ledgers of others",
		"Serves POST /add-checkpoint until SIGTERM or Ctrl-C, for the ledgers whose verifier keys "
		"are "
		"given (docs/operate.md).\n"
		"Needs no database. Never run two over copies of one folder."},
	{"version", CLI_VERSION, NULL, "", "say which version this is", "Prints the version of the program."},
};

static void print_usage(FILE *out)
{
	fprintf(out, "Yidan: one list of what residents and enterprises need from their "
		     "government.\n\nUsage: yidan COMMAND [OPTIONS]\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(out, "  %-14s %s\n", commands[i].name, commands[i].about);
	fprintf(out, "\nyidan COMMAND --help says more.\n");
}

// How many words of argv name this command; 0: another.
static int match(const struct command *command, int argc, char **argv)
{
	struct slice first, second;

	slice_cut(slice_of(command->name), ' ', &first, &second);
	if (argc < 1 || !slice_eq_cstr(first, argv[0]))
		return 0;
	if (second.len == 0)
		return 1;
	return argc >= 2 && slice_eq_cstr(second, argv[1]) ? 2 : 0;
}

static const struct command *find_command(int argc, char **argv, int *ret_words)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		*ret_words = match(&commands[i], argc, argv);
		if (*ret_words)
			return &commands[i];
	}
	return NULL;
}

static int run(const struct command *command, int argc, char **argv)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct settings settings;
	struct err err;
	int r;

	r = settings_read(command->bit, argc, (const char *const *)argv, arena, &settings, &err);
	if (r < 0)
		return command_failed(r, &err);
	if (settings.help) {
		printf("Usage: yidan %s %s\n\n%s\n", command->name, command->usage, command->more);
		settings_print_help(command->bit);
		return EXIT_DONE;
	}
	if (!command->run) {
		printf("yidan %s\n", YIDAN_VERSION);
		return EXIT_DONE;
	}
	return command->run(&settings, arena);
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

// A first word alone, as `yidan user`, is answered with what may stand behind it.
static int no_command(const char *word)
{
	char list[200] = "";

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct slice first, second;
		size_t len = strlen(list);

		if (slice_cut(slice_of(commands[i].name), ' ', &first, &second) && slice_eq_cstr(first, word))
			snprintf(list + len, sizeof(list) - len, "%s`yidan %s`", len ? ", " : "",
				commands[i].name);
	}
	if (list[0])
		return command_misused("`yidan %s` is one of %s", word, list);
	return command_misused("there is no command \"%.40s\"; `yidan --help` lists them", word);
}

int cli_main(int argc, char **argv)
{
	const struct command *command;
	int words, code;

	argc--;
	argv++;
	if (argc < 1) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[0], "--help", "-h", "help")) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[0], "--version") == 0) {
		printf("yidan %s\n", YIDAN_VERSION);
		return EXIT_DONE;
	}
	command = find_command(argc, argv, &words);
	if (!command)
		return no_command(argv[0]);
	code = run(command, argc - words, argv + words);
	// what was not written (a full disk, a closed pipe) was not told
	if (fflush(stdout) != 0 && code == EXIT_DONE)
		code = EXIT_FAILED;
	return code;
}

int command_failed(int class, const struct err *err)
{
	fprintf(stderr, "yidan: %s\n", err->message);
	return class == ERR_INVALID || class == ERR_NOT_FOUND ? EXIT_USAGE : EXIT_FAILED;
}

int command_misused(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "yidan: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	return EXIT_USAGE;
}
