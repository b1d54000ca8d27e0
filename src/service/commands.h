// SPDX-License-Identifier: Apache-2.0
// The row of a command: its id counts once in a jurisdiction, whoever sends it again gets the first result.
// In the write transaction that carries the command out, so that both are stored or neither; any thread.
//
//	struct command_row command = {.jurisdiction_id = …, .id = …, .request = …, .at_us = …};
//	r = command_claim(service, conn, arena, &command, &found, &result, err);
//	if (r == 0 && found == COMMAND_NEW) { … r = command_finish(service, conn, &command, result, err); }
#ifndef YIDAN_SERVICE_COMMANDS_H
#define YIDAN_SERVICE_COMMANDS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "service/keys.h"

#include <stdint.h>

struct db_conn;
struct service;

#define COMMAND_ID_MAX_BYTES 200

struct command_row {
	int64_t jurisdiction_id;
	struct slice id;      // "form:…", "api:KEY", "once:ID"; 1 to COMMAND_ID_MAX_BYTES bytes; borrowed
	struct slice request; // all that the sender sent, in some fixed form; borrowed
	int64_t at_us;
	unsigned char request_hash[KEYS_HASH_BYTES]; // filled in by command_claim
};

enum command_found {
	COMMAND_NEW,	  // to be carried out now
	COMMAND_REPEATED, // it was before; the result is that of then
	COMMAND_MISMATCH, // this id was used for another request
};

// ERR_CONFLICT while another transaction carries out the same command.
int command_claim(struct service *service, struct db_conn *conn, struct arena *arena,
	struct command_row *command, enum command_found *ret, struct slice *ret_result, struct err *err);
// What it came to, never empty: after command_claim said NEW, in the same transaction.
int command_finish(struct service *service, struct db_conn *conn, const struct command_row *command,
	struct slice result, struct err *err);

#endif
