// SPDX-License-Identifier: Apache-2.0
// One attempt to carry out a command to a case, as the parts of that use case share it (cases.c,
// case_facts.c). Included by these files alone.
#ifndef YIDAN_SERVICE_CASE_ATTEMPT_H
#define YIDAN_SERVICE_CASE_ATTEMPT_H

#include "service/cases.h"
#include "service/commands.h"

struct case_attempt {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena; // of this attempt alone
	struct case_request *request;
	const struct reference *ref;
	struct case_stream stream;
	struct case_state before; // as it is stored
	struct case_facts facts;
	struct command_row command;
	int64_t now_us;
	struct err *err;
};

// Ends it with a result that is not DONE, as ERR_INVALID, so that the transaction leaves nothing behind.
int case_attempt_end(struct case_attempt *a, enum case_request_result result, const char *words);

// Fills a->facts for the command of the request.
int case_attempt_facts(struct case_attempt *a);

#endif
