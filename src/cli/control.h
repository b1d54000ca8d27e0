// SPDX-License-Identifier: Apache-2.0
// The local socket of a running server (PATH.sock, mode 0600): commands that write to its SQLite file hand
// their work over there, and it goes through the server's own write queue. Only the same user or root is
// answered. One request a connection, each side a message of four bytes of length (big-endian) and JSON of at
// most CONTROL_BYTES_MAX.
//
// The server: a thread of its own from control_start to control_stop. The client: any thread, blocking, at
// most CONTROL_WAIT_S seconds.
#ifndef YIDAN_CLI_CONTROL_H
#define YIDAN_CLI_CONTROL_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/accounts.h"

struct control;
struct service;

#define CONTROL_BYTES_MAX (16 * 1024)
#define CONTROL_WAIT_S	  30

// *ret is NULL for another engine than SQLite.
int control_start(const char *db_url, struct service *service, struct control **ret, struct err *err);
void control_stop(struct control *control); // NULL is fine

// Asks the server that works with this file; what came of it there. *ret_answered false: no server listens
// there.
int control_ask(const char *db_url, struct arena *arena, const struct account_change *change,
	bool *ret_answered, struct err *err);

// The messages. ERR_INVALID for anything that is none. Slices live in the arena.
struct slice control_request_format(struct arena *arena, const struct account_change *change);
int control_request_parse(
	struct arena *arena, struct slice bytes, struct account_change *ret, struct err *err);
// class 0: done; else err has its words.
struct slice control_reply_format(struct arena *arena, int class, const struct err *err);
int control_reply_parse(struct arena *arena, struct slice bytes, struct err *err); // what came of it

#endif
