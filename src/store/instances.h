// SPDX-License-Identifier: Apache-2.0
// Leases of instance numbers (base/id.h): each program that makes ids over one database holds one, renewed
// well before it runs out, so that no two give the same id. One transaction a call; the caller's thread.
#ifndef YIDAN_STORE_INSTANCES_H
#define YIDAN_STORE_INSTANCES_H

#include "base/err.h"

#include <stdint.h>

struct db_conn;

#define INSTANCE_LEASE_US     INT64_C(120000000) // two minutes
#define INSTANCE_HOLDER_BYTES 33

struct instance {
	int slot;
	char holder[INSTANCE_HOLDER_BYTES]; // random, of this program's run
	int64_t leased_until;
};

// Takes a free number. ERR_BUSY where all are leased.
int instance_lease(struct db_conn *conn, int64_t now_us, struct instance *ret, struct err *err);
// Holds it for longer. ERR_CONFLICT where it ran out and somebody else has it: no more ids may be made.
int instance_renew(struct db_conn *conn, int64_t now_us, struct instance *instance, struct err *err);
int instance_release(struct db_conn *conn, const struct instance *instance, struct err *err);

#endif
