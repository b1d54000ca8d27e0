// SPDX-License-Identifier: Apache-2.0
// The local socket of a running server (PATH.sock, mode 0600): commands that write to its SQLite file hand
// their tasks (cli/task.h) over there, and they go through the server's own write queue. Only the same user
// or root is answered. One request a connection, each side a message of four bytes of length (big-endian)
// and at most CONTROL_BYTES_MAX bytes. A request is the name of a task, a newline and the task's own bytes;
// an answer is JSON: the class of the error (0: done), its message, what is said to the person.
//
// The server: a thread of its own from control_start to control_stop. The client: any thread, blocking, at
// most CONTROL_WAIT_S seconds.
#ifndef YIDAN_CLI_CONTROL_H
#define YIDAN_CLI_CONTROL_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/task.h"

#include <stdbool.h>

struct control;
struct service;

#define CONTROL_BYTES_MAX (32 * 1024)
#define CONTROL_WAIT_S	  60

// *ret is NULL for another engine than SQLite.
int control_start(const char *db_url, struct service *service, struct control **ret, struct err *err);
void control_stop(struct control *control); // NULL is fine

// Asks the server that works with this file; what came of it there. *ret_answered false: no server listens
// there. What is said lives in the arena.
int control_ask(const char *db_url, struct arena *arena, struct slice task, struct slice request,
	bool *ret_answered, struct slice *ret_said, struct err *err);

// The messages. ERR_INVALID for anything that is none. Parsed requests borrow from the bytes, what is said
// lives in the arena.
struct slice control_request_format(struct arena *arena, struct slice task, struct slice request);
int control_request_parse(
	struct slice bytes, struct slice *ret_task, struct slice *ret_request, struct err *err);
// class 0: done; else err has its words.
struct slice control_reply_format(struct arena *arena, int class, const struct err *err, struct slice said);
// What came of it.
int control_reply_parse(struct arena *arena, struct slice bytes, struct slice *ret_said, struct err *err);

#endif
