// SPDX-License-Identifier: Apache-2.0
// What the commands share: each gets its settings and answers with an exit code.
#ifndef YIDAN_CLI_COMMAND_H
#define YIDAN_CLI_COMMAND_H

#include "base/arena.h"
#include "cli/settings.h"

#define EXIT_DONE   0
#define EXIT_FAILED 1
#define EXIT_USAGE  2

int command_init(const struct settings *settings, struct arena *arena);
int command_demo(const struct settings *settings, struct arena *arena);
int command_serve(const struct settings *settings, struct arena *arena);
int command_migrate(const struct settings *settings, struct arena *arena);
int command_erase(const struct settings *settings, struct arena *arena);
int command_ledger_check(const struct settings *settings, struct arena *arena);
int command_ledger_draw(const struct settings *settings, struct arena *arena);
int command_ledger_verify(const struct settings *settings, struct arena *arena);
int command_user_add(const struct settings *settings, struct arena *arena);
int command_ledger_follow(const struct settings *settings, struct arena *arena);
int command_witness(const struct settings *settings, struct arena *arena);
int command_witness_key(const struct settings *settings, struct arena *arena);
int command_ledger_key(const struct settings *settings, struct arena *arena);
int command_ledger_rotate(const struct settings *settings, struct arena *arena);
int command_ledger_rebuild(const struct settings *settings, struct arena *arena);
int command_ledger_restart(const struct settings *settings, struct arena *arena);
int command_ledger_figures(const struct settings *settings, struct arena *arena);
int command_figures_recount(const struct settings *settings, struct arena *arena);
int command_backup(const struct settings *settings, struct arena *arena);
int command_restore(const struct settings *settings, struct arena *arena);
int command_user_passwd(const struct settings *settings, struct arena *arena);

// One line on standard error; returns the exit code for the class: what the caller got wrong (ERR_INVALID,
// ERR_NOT_FOUND) is 2, what went wrong 1.
int command_failed(int class, const struct err *err);
int command_misused(const char *format, ...) PRINTF_LIKE(1, 2); // EXIT_USAGE

#endif
