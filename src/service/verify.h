// SPDX-License-Identifier: Apache-2.0
// Looks for what was changed behind the program's back: the tree of each ledger from the bytes of its events,
// every tile and checkpoint with its signatures, every private part against its commitment, every row that is
// folded from events, every picture. Writes nothing and works beside a running server: the head of the ledger
// first, then everything up to it, in short read transactions. What is compared, and what cannot be, says
// docs/operate.md. One thread, with its own connection.
//
//	struct verify_options options = {.found = print_finding, .state_path = "yidan.db"};
//	r = verify_run(conn, &options, &result, err);
//	if (r == 0 && result.findings == 0) …
#ifndef YIDAN_SERVICE_VERIFY_H
#define YIDAN_SERVICE_VERIFY_H

#include "base/err.h"
#include "ledger/note.h"

#include <stddef.h>
#include <stdint.h>

struct db_conn;

// One thing that is not as it was entered. Never holds personal data. Texts are valid during the call.
struct verify_finding {
	const char *jurisdiction; // slug
	const char *table;	  // "file" for what is kept outside of the database
	const char *row;	  // "case K7M…", "case K7M…, event 3", "tile 0/12"; may be ""
	const char *column;	  // "" where the whole row is meant
	const char *what;
	int64_t stream_id; // of which the row is; 0: of none
};

struct verify_options {
	const char *slug;	// this jurisdiction alone; NULL: all
	const char *state_path; // of the files outside (service/ledger.h); NULL: they are not looked at
	const struct note_key *witnesses; // whose lines under checkpoints are checked
	size_t witness_count;
	int64_t wait_us; // for entries that wait for their checkpoint; 0: 10 s
	void (*found)(void *arg, const struct verify_finding *finding);
	// What is worth saying and nothing wrong, as a sentence. May be NULL.
	void (*note)(void *arg, const char *words);
	// Now and then; may be NULL. Of `total` steps `done` are behind, entries of which there are
	// `entries`.
	void (*progress)(void *arg, uint64_t done, uint64_t total, uint64_t entries);
	void *arg;
};

struct verify_result {
	uint64_t findings;
	uint64_t jurisdictions;
	uint64_t entries; // under signed checkpoints
	uint64_t cases, pictures;
	uint64_t checkpoints;  // with a signature that holds
	uint64_t cosignatures; // of the witnesses that were named
	uint64_t erased;       // private fields that were erased, as entries say
};

// 0: everything was looked at; result->findings says what for. ERR_NOT_FOUND: no such jurisdiction;
// ERR_UNAVAILABLE …: it could not be looked at to the end.
int verify_run(struct db_conn *conn, const struct verify_options *options, struct verify_result *ret,
	struct err *err);

#endif
