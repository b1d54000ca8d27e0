// SPDX-License-Identifier: Apache-2.0
// The job that has witnesses cosign: where a log has grown since a witness last cosigned, its newest
// checkpoint goes there with the proof of how it grew (c2sp.org/tlog-witness); the cosignature is checked and
// kept under the checkpoint (store/witnesses.h). A witness that fails is told of in the log once and asked
// ever more rarely, at least once an hour. Of several servers over one database one asks. A thread of its
// own; nothing waits for it.
//
//	r = witnessing_read("audit.example/witness+…+…=https://audit.example/", &witnesses[count++], err);
//	r = witnessing_start(service, witnesses, count, 60, &witnessing, err);
//	… witnessing_stop(witnessing);   // before the queues of the service stop
#ifndef YIDAN_JOBS_WITNESSING_H
#define YIDAN_JOBS_WITNESSING_H

#include "base/err.h"
#include "ledger/note.h"

struct service;
struct witnessing;

#define WITNESSES_MAX	       8
#define WITNESS_URL_BYTES_MAX  1000
#define WITNESS_NAME_BYTES_MAX 400

struct witness_address {
	struct note_key key;
	char vkey[WITNESS_NAME_BYTES_MAX];    // the same as text
	char url[WITNESS_URL_BYTES_MAX + 20]; // of add-checkpoint
};

// "VKEY=URL". ERR_INVALID with words.
int witnessing_read(const char *text, struct witness_address *ret, struct err *err);
// Copies the addresses. *ret is NULL where there are none.
int witnessing_start(struct service *service, const struct witness_address *witnesses, size_t count,
	int64_t every_s, struct witnessing **ret, struct err *err);
// A request that runs ends within a second. NULL is fine.
void witnessing_stop(struct witnessing *witnessing);

#endif
