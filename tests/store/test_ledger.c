// SPDX-License-Identifier: Apache-2.0
// The ledger's rows on both engines: places, tree, tiles and checkpoints against a tree made plainly in
// memory.
#include "fixture.h"

#include "base/mem.h"
#include "db/writer.h"
#include "ledger/checkpoint.h"
#include "sql.h"
#include "store/ledger.h"

#include <stdio.h>
#include <string.h>

#define J	7
#define STREAMS 5

static const uint8_t seeds[2][NOTE_SEED_BYTES] = {{1}, {2}};

struct world {
	struct fixture *f;
	struct note_signer signers[2];
	size_t known; // of the two, how many the program has
	struct arena *arena;
	// by place
	struct slice entries[4 * TILE_WIDTH];
	int64_t streams[4 * TILE_WIDTH], seqs[4 * TILE_WIDTH];
	size_t count;
	int64_t next_seq[STREAMS];
	size_t added;
	const struct note_signer *next;
};

static struct world *setup_world(struct fixture *f)
{
	struct world *w = ARENA_NEW(f->arena, struct world);

	w->f = f;
	w->known = 2;
	w->arena = f->arena;
	for (int i = 0; i < 2; i++)
		assert_ok(note_signer_from_seed(SLICE("nine.example/ledger"), NOTE_ED25519, seeds[i],
				  &w->signers[i], &f->err),
			&f->err);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(ledger_start(f->conn, J, 1, &w->signers[0].key, 1, &f->err), &f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	return w;
}

static int find(void *arg, struct slice origin, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES],
	const struct note_signer **ret, struct err *err)
{
	struct world *w = arg;

	assert_true(slice_eq_cstr(origin, "nine.example/ledger"));
	for (size_t i = 0; i < w->known; i++) {
		if (memcmp(w->signers[i].key.public_key, public_key, NOTE_PUBLIC_KEY_BYTES) == 0) {
			*ret = &w->signers[i];
			return 0;
		}
	}
	return err_set(err, ERR_NOT_FOUND, "no key");
}

static int sequence_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct world *w = arg;
	struct ledger_signing signing = {.find = find, .arg = w, .next = w->next};

	return ledger_sequence(conn, w->arena, J, &signing, 1000, &w->added, err);
}

static int sequence(struct world *w)
{
	return db_write_now(w->f->conn, sequence_run, w, &w->f->err);
}

struct adding {
	struct world *w;
	size_t count;
	bool without_event;
};

static int add_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct adding *adding = arg;
	struct world *w = adding->w;
	int r = 0;

	for (size_t i = 0; r == 0 && i < adding->count; i++) {
		int64_t stream = (int64_t)(w->count % STREAMS), seq = ++w->next_seq[stream];
		struct slice bytes = slice_of(arena_printf(
			w->arena, "{\"stream\":%lld,\"seq\":%lld}", (long long)stream, (long long)seq));

		w->entries[w->count] = bytes;
		w->streams[w->count] = stream;
		w->seqs[w->count] = seq;
		// the time rises with the place, so that both engines give the same places
		r = sql_event_insert(conn,
			&(struct sql_event_insert_in){.jurisdiction_id = J,
				.stream_id = stream,
				.seq = seq,
				.type = SLICE("t"),
				.version = 1,
				.at = (int64_t)w->count,
				.bytes = bytes},
			NULL, err);
		if (r == 0)
			r = ledger_entry_add(conn, J, stream, seq, (int64_t)w->count, bytes, err);
		w->count++;
	}
	return r;
}

static void add(struct world *w, size_t count)
{
	struct adding adding = {.w = w, .count = count};

	assert_ok(db_write_now(w->f->conn, add_run, &adding, &w->f->err), &w->f->err);
}

static void root_at(const struct world *w, size_t size, struct merkle_hash *ret)
{
	struct merkle_frontier frontier = {0};
	struct merkle_hash leaf;

	for (size_t i = 0; i < size; i++) {
		merkle_leaf_hash(w->entries[i], &leaf);
		assert_int_equal(merkle_frontier_append(&frontier, &leaf, NULL), 0);
	}
	merkle_frontier_root(&frontier, ret);
}

static struct ledger_head head_of(struct world *w)
{
	struct ledger_head head;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(ledger_head(w->f->conn, w->arena, J, &head, &w->f->err), &w->f->err);
	db_end_read(w->f->conn);
	return head;
}

// The newest checkpoint says what a plain tree over the entries says, signed by the key.
static void check_checkpoint(struct world *w, const struct note_signer *signer)
{
	struct ledger_head head = head_of(w);
	struct checkpoint checkpoint;
	struct merkle_hash root;
	struct note note;

	assert_ok(checkpoint_open(head.checkpoint, &signer->key, &checkpoint, &note, &w->f->err), &w->f->err);
	assert_int_equal(checkpoint.size, w->count);
	assert_int_equal(head.frontier.size, w->count);
	root_at(w, w->count, &root);
	assert_true(merkle_hash_eq(&root, &checkpoint.root));
}

static void check_receipt(struct world *w, size_t place)
{
	struct receipt_check check;
	struct receipt receipt;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(ledger_prove(
			  w->f->conn, w->arena, J, w->streams[place], w->seqs[place], &receipt, &w->f->err),
		&w->f->err);
	db_end_read(w->f->conn);
	assert_int_equal(receipt.index, place);
	assert_ok(receipt_verify(
			  &receipt, w->entries[place], &w->signers[0].key, 1, NULL, 0, &check, &w->f->err),
		&w->f->err);
	assert_int_equal(
		receipt_verify(&receipt, SLICE("another"), &w->signers[0].key, 1, NULL, 0, &check, NULL),
		ERR_INVALID);
}

static void test_the_tree_grows_as_a_plain_one(void **state)
{
	struct fixture *f = *state;
	struct world *w = setup_world(f);
	static const size_t steps[] = {1, 1, 2, 251, 1, 1, 255, 256, 3};

	assert_ok(sequence(w), &f->err);
	assert_int_equal(w->added, 0);
	assert_int_equal(head_of(w).checkpoint.len, 0);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		add(w, steps[i]);
		assert_ok(sequence(w), &f->err);
		assert_int_equal(w->added, steps[i]);
		check_checkpoint(w, &w->signers[0]);
		check_receipt(w, 0);
		check_receipt(w, w->count / 2);
		check_receipt(w, w->count - 1);
	}
	assert_ok(sequence(w), &f->err);
	assert_int_equal(w->added, 0);
}

static void test_tiles_and_bundles(void **state)
{
	struct fixture *f = *state;
	struct world *w = setup_world(f);
	struct tile_id tile = {.width = TILE_WIDTH};
	struct slice bytes, *entries;
	struct merkle_hash hash, roots[2];

	add(w, 2 * TILE_WIDTH + 10);
	assert_ok(sequence(w), &f->err);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	for (tile.index = 0; tile.index < 3; tile.index++) {
		// also what a smaller tree had of it
		for (tile.width = tile.index < 2 ? TILE_WIDTH : 10; tile.width > 0; tile.width -= 5) {
			assert_ok(ledger_tile(f->conn, w->arena, J, 1, w->count, &tile, &bytes, &f->err),
				&f->err);
			assert_int_equal(bytes.len, (size_t)tile.width * MERKLE_HASH_BYTES);
			for (size_t i = 0; i < (size_t)tile.width; i++) {
				merkle_leaf_hash(w->entries[tile.index * TILE_WIDTH + i], &hash);
				assert_memory_equal(
					bytes.ptr + i * MERKLE_HASH_BYTES, hash.bytes, sizeof(hash.bytes));
			}
		}
	}
	tile = (struct tile_id){.level = 1, .width = 2};
	assert_ok(ledger_tile(f->conn, w->arena, J, 1, w->count, &tile, &bytes, &f->err), &f->err);
	for (size_t i = 0; i < 2; i++) {
		struct merkle_hash leaves[TILE_WIDTH];

		for (size_t j = 0; j < TILE_WIDTH; j++)
			merkle_leaf_hash(w->entries[i * TILE_WIDTH + j], &leaves[j]);
		merkle_root_of(leaves, TILE_WIDTH, &roots[i]);
		assert_memory_equal(bytes.ptr + i * MERKLE_HASH_BYTES, roots[i].bytes, MERKLE_HASH_BYTES);
	}
	tile = (struct tile_id){.is_entries = true, .index = 2, .width = 10};
	assert_ok(ledger_tile(f->conn, w->arena, J, 1, w->count, &tile, &bytes, &f->err), &f->err);
	assert_ok(tile_bundle_read(bytes, 10, w->arena, &entries, &f->err), &f->err);
	for (size_t i = 0; i < 10; i++)
		assert_true(slice_eq(entries[i], w->entries[2 * TILE_WIDTH + i]));
	// what the tree does not have
	tile.width = 11;
	assert_int_equal(ledger_tile(f->conn, w->arena, J, 1, w->count, &tile, &bytes, NULL), ERR_NOT_FOUND);
	tile = (struct tile_id){.level = 1, .width = 3};
	assert_int_equal(ledger_tile(f->conn, w->arena, J, 1, w->count, &tile, &bytes, NULL), ERR_NOT_FOUND);
	tile = (struct tile_id){.level = 2, .width = 1};
	assert_int_equal(ledger_tile(f->conn, w->arena, J, 1, w->count, &tile, &bytes, NULL), ERR_NOT_FOUND);
	db_end_read(f->conn);
}

static void test_an_entry_waits_for_its_checkpoint(void **state)
{
	struct fixture *f = *state;
	struct world *w = setup_world(f);
	struct receipt receipt;

	add(w, 1);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_int_equal(ledger_prove(f->conn, w->arena, J, 0, 1, &receipt, NULL), ERR_BUSY);
	assert_int_equal(ledger_prove(f->conn, w->arena, J, 0, 2, &receipt, NULL), ERR_NOT_FOUND);
	assert_int_equal(ledger_prove(f->conn, w->arena, J + 1, 0, 1, &receipt, NULL), ERR_NOT_FOUND);
	db_end_read(f->conn);
}

static void test_without_its_key_nothing_is_signed(void **state)
{
	struct fixture *f = *state;
	struct world *w = setup_world(f);

	add(w, 3);
	w->known = 0;
	assert_int_equal(sequence(w), ERR_NOT_FOUND);
	assert_int_equal(head_of(w).frontier.size, 0);
	w->known = 1;
	assert_ok(sequence(w), &f->err);
	check_checkpoint(w, &w->signers[0]);
}

static void test_a_new_key(void **state)
{
	struct fixture *f = *state;
	struct world *w = setup_world(f);
	struct sql_ledger_checkpoint_row *kept;
	size_t count;

	add(w, 3);
	w->next = &w->signers[1];
	assert_ok(sequence(w), &f->err);
	check_checkpoint(w, &w->signers[0]);
	check_checkpoint(w, &w->signers[1]);
	assert_memory_equal(
		head_of(w).public_key, w->signers[1].key.public_key, sizeof(w->signers[1].key.public_key));
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_ledger_checkpoint_all(f->conn, w->arena,
			  &(struct sql_ledger_checkpoint_all_in){.jurisdiction_id = J, .log = 1}, &kept,
			  &count, &f->err),
		&f->err);
	db_end_read(f->conn);
	assert_int_equal(count, 1);
	assert_true(slice_eq_cstr(kept[0].cause, "key"));
	w->next = NULL;
	add(w, 1);
	assert_ok(sequence(w), &f->err);
	check_checkpoint(w, &w->signers[1]);
	assert_int_equal(checkpoint_open(head_of(w).checkpoint, &w->signers[0].key, &(struct checkpoint){0},
				 &(struct note){0}, NULL),
		ERR_INVALID);
}

struct harm {
	struct world *w;
	struct slice frontier;
};

static int harm_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct harm *harm = arg;
	struct ledger_head head;
	int r = ledger_head(conn, harm->w->arena, J, &head, err);

	return r < 0 ? r
		     : sql_ledger_log_advance(conn,
			       &(struct sql_ledger_log_advance_in){.jurisdiction_id = J,
				       .number = 1,
				       .old_size = (int64_t)head.frontier.size,
				       .public_key = slice_from(head.public_key, sizeof(head.public_key)),
				       .size = (int64_t)head.frontier.size,
				       .frontier = harm->frontier,
				       .checkpoint = head.checkpoint},
			       NULL, err);
}

static void test_a_tree_that_was_changed_is_not_signed(void **state)
{
	struct fixture *f = *state;
	struct world *w = setup_world(f);
	struct harm harm = {.w = w};
	uint8_t other[MERKLE_HASH_BYTES] = {1};

	add(w, 4);
	assert_ok(sequence(w), &f->err);
	add(w, 1);
	harm.frontier = slice_from(other, sizeof(other));
	assert_ok(db_write_now(f->conn, harm_run, &harm, &f->err), &f->err);
	assert_int_equal(sequence(w), ERR_INTERNAL);
	assert_int_equal(head_of(w).frontier.size, 4);
	harm.frontier = SLICE("");
	assert_ok(db_write_now(f->conn, harm_run, &harm, &f->err), &f->err);
	assert_int_equal(sequence(w), ERR_INTERNAL);
}

// ---- A log that takes over the events of another

struct restarting {
	struct world *w;
	int64_t number;
	const struct note_signer *signer;
	struct slice first;
	int64_t stream, seq; // of the first entry
	int64_t taken_over;
};

static int find_next(void *arg, struct slice origin, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES],
	const struct note_signer **ret, struct err *err)
{
	struct restarting *x = arg;

	(void)err;
	assert_true(slice_eq_cstr(origin, x->signer->key.name));
	assert_memory_equal(public_key, x->signer->key.public_key, NOTE_PUBLIC_KEY_BYTES);
	*ret = x->signer;
	return 0;
}

static int restart_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct restarting *x = arg;
	struct world *w = x->w;
	struct ledger_signing signing = {.find = find_next, .arg = x};
	size_t added = 0;
	int r;

	r = ledger_start(conn, J, x->number, &x->signer->key, 1, err);
	if (r == 0)
		r = sql_event_insert(conn,
			&(struct sql_event_insert_in){.jurisdiction_id = J,
				.stream_id = x->stream,
				.seq = x->seq,
				.type = SLICE("t"),
				.version = 1,
				.at = (int64_t)w->count,
				.bytes = x->first},
			NULL, err);
	if (r == 0)
		r = ledger_entry_add(conn, J, x->stream, x->seq, (int64_t)w->count, x->first, err);
	if (r == 0)
		r = ledger_sequence(conn, w->arena, J, &signing, 1000, &added, err);
	assert_int_equal(added, 1);
	if (r == 0)
		r = ledger_take_over(conn, w->arena, J, x->number - 1, x->number, 1, &x->taken_over, err);
	signing.is_placed = true;
	return r == 0 ? ledger_sequence(conn, w->arena, J, &signing, 1000, &added, err) : r;
}

static void restart(struct world *w, struct restarting *x)
{
	assert_ok(db_write_now(w->f->conn, restart_run, x, &w->f->err), &w->f->err);
}

static void insert_entry(struct world *w, size_t at, struct slice bytes, int64_t stream, int64_t seq)
{
	memmove(&w->entries[at + 1], &w->entries[at], (w->count - at) * sizeof(*w->entries));
	memmove(&w->streams[at + 1], &w->streams[at], (w->count - at) * sizeof(*w->streams));
	memmove(&w->seqs[at + 1], &w->seqs[at], (w->count - at) * sizeof(*w->seqs));
	w->entries[at] = bytes;
	w->streams[at] = stream;
	w->seqs[at] = seq;
	w->count++;
}

static void test_a_log_takes_over_the_events_of_another(void **state)
{
	struct fixture *f = *state;
	struct world *w = setup_world(f);
	struct note_signer signers[2];
	struct restarting x = {.w = w, .number = 2, .signer = &signers[0], .first = SLICE("second log")};
	size_t before;

	assert_ok(
		note_signer_new(SLICE("nine.example/ledger/2"), NOTE_ED25519, &signers[0], &f->err), &f->err);
	assert_ok(
		note_signer_new(SLICE("nine.example/ledger/3"), NOTE_ED25519, &signers[1], &f->err), &f->err);
	add(w, 2 * TILE_WIDTH + 40);
	assert_ok(sequence(w), &f->err);
	add(w, 7); // on PostgreSQL these have no place yet
	x.stream = 2;
	x.seq = ++w->next_seq[2];
	restart(w, &x);
	assert_int_equal(x.taken_over, w->count);
	insert_entry(w, 0, x.first, x.stream, x.seq);
	check_checkpoint(w, &signers[0]);
	w->signers[0] = signers[0]; // for check_receipt
	check_receipt(w, 0);
	check_receipt(w, 1);
	check_receipt(w, w->count - 1);

	// and once more: the first entry of the second log comes behind those of its stream
	before = w->count;
	x = (struct restarting){.w = w,
		.number = 3,
		.signer = &signers[1],
		.first = SLICE("third log"),
		.stream = 2,
		.seq = ++w->next_seq[2]};
	restart(w, &x);
	assert_int_equal(x.taken_over, before);
	insert_entry(w, before, w->entries[0], w->streams[0], w->seqs[0]);
	w->entries[0] = x.first;
	w->streams[0] = x.stream;
	w->seqs[0] = x.seq;
	check_checkpoint(w, &signers[1]);
	w->signers[0] = signers[1];
	check_receipt(w, 0);
	check_receipt(w, w->count - 1);
}

static void test_no_log_no_entry(void **state)
{
	struct fixture *f = *state;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_int_equal(ledger_entry_add(f->conn, J, 1, 1, 1, SLICE("x"), NULL), ERR_INTERNAL);
	db_rollback(f->conn);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_the_tree_grows_as_a_plain_one),
		FIXTURE_TEST(test_tiles_and_bundles),
		FIXTURE_TEST(test_an_entry_waits_for_its_checkpoint),
		FIXTURE_TEST(test_without_its_key_nothing_is_signed),
		FIXTURE_TEST(test_a_new_key),
		FIXTURE_TEST(test_a_tree_that_was_changed_is_not_signed),
		FIXTURE_TEST(test_a_log_takes_over_the_events_of_another),
		FIXTURE_TEST(test_no_log_no_entry),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
