// SPDX-License-Identifier: Apache-2.0
// How many durable, signed entries a second the ledger's library takes on SQLite: events of ENTRY_BYTES in
// batches, each batch sequenced, signed and committed as the server's writer does it, with nothing around it.
//
//	ledger_rate FILE ENTRIES ENTRIES_A_COMMIT ledger|plain
//
// `plain` stores the same events without the ledger: the difference is what the ledger costs. FILE is made.
// Prints one line of JSON.
#include "base/arena.h"
#include "base/random.h"
#include "db/db.h"
#include "db/migrate.h"
#include "sql.h"
#include "store/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define J	    1
#define ENTRY_BYTES 1700 // a case.received of the demonstration

struct run {
	struct db_conn *conn;
	struct arena *arena;
	struct note_signer signer;
	bool with_ledger;
	char bytes[ENTRY_BYTES + 1];
	int64_t stored;
	struct err err;
};

static void check(int r, const struct err *err, const char *what)
{
	if (r == 0)
		return;
	fprintf(stderr, "ledger_rate: %s: %s\n", what, err->message);
	exit(1);
}

static double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int find(void *arg, struct slice origin, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES],
	const struct note_signer **ret, struct err *err)
{
	struct run *run = arg;

	(void)origin;
	(void)public_key;
	(void)err;
	*ret = &run->signer;
	return 0;
}

static int store_one(struct run *run)
{
	int64_t id = ++run->stored;
	struct slice bytes = slice_from(run->bytes, ENTRY_BYTES);
	int r;

	snprintf(run->bytes, 21, "%020lld", (long long)id);
	run->bytes[20] = 'x';
	r = sql_event_insert(run->conn,
		&(struct sql_event_insert_in){.jurisdiction_id = J,
			.stream_id = id,
			.seq = 1,
			.type = SLICE("case.received"),
			.version = 1,
			.at = id,
			.bytes = bytes},
		NULL, &run->err);
	return r == 0 && run->with_ledger ? ledger_entry_add(run->conn, J, id, 1, id, bytes, &run->err) : r;
}

static void store_batch(struct run *run, int64_t count)
{
	struct ledger_signing signing = {.find = find, .arg = run};
	size_t added;
	int r = db_begin_write(run->conn, &run->err);

	for (int64_t i = 0; r == 0 && i < count; i++)
		r = store_one(run);
	if (r == 0 && run->with_ledger) {
		arena_reset(run->arena);
		r = ledger_sequence(run->conn, run->arena, J, &signing, run->stored, &added, &run->err);
	}
	if (r == 0)
		r = db_commit(run->conn, &run->err);
	check(r, &run->err, "a batch");
}

static void open_file(struct run *run, const char *path)
{
	char url[1024];
	struct db *db;
	int64_t applied;

	snprintf(url, sizeof(url), "sqlite:%s", path);
	check(db_open(url, &sql_catalog, &(struct db_options){.create = true}, &db, &run->err), &run->err,
		path);
	check(db_migrate(db, &applied, &run->err), &run->err, "the schema");
	check(db_connect(db, DB_ACCESS_WRITE, &run->conn, &run->err), &run->err, path);
	check(note_signer_new(SLICE("bench.example/ledger"), NOTE_ED25519, &run->signer, &run->err),
		&run->err, "a key");
	check(db_begin_write(run->conn, &run->err), &run->err, "the log");
	check(ledger_start(run->conn, J, 1, &run->signer.key, 1, &run->err), &run->err, "the log");
	check(db_commit(run->conn, &run->err), &run->err, "the log");
}

int main(int argc, char **argv)
{
	static struct run run;
	int64_t entries, batch;
	double began, cpu;

	if (argc != 5 || (entries = atoll(argv[2])) < 1 || (batch = atoll(argv[3])) < 1) {
		fprintf(stderr, "usage: ledger_rate FILE ENTRIES ENTRIES_A_COMMIT ledger|plain\n");
		return 2;
	}
	run.with_ledger = strcmp(argv[4], "ledger") == 0;
	run.arena = arena_new();
	memset(run.bytes, 'x', ENTRY_BYTES);
	open_file(&run, argv[1]);
	began = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	while (run.stored < entries)
		store_batch(&run, entries - run.stored < batch ? entries - run.stored : batch);
	printf("{\"entries\": %lld, \"seconds\": %.6f, \"cpu_seconds\": %.6f}\n", (long long)entries,
		seconds(CLOCK_MONOTONIC) - began, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
	return 0;
}
