// SPDX-License-Identifier: Apache-2.0
// Accounts of officers as the command line changes them: what is asked for (`yidan user …`), checked and
// carried out in a write transaction, either here or in the running server (cli/task.h). Slices are
// borrowed.
#ifndef YIDAN_CLI_ACCOUNTS_H
#define YIDAN_CLI_ACCOUNTS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "cli/task.h"

#include <stdbool.h>

struct db_conn;
struct service;

enum account_verb { ACCOUNT_ADD, ACCOUNT_PASSWORD };

struct account_change {
	enum account_verb verb;
	struct slice jurisdiction; // slug; empty: the only one
	struct slice login;
	struct slice password_hash;	// empty: none, with ACCOUNT_ADD alone
	struct slice name, unit, roles; // with ACCOUNT_ADD; unit: its code
};

#define ACCOUNT_LOGIN_BYTES_MAX 48
#define ACCOUNT_NAME_CHARS_MAX	60

// Whether it can be meant at all, without looking anywhere: ERR_INVALID with how to mend it.
int account_change_check(const struct account_change *change, struct err *err);
// Checks and does it. ERR_NOT_FOUND, ERR_INVALID, ERR_CONSTRAINT (the login is taken) with words for a
// person.
int account_change_run(
	struct service *service, struct db_conn *conn, const struct account_change *change, struct err *err);

// The request of the task. Parsing: ERR_INVALID for anything that is none; slices live in the arena.
extern const struct task task_user;
struct slice account_change_format(struct arena *arena, const struct account_change *change);
int account_change_parse(
	struct arena *arena, struct slice bytes, struct account_change *ret, struct err *err);

#endif
