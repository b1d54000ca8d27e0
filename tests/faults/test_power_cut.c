// SPDX-License-Identifier: Apache-2.0
// Random work through the write queue on SQLite, the power cut at random points, on a disk that forgets what
// was not synced. After each: what was acknowledged is there, what was reported as failed is not, what is
// uncertain is there whole or not at all, and the file is sound.
//
// ROUNDS and SEED in the environment: YIDAN_ROUNDS, YIDAN_SEED.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tsql.h"
#include "unsynced_vfs.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/random.h"
#include "db/migrate.h"
#include "db/pool.h"
#include "db/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL	     "sqlite:/disk/test.db"
#define ROUNDS	     250
#define MAX_COMMANDS (ROUNDS * 40)
#define PIECES	     2 // rows that each command writes

enum fate { FATE_UNKNOWN, FATE_STORED, FATE_FAILED };

struct command {
	struct db_write write;
	int64_t number;
	size_t bytes;
	enum fate fate;
	bool answered;
};

static struct command *commands;
static size_t command_count;
static uint64_t random_state;

static uint64_t pick(uint64_t below)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (random_state * UINT64_C(2685821657736338717) >> 33) % below;
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	uint64_t value;

	return text && slice_parse_u64(slice_of(text), &value) ? value : otherwise;
}

// --- one command: two rows whose bytes follow from its number ---------------------------------------------

static struct slice bytes_of(struct arena *arena, const struct command *c, int64_t piece)
{
	char *bytes = arena_alloc(arena, c->bytes);

	for (size_t i = 0; i < c->bytes; i++)
		bytes[i] = (char)(c->number * 31 + piece * 7 + (int64_t)i);
	return slice_from(bytes, c->bytes);
}

static int command_run(struct db_conn *conn, void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct command *c = arg;
	int r = 0;

	for (int64_t piece = 1; piece <= PIECES && r == 0; piece++)
		r = tsql_entry_insert(conn,
			&(struct tsql_entry_insert_in){1, c->number, piece, bytes_of(arena, c, piece)}, NULL,
			err);
	return r;
}

// On the writer's thread; read after db_writer_free has joined it.
static void command_done(void *arg, int class, const struct err *err)
{
	struct command *c = arg;

	(void)err;
	c->answered = true;
	c->fate = class == 0 ? FATE_STORED : class == ERR_UNCERTAIN ? FATE_UNKNOWN : FATE_FAILED;
}

// --- rounds -----------------------------------------------------------------------------------------------

static struct db *open_db(void)
{
	struct db_options options = {.create = true,
		.sqlite_vfs = UNSYNCED_VFS,
		.sqlite_checkpoint_pages = 20,
		.cache_bytes = 64 * 1024};
	struct err err = {0};
	struct db *db;

	assert_int_equal(db_open(URL, &tsql_catalog, &options, &db, &err), 0);
	return db;
}

static void submit_some(struct db_writer *writer, size_t count)
{
	for (size_t i = 0; i < count && command_count < MAX_COMMANDS; i++) {
		struct command *c = &commands[command_count++];

		*c = (struct command){
			.number = (int64_t)command_count, .bytes = pick(8) ? pick(300) : pick(20000)};
		c->write = (struct db_write){.run = command_run, .done = command_done, .arg = c};
		if (db_writer_submit(writer, &c->write) < 0) {
			c->fate = FATE_FAILED; // refused: certainly not stored
			c->answered = true;
		}
	}
}

// A reader now and then keeps the log from being reset, as it does in life.
static void read_something(struct db *db, struct db_conn **reader)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct tsql_entry_count_row row;

	if (*reader && pick(3)) {
		db_end_read(*reader);
		db_disconnect(*reader);
		*reader = NULL;
	} else if (!*reader && db_connect(db, DB_ACCESS_READ, reader, NULL) == 0) {
		if (db_begin_read(*reader, NULL) == 0)
			tsql_entry_count(*reader, arena, &(struct tsql_entry_count_in){1}, &row, NULL);
	}
}

static void one_round(void)
{
	struct db *db = open_db();
	struct db_writer *writer = NULL;
	struct db_conn *reader = NULL;
	struct err err = {0};
	bool cuts = pick(10) != 0;

	// Also while it starts, migrates and recovers.
	if (cuts)
		unsynced_vfs_cut_after(1 + (int64_t)pick(120));
	if (pick(6) == 0)
		unsynced_vfs_fail_sync(1 + (int64_t)pick(12));
	if (db_migrate(db, NULL, &err) == 0 &&
		db_writer_new(db, &(struct db_writer_options){.max_batch = 1 + pick(16)}, &writer, &err) ==
			0) {
		for (uint64_t batches = 1 + pick(8); batches; batches--) {
			submit_some(writer, 1 + pick(6));
			read_something(db, &reader);
		}
	}
	db_writer_free(writer);
	db_disconnect(reader);
	db_free(db);
	unsynced_vfs_fail_sync(0);
	unsynced_vfs_power_on();
}

// Every command's rows are as they should be; returns how many acknowledged ones are missing.
static size_t check_all(void)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct db *db = open_db();
	struct db_conn *conn = NULL;
	struct err err = {0};
	size_t missing = 0;

	if (db_migrate(db, NULL, &err) < 0 || db_connect(db, DB_ACCESS_READ, &conn, &err) < 0 ||
		db_begin_read(conn, &err) < 0)
		fail_msg("after power on: %s", err.message);
	for (size_t i = 0; i < command_count; i++) {
		struct command *c = &commands[i];
		struct tsql_entry_of_stream_row *rows;
		size_t count;

		arena_reset(arena);
		assert_int_equal(
			tsql_entry_of_stream(conn, arena, &(struct tsql_entry_of_stream_in){1, c->number},
				&rows, &count, &err),
			0);
		if (count != 0 && count != PIECES)
			fail_msg("command %zu is there by half", i);
		for (size_t piece = 0; piece < count; piece++)
			assert_true(slice_eq(rows[piece].bytes, bytes_of(arena, c, (int64_t)piece + 1)));
		if (c->fate == FATE_STORED && count == 0)
			missing++;
		if (c->fate == FATE_FAILED && count != 0)
			fail_msg("command %zu was reported as failed, and is there", i);
		assert_true(c->answered);
		c->fate = count ? FATE_STORED : FATE_FAILED; // from now on it is certain
	}
	db_end_read(conn);
	db_disconnect(conn);
	db_free(db);
	return missing;
}

static void start(uint64_t seed)
{
	random_state = seed * 2 + 1;
	command_count = 0;
	unsynced_vfs_format(seed);
}

static void test_no_acknowledged_write_is_lost(void **state)
{
	uint64_t rounds = number_from("YIDAN_ROUNDS", ROUNDS), seed = number_from("YIDAN_SEED", 0);
	size_t stored = 0, uncertain_there = 0;
	struct unsynced_vfs_counts counts;

	(void)state;
	if (!seed)
		random_bytes(&seed, 4);
	printf("# seed %llu\n", (unsigned long long)seed);
	start(seed);
	for (uint64_t round = 0; round < rounds && round < ROUNDS; round++) {
		size_t missing, before = 0, after = 0;

		one_round();
		for (size_t i = 0; i < command_count; i++)
			before += commands[i].fate == FATE_STORED;
		missing = check_all();
		if (missing)
			fail_msg("round %llu: %zu acknowledged commands are lost", (unsigned long long)round,
				missing);
		for (size_t i = 0; i < command_count; i++)
			after += commands[i].fate == FATE_STORED;
		uncertain_there += after - before;
		stored = after;
		if (round % 10 == 0)
			assert_true(unsynced_vfs_is_sound("/disk/test.db"));
	}
	assert_true(unsynced_vfs_is_sound("/disk/test.db"));
	unsynced_vfs_get_counts(&counts);
	printf("# %zu commands, %zu stored (%zu of them reported uncertain), %lld cuts, %lld syncs\n",
		command_count, stored, uncertain_there, (long long)counts.cuts, (long long)counts.syncs);
	assert_true(stored > command_count / 10);
}

// The same on a disk that lies about syncing must lose something: else the test above proves nothing.
static void test_a_lying_disk_is_noticed(void **state)
{
	size_t missing = 0;

	(void)state;
	start(42);
	for (int round = 0; round < 40 && !missing; round++) {
		struct db *db = open_db();
		struct db_writer *writer = NULL;
		struct err err = {0};

		assert_int_equal(db_migrate(db, NULL, &err), 0);
		assert_int_equal(db_writer_new(db, NULL, &writer, &err), 0);
		unsynced_vfs_lie(true);
		submit_some(writer, 5);
		db_writer_stop(writer);
		unsynced_vfs_cut_after(1);
		db_writer_free(writer);
		db_free(db);
		unsynced_vfs_lie(false);
		unsynced_vfs_power_on();
		missing = check_all();
	}
	assert_true(missing > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_acknowledged_write_is_lost),
		cmocka_unit_test(test_a_lying_disk_is_noticed),
	};
	int r;

	commands = mem_zalloc_array(MAX_COMMANDS, sizeof(*commands));
	r = cmocka_run_group_tests(tests, NULL, NULL);
	mem_free(commands);
	return r;
}
