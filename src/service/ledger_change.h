// SPDX-License-Identifier: Apache-2.0
// What happens to a log rarely: another key, a new log after entries were lost (docs/ledger.md). For the
// command line. A key is made outside of the transaction, once; the rest is one write transaction.
//
//	service_ledger_new_key(service, jurisdiction_id, "", &signer, err)
//	service_ledger_rotate(service, conn, arena, jurisdiction_id, signer, err)        in a write
// transaction
#ifndef YIDAN_SERVICE_LEDGER_CHANGE_H
#define YIDAN_SERVICE_LEDGER_CHANGE_H

#include "service/ledger.h"

// A key for the log that grows: new, in the key file when this returns; or the one of the key file with this
// id (hexadecimal, as a verifier key shows it). ERR_INVALID where `id` is none, or that key signed before.
int service_ledger_new_key(struct service *service, int64_t jurisdiction_id, struct slice id,
	const struct note_signer **ret, struct err *err);

// What waits is signed with the old key, then the change is an entry, whose checkpoint both sign and which is
// kept. ERR_CONFLICT: run the transaction again.
int service_ledger_rotate(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, const struct note_signer *next, struct err *err);

struct ledger_restart {
	int64_t jurisdiction_id;
	int64_t old_number, number;
	struct slice origin;
	const struct note_signer *signer; // of the new log
	// The newest known checkpoint of the log before, and which of its signatures.
	struct checkpoint previous;
	struct slice previous_signature; // key id and signature
	bool is_outside;		 // it is the one outside of the database
	bool is_checked;		 // a key that is known here has made that signature
	int64_t stored_size;		 // what the database held of the old log
	int64_t taken_over;		 // events in the new log, besides its first entry
};

// Looks what is there and makes the key of the new log. The plan lives in the arena. ERR_INVALID: nothing is
// wrong with the log; or what is outside is of another jurisdiction; or no checkpoint is known.
int service_ledger_restart_plan(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, struct ledger_restart *ret, struct err *err);
// The new log with all events that are there. In a write transaction; sets taken_over. The checkpoint outside
// is replaced by the next service_ledger_keep.
int service_ledger_restart(struct service *service, struct db_conn *conn, struct arena *arena,
	struct ledger_restart *plan, struct err *err);

#endif
