// SPDX-License-Identifier: Apache-2.0
// How values look on the wire to PostgreSQL in its binary format: numbers in network order, the rest as it
// is. For db/postgres.c alone; knows nothing of libpq.
#ifndef YIDAN_DB_WIRE_H
#define YIDAN_DB_WIRE_H

#include "base/arena.h"
#include "db/query.h"

#define DB_WIRE_PARAMS 128 // more than any query has

// As PQexecParams wants them. Points into itself (numbers) and into the caller's texts: not to be copied.
struct db_wire {
	int count;
	unsigned types[DB_WIRE_PARAMS];
	const char *values[DB_WIRE_PARAMS]; // NULL for NULL
	int lengths[DB_WIRE_PARAMS];
	int formats[DB_WIRE_PARAMS]; // all 1: binary
	uint64_t numbers[DB_WIRE_PARAMS];
};

// PostgreSQL's OID of a type; they are fixed for ever in its catalog.
unsigned db_wire_type(enum db_type type);
// `in` NULL gives the types alone.
void db_wire_bind(struct db_wire *wire, const struct db_query *query, const void *in);
// One column of a row into its field; texts into the arena, or borrowed where that is NULL. False: not as
// long as its type.
bool db_wire_read(struct slice bytes, enum db_type type, struct arena *arena, void *value);

#endif
