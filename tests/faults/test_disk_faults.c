// SPDX-License-Identifier: Apache-2.0
// A full disk and a sync that fails, under a batch of the write queue on SQLite.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate.h"
#include "tsql.h"
#include "unsynced_vfs.h"

#include "base/mem.h"
#include "db/migrate.h"
#include "db/writer.h"

#include <sqlite3.h>
#include <string.h>

#define BATCH	  8
#define BIG_BYTES (200 * 1000)

struct command {
	struct db_write write;
	struct gate *done, *started, *hold;
	int64_t number;
	size_t bytes;
	int class, runs;
};

static char big[BIG_BYTES];

static int command_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct command *c = arg;
	int r = 0;

	c->runs++;
	if (c->started)
		gate_pass(c->started);
	if (c->hold)
		gate_wait(c->hold, 1);
	for (int64_t piece = 1; piece <= 2 && r == 0; piece++)
		r = tsql_entry_insert(conn,
			&(struct tsql_entry_insert_in){1, c->number, piece, slice_from(big, c->bytes)}, NULL,
			err);
	return r;
}

static void command_done(void *arg, int class, const struct err *err)
{
	struct command *c = arg;

	(void)err;
	c->class = class;
	gate_pass(c->done);
}

// A batch in one transaction, behind a command that is held until all are queued.
static void run_batch(
	struct db_writer *writer, struct command *commands, int64_t first_number, void (*before)(void))
{
	struct gate done = GATE_INIT, started = GATE_INIT, hold = GATE_INIT;
	struct command first = {.done = &done, .started = &started, .hold = &hold, .number = first_number};

	first.write = (struct db_write){.run = command_run, .done = command_done, .arg = &first};
	assert_int_equal(db_writer_submit(writer, &first.write), 0);
	gate_wait(&started, 1);
	for (int i = 0; i < BATCH; i++) {
		struct command *c = &commands[i];

		c->done = &done;
		c->number = first_number + 1 + i;
		c->write = (struct db_write){.run = command_run, .done = command_done, .arg = c};
		assert_int_equal(db_writer_submit(writer, &c->write), 0);
	}
	if (before)
		before();
	gate_pass(&hold);
	gate_wait(&done, 1 + BATCH);
}

static struct db *open_formatted(uint64_t seed, int checkpoint_pages)
{
	// A small cache: a large row goes to the disk in the middle of its transaction.
	struct db_options options = {.create = true,
		.sqlite_vfs = UNSYNCED_VFS,
		.cache_bytes = 32 * 1024,
		.sqlite_checkpoint_pages = checkpoint_pages};
	struct err err = {0};
	struct db *db;

	if (seed)
		unsynced_vfs_format(seed);
	assert_int_equal(db_open("sqlite:/disk/test.db", &tsql_catalog, &options, &db, &err), 0);
	assert_int_equal(db_migrate(db, NULL, &err), 0);
	return db;
}

static struct db *open_db(void)
{
	return open_formatted(1, 0);
}

static void check_stored(struct db *db, const struct command *c, bool stored)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct tsql_entry_of_stream_row *rows;
	struct db_conn *conn;
	size_t count;

	assert_int_equal(db_connect(db, DB_ACCESS_READ, &conn, NULL), 0);
	assert_int_equal(db_begin_read(conn, NULL), 0);
	assert_int_equal(tsql_entry_of_stream(conn, arena, &(struct tsql_entry_of_stream_in){1, c->number},
				 &rows, &count, NULL),
		0);
	assert_int_equal(count, stored ? 2 : 0);
	db_end_read(conn);
	db_disconnect(conn);
}

// Two large commands among small ones, and no room for these: only they fail, though the engine ended the
// transaction.
static void test_full_disk(void **state)
{
	struct db *db = open_db();
	struct command commands[BATCH] = {0};
	struct db_writer *writer;
	struct db_writer_stats stats;

	(void)state;
	assert_int_equal(db_writer_new(db, NULL, &writer, NULL), 0);
	commands[2].bytes = commands[5].bytes = BIG_BYTES;
	unsynced_vfs_set_capacity(unsynced_vfs_used_bytes() + BIG_BYTES);
	run_batch(writer, commands, 1, NULL);
	for (int i = 0; i < BATCH; i++) {
		assert_int_equal(commands[i].class, i == 2 || i == 5 ? ERR_UNAVAILABLE : 0);
		check_stored(db, &commands[i], commands[i].class == 0);
	}
	db_writer_get_stats(writer, &stats);
	assert_true(stats.reruns > 0);
	assert_true(commands[0].runs == 2 && commands[7].runs == 1);

	// Room again: everything works as before.
	unsynced_vfs_set_capacity(0);
	memset(commands, 0, sizeof(commands));
	commands[2].bytes = BIG_BYTES;
	run_batch(writer, commands, 100, NULL);
	for (int i = 0; i < BATCH; i++) {
		assert_int_equal(commands[i].class, 0);
		check_stored(db, &commands[i], true);
	}
	db_writer_free(writer);
	db_free(db);
}

// No room at the commit itself.
static void test_full_disk_at_commit(void **state)
{
	struct db *db = open_db();
	struct command commands[BATCH] = {0};
	struct db_writer *writer;

	(void)state;
	assert_int_equal(db_writer_new(db, NULL, &writer, NULL), 0);
	unsynced_vfs_set_capacity(unsynced_vfs_used_bytes());
	run_batch(writer, commands, 1, NULL);
	for (int i = 0; i < BATCH; i++) {
		assert_int_equal(commands[i].class, ERR_UNAVAILABLE);
		check_stored(db, &commands[i], false);
	}
	db_writer_free(writer);
	db_free(db);
}

static void fail_second_sync(void)
{
	unsynced_vfs_fail_sync(3); // the header of the log and the held command come first
}

// A sync that fails at the commit: nobody knows, and the next commits work.
static void test_sync_that_fails(void **state)
{
	struct db *db = open_db();
	struct command commands[BATCH] = {0};
	struct db_writer *writer;
	struct unsynced_vfs_counts before, after;

	(void)state;
	assert_int_equal(db_writer_new(db, NULL, &writer, NULL), 0);
	unsynced_vfs_get_counts(&before);
	run_batch(writer, commands, 1, fail_second_sync);
	unsynced_vfs_get_counts(&after);
	assert_true(after.syncs - before.syncs >= 3);
	for (int i = 0; i < BATCH; i++) {
		assert_int_equal(commands[i].class, ERR_UNCERTAIN);
		assert_int_equal(commands[i].runs, 1);
	}
	memset(commands, 0, sizeof(commands));
	run_batch(writer, commands, 100, NULL);
	for (int i = 0; i < BATCH; i++) {
		assert_int_equal(commands[i].class, 0);
		check_stored(db, &commands[i], true);
	}
	db_writer_free(writer);
	db_free(db);
}

static void write_one(struct db_writer *writer, struct command *c, int64_t number)
{
	struct gate done = GATE_INIT;

	*c = (struct command){.done = &done, .number = number, .bytes = 9000};
	c->write = (struct db_write){.run = command_run, .done = command_done, .arg = c};
	assert_int_equal(db_writer_submit(writer, &c->write), 0);
	gate_wait(&done, 1);
}

static struct db_conn *begin_reading(struct db *db)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct tsql_entry_count_row row;
	struct db_conn *reader;

	assert_int_equal(db_connect(db, DB_ACCESS_READ, &reader, NULL), 0);
	assert_int_equal(db_begin_read(reader, NULL), 0);
	assert_int_equal(tsql_entry_count(reader, arena, &(struct tsql_entry_count_in){1}, &row, NULL), 0);
	return reader;
}

static void end_reading(struct db_conn *reader)
{
	db_end_read(reader);
	db_disconnect(reader);
}

// The power is cut, and the program starts once more.
static struct db *start_after_cut(struct db *db, struct db_writer *writer, int checkpoint_pages)
{
	unsynced_vfs_cut_after(1);
	db_writer_free(writer);
	db_free(db);
	unsynced_vfs_power_on();
	return open_formatted(0, checkpoint_pages);
}

// Pages that were copied back beside a reader are not synced at once. The sync that should have done it later
// fails, and the kernel forgets them: from then on nothing may be acknowledged, so that the log stays until
// the next start replays it.
static void test_a_sync_of_the_copied_back_fails(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct db *db = open_formatted(seed, 2);
		struct command commands[8];
		struct db_conn *first, *second;
		struct db_writer *writer;

		assert_int_equal(db_writer_new(db, NULL, &writer, NULL), 0);
		first = begin_reading(db);
		write_one(writer, &commands[0], 1);
		second = begin_reading(db);
		end_reading(first);
		write_one(writer, &commands[1], 2);
		end_reading(second);
		unsynced_vfs_fail_sync(
			3); // of the commit, of the log before copying back, of the database after it
		write_one(writer, &commands[2], 3);
		assert_true(db_disk_failed(db));
		for (int i = 3; i < 8; i++) {
			write_one(writer, &commands[i], i + 1);
			assert_int_equal(commands[i].class, ERR_UNAVAILABLE);
		}
		db = start_after_cut(db, writer, 2);
		for (int i = 0; i < 8; i++) {
			assert_true((commands[i].class == 0) == (i <= 2));
			check_stored(db, &commands[i], commands[i].class == 0);
		}
		db_free(db);
	}
}

// Another one who has just opened the file, and got no further than its first lock: the last one who closes
// cannot copy back then, and whoever comes next reads the log from its beginning.
static sqlite3_file *hold_file(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(UNSYNCED_VFS);
	sqlite3_file *file = mem_zalloc((size_t)vfs->szOsFile);

	assert_int_equal(
		vfs->xOpen(vfs, "/disk/test.db", file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MAIN_DB, NULL),
		SQLITE_OK);
	assert_int_equal(file->pMethods->xLock(file, SQLITE_LOCK_SHARED), SQLITE_OK);
	return file;
}

static void release_file(sqlite3_file *file)
{
	file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
	file->pMethods->xClose(file);
	mem_free(file);
}

// The sync of a commit fails, and the kernel forgets what it should have written, but goes on showing it. The
// log is read anew and that commit taken for one that stands: whatever is acknowledged behind it must be on
// the disk all the same.
static void test_a_commit_is_read_back_that_was_not_synced(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct db *db = open_formatted(seed, 0);
		struct command commands[4];
		struct db_writer *writer;
		sqlite3_file *held;

		assert_int_equal(db_writer_new(db, NULL, &writer, NULL), 0);
		write_one(writer, &commands[0], 1);
		held = hold_file();
		unsynced_vfs_fail_sync(1);
		write_one(writer, &commands[1], 2);
		assert_int_equal(commands[1].class, ERR_UNCERTAIN);
		for (int i = 2; i < 4; i++) {
			write_one(writer, &commands[i], i + 1);
			assert_int_equal(commands[i].class, 0);
		}
		db = start_after_cut(db, writer, 0);
		release_file(held);
		for (int i = 0; i < 4; i++) {
			if (i != 1) // that one may be there or not
				check_stored(db, &commands[i], true);
		}
		db_free(db);
	}
}

// That log is found at a start, and writing it once more fails, too: it stays as it is, for copying it back
// would mix what is on the disk with what is only shown, as soon as the power fails in the midst of it.
static void start_with_a_log_that_fails(uint64_t seed, int64_t operations)
{
	struct db *db = open_formatted(seed, 0);
	struct command commands[2];
	struct db_options options = {.sqlite_vfs = UNSYNCED_VFS};
	struct db_writer *writer;
	struct db_conn *conn;
	sqlite3_file *held;

	assert_int_equal(db_writer_new(db, NULL, &writer, NULL), 0);
	write_one(writer, &commands[0], 1);
	held = hold_file();
	unsynced_vfs_fail_sync(1);
	write_one(writer, &commands[1], 2);
	assert_int_equal(commands[1].class, ERR_UNCERTAIN);
	db_writer_free(writer);
	db_free(db);
	release_file(held);

	assert_int_equal(db_open("sqlite:/disk/test.db", &tsql_catalog, &options, &db, NULL), 0);
	unsynced_vfs_fail_sync(1);
	unsynced_vfs_cut_after(operations);
	assert_int_equal(db_connect(db, DB_ACCESS_WRITE, &conn, NULL), ERR_UNAVAILABLE);
	db = start_after_cut(db, NULL, 0);
	check_stored(db, &commands[0], true);
	db_free(db);
	assert_true(unsynced_vfs_is_sound("/disk/test.db"));
}

static void test_a_log_that_cannot_be_written_again_stays(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		for (int64_t operations = 3; operations < 30; operations++)
			start_with_a_log_that_fails(seed, operations);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_full_disk_at_commit),
		cmocka_unit_test(test_sync_that_fails),
		cmocka_unit_test(test_a_sync_of_the_copied_back_fails),
		cmocka_unit_test(test_a_commit_is_read_back_that_was_not_synced),
		cmocka_unit_test(test_a_log_that_cannot_be_written_again_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
