// SPDX-License-Identifier: Apache-2.0
// What a witness decides and what a log asks it (c2sp.org/tlog-witness), without network or files: the
// request `add-checkpoint`, the answer, and the rule in between. Whoever serves it keeps one state an origin
// and must store the new one before the answer leaves, one request an origin at a time. Pure; any thread.
#ifndef YIDAN_LEDGER_WITNESS_H
#define YIDAN_LEDGER_WITNESS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "ledger/checkpoint.h"

#define WITNESS_REQUEST_BYTES_MAX (32 * 1024)
#define WITNESS_ANSWER_BYTES_MAX  (16 * 1024)

struct witness_request {
	uint64_t old_size;
	size_t count;
	struct merkle_hash proof[MERKLE_PROOF_MAX];
	struct slice note;
};

void witness_request_format(const struct witness_request *request, struct buf *out);
// ERR_INVALID: 400. What the note holds is not looked at here.
int witness_request_parse(struct slice body, struct witness_request *ret, struct err *err);

// What a witness last cosigned of a log; size 0 with any root: nothing yet.
struct witness_state {
	uint64_t size;
	struct merkle_hash root;
};

struct witness_answer {
	int status; // 200, 400, 403, 404, 409, 422
	const char
		*type; // content type of the body: "text/x.tlog.size" with a 409 on the size, else plain text
	struct slice body;
	bool is_new; // 200, and the tree has grown: store `next` before this leaves
	struct witness_state next;
};

// Finds the log by its origin among `logs`; the state of it is asked for with `load` (0, or an error class
// that is passed on as status 500 by the caller).
struct witness_logs {
	const struct note_key *keys; // several may have one name (a rotated key)
	size_t count;
	int (*load)(void *arg, struct slice origin, struct witness_state *ret, struct err *err);
	void *arg;
};
// Always 0 with an answer, but for an error of `load`. The body of the answer lives in the arena. The
// witness's key is a NOTE_COSIGNATURE_V1 one (asserted).
int witness_decide(const struct witness_logs *logs, const struct note_signer *witness, uint64_t now_s,
	struct slice body, struct arena *arena, struct witness_answer *ret, struct err *err);

// The log's side: reads the answer to a request about a checkpoint. 0: the cosignature line (borrowed from
// body) is valid and of this witness; ERR_CONFLICT: 409, *ret_size is what the witness has; ERR_INVALID:
// anything else, with words.
int witness_answer_read(int status, struct slice body, struct slice checkpoint_text,
	const struct note_key *witness, struct slice *ret_line, uint64_t *ret_size, struct err *err);

#endif
