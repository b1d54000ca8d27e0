// SPDX-License-Identifier: Apache-2.0
// What a command was told: by its command line, else by the environment (YIDAN_DB, YIDAN_LISTEN …: the
// option's name in capitals), else by the file of --config, else the default. One table (settings.c) holds
// all options; help is made from it. Strings are borrowed from argv and the environment or live in the arena.
// Main thread.
#ifndef YIDAN_CLI_SETTINGS_H
#define YIDAN_CLI_SETTINGS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define SETTINGS_LIST_MAX 32

// Commands as bits: which options are theirs.
enum cli_command {
	CLI_INIT = 1 << 0,
	CLI_DEMO = 1 << 1,
	CLI_SERVE = 1 << 2,
	CLI_MIGRATE = 1 << 3,
	CLI_USER_ADD = 1 << 4,
	CLI_USER_PASSWD = 1 << 5,
	CLI_VERSION = 1 << 6,
	CLI_WITNESS = 1 << 7,
	CLI_WITNESS_KEY = 1 << 8,
	CLI_LEDGER_FOLLOW = 1 << 9,
	CLI_ERASE = 1 << 10,
	CLI_LEDGER_VERIFY = 1 << 11,
	CLI_LEDGER_CHECK = 1 << 12,
	CLI_LEDGER_KEY = 1 << 13,
	CLI_LEDGER_ROTATE = 1 << 14,
	CLI_LEDGER_RESTART = 1 << 15,
	CLI_BACKUP = 1 << 16,
	CLI_RESTORE = 1 << 17,
	CLI_LEDGER_REBUILD = 1 << 18,
	CLI_FIGURES_RECOUNT = 1 << 19,
	CLI_LEDGER_DRAW = 1 << 20,
	CLI_LEDGER_FIGURES = 1 << 21,
};

struct settings_list {
	const char *items[SETTINGS_LIST_MAX];
	unsigned count;
};

struct settings {
	bool help;
	const char *config;
	const char *db;
	const char *key_file; // NULL: beside the database
	const char *log_level;
	// serve
	struct settings_list listen;
	const char *tls_cert, *tls_key;
	const char *trusted_proxies;
	const char *picture_program; // NULL: beside this program
	int64_t threads, connections, intake_rate, login_rate, cache_mb;
	bool access_log, demo_anywhere;
	struct settings_list witnesses;
	int64_t witness_every; // seconds
	const char *public_url;
	const char *smtp, *smtp_user, *smtp_password_file, *smtp_ca, *mail_from;
	const char *sms_url, *sms_method, *sms_type, *sms_body, *sms_header_file;
	const char *notice_hours;
	int64_t notice_every, notice_timeout; // seconds
	// demo
	int64_t cases;
	bool no_cases, accounts, season;
	// init
	const char *from, *slug, *name_zh, *name_en;
	// user
	const char *name, *unit, *roles, *jurisdiction;
	bool no_password;
	// erase; jurisdiction too
	const char *scope, *reason_code, *reason;
	bool yes;

	// witness
	const char *state; // folder; of `ledger follow` a file
	struct settings_list logs;

	// ledger follow
	const char *key; // verifier key; of `ledger rotate` the id of a key
	bool once, entries;
	int64_t slow_after, every; // minutes, seconds
	// ledger
	struct settings_list keys; // verifier keys; with `witnesses` above
	const char *url;
	bool new_key;
	bool anew; // figures recount
	// ledger figures
	const char *period, *as_of, *zone;
	// backup
	bool without_key;

	const char *argument; // what stands behind the options (a login), or NULL
};

// argv[0] is the first word behind the command. ERR_INVALID says what is wrong and how to mend it.
int settings_read(enum cli_command command, int argc, const char *const *argv, struct arena *arena,
	struct settings *ret, struct err *err);
// The options of a command, for its --help.
void settings_print_help(enum cli_command command);

#endif
