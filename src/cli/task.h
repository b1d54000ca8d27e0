// SPDX-License-Identifier: Apache-2.0
// Tasks: what a command line has the writer of the database do. Where a server works with the same SQLite
// file, the task goes to it over its local socket (cli/control.h) and through its write queue; else it is
// done here, with the lock held so that no server starts meanwhile. On PostgreSQL always here.
//
// A command makes its request (JSON of its own), calls task_do and prints what was said. One task a file
// that has its command; each is named in the table of task.c.
//
//	static const … of command_erase.c:
//	const struct task task_erase = {"erase", erase_prepare, erase_write, erase_finish};
//	r = task_do(settings, arena, &task_erase, request, &said, err);
#ifndef YIDAN_CLI_TASK_H
#define YIDAN_CLI_TASK_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/settings.h"

struct db_conn;
struct reference;
struct service;

#define TASK_REQUEST_BYTES_MAX (12 * 1024)
#define TASK_SAID_BYTES_MAX    (8 * 1024)

struct task_run {
	struct service *service;
	struct arena *arena;  // lives as long as the task
	struct slice request; // as it was given to task_do
	void *work;	      // what prepare made of it, for the other two
	struct slice said;    // lines for the person, UTF-8; empty at first
};

struct task {
	const char *name; // a word
	// Once, outside of a transaction: reads the request (bytes from outside, ERR_INVALID), makes keys and
	// the like.
	int (*prepare)(struct task_run *run, struct err *err);
	// In a write transaction, which may be rolled back and begun again: has no effect but there and on
	// run->said.
	int (*write)(struct task_run *run, struct db_conn *conn, struct err *err);
	// NULL, or once after the commit, outside of a transaction.
	int (*finish)(struct task_run *run, struct err *err);
};

// Does it, wherever. Words and classes of errors are the task's own; ERR_BUSY: another command is at work.
// ERR_UNCERTAIN: the server did not answer. Main thread.
int task_do(const struct settings *settings, struct arena *arena, const struct task *task,
	struct slice request, struct slice *ret_said, struct err *err);

extern const struct task task_erase;	    // command_erase.c
extern const struct task task_rotate;	    // command_ledger.c
extern const struct task task_rebuild;	    // command_ledger_rebuild.c
extern const struct task task_figures_anew; // command_figures.c

// NULL: there is none.
const struct task *task_by_name(struct slice name);
// With a service that has a writer: through its queue. Without: on `conn`, and its entries are signed.
int task_carry_out(const struct task *task, struct task_run *run, struct db_conn *conn, struct err *err);

// The jurisdiction of a slug, or the only one where that is empty; reference_release it. ERR_INVALID,
// ERR_NOT_FOUND with words.
int task_jurisdiction(
	struct service *service, struct slice slug, const struct reference **ret, struct err *err);

#endif
