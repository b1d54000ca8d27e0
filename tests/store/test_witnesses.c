// SPDX-License-Identifier: Apache-2.0
// Rows of witnesses on both engines: one asks at a time, cosignatures gather under kept checkpoints, what is
// of another checkpoint is refused.
#include "fixture.h"

#include "db/writer.h"
#include "sql.h"
#include "store/ledger.h"
#include "store/witnesses.h"

#define J   7
#define OWN SLICE("own.example/ledger")

static struct slice sign(struct fixture *f, uint8_t seed_byte, struct slice text)
{
	uint8_t seed[NOTE_SEED_BYTES] = {seed_byte};
	struct buf line = buf_in(f->arena);
	struct note_signer signer;

	assert_ok(note_signer_from_seed(
			  SLICE("w.example/witness"), NOTE_COSIGNATURE_V1, seed, &signer, &f->err),
		&f->err);
	note_sign_line(&signer, text, 1000, &line);
	return buf_slice(&line);
}

static struct slice text_of(struct fixture *f, uint64_t size, uint8_t root_byte)
{
	const struct checkpoint checkpoint = {.origin = OWN, .size = size, .root = {{root_byte}}};
	struct buf text = buf_in(f->arena);

	checkpoint_format(&checkpoint, &text);
	return buf_slice(&text);
}

// A signed checkpoint of our log.
static struct slice note_of(struct fixture *f, uint64_t size, uint8_t root_byte)
{
	static const uint8_t seed[NOTE_SEED_BYTES] = {9};
	struct buf note = buf_in(f->arena);
	struct note_signer signer;

	assert_ok(note_signer_from_seed(OWN, NOTE_ED25519, seed, &signer, &f->err), &f->err);
	note_sign(&signer, text_of(f, size, root_byte), &note);
	return buf_slice(&note);
}

static void start_log(struct fixture *f)
{
	static const uint8_t seed[NOTE_SEED_BYTES] = {9};
	struct note_signer signer;

	assert_ok(note_signer_from_seed(OWN, NOTE_ED25519, seed, &signer, &f->err), &f->err);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(ledger_start(f->conn, J, 1, &signer.key, 1, &f->err), &f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
}

struct claim {
	struct slice witness;
	int64_t now, until;
	bool got;
};

static int claim_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct claim *claim = arg;

	return witnesses_claim(conn, J, 1, claim->witness, claim->now, claim->until, &claim->got, err);
}

static bool claims(struct fixture *f, struct slice witness, int64_t now, int64_t until)
{
	struct claim claim = {.witness = witness, .now = now, .until = until};

	assert_ok(db_write_now(f->conn, claim_run, &claim, &f->err), &f->err);
	return claim.got;
}

static struct witness_row row_of(struct fixture *f, struct slice witness)
{
	struct witness_row *rows, found = {0};
	size_t count = 0;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(witnesses_all(f->conn, f->arena, J, 1, &rows, &count, &f->err), &f->err);
	db_end_read(f->conn);
	for (size_t i = 0; i < count; i++) {
		if (slice_eq(rows[i].witness, witness))
			found = rows[i];
	}
	return found;
}

struct keeping {
	struct fixture *f;
	struct cosignature cosignature;
};

static int keep_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct keeping *keeping = arg;

	return witnesses_keep(conn, keeping->f->arena, J, 1, &keeping->cosignature, err);
}

static int keep(struct fixture *f, struct slice witness, int64_t size, struct slice note, struct slice line)
{
	struct keeping keeping = {f, {.witness = witness,
					     .size = size,
					     .checkpoint = note,
					     .line = line,
					     .at = 10 * size,
					     .next_at = 5}};

	return db_write_now(f->conn, keep_run, &keeping, &f->err);
}

static struct slice kept(struct fixture *f, int64_t size)
{
	struct slice note = {0};

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(ledger_kept(f->conn, f->arena, J, 1, size, &note, &f->err), &f->err);
	db_end_read(f->conn);
	return note;
}

static void assert_note(struct fixture *f, int64_t size, struct slice a, struct slice b, struct slice c)
{
	struct buf wanted = buf_in(f->arena);
	struct slice got = kept(f, size);

	buf_put_slice(&wanted, a);
	buf_put_slice(&wanted, b);
	buf_put_slice(&wanted, c);
	if (!slice_eq(got, buf_slice(&wanted)))
		fail_msg("%.*s\n  instead of\n%.*s", SLICE_ARG(got), SLICE_ARG(buf_slice(&wanted)));
}

static void test_one_asks(void **state)
{
	struct fixture *f = *state;

	assert_true(claims(f, SLICE("a"), 100, 200));
	assert_false(claims(f, SLICE("a"), 199, 300)); // another server
	assert_true(claims(f, SLICE("b"), 100, 200));
	assert_true(claims(f, SLICE("a"), 200, 300));
	assert_int_equal(row_of(f, SLICE("a")).next_at, 300);
	assert_int_equal(row_of(f, SLICE("b")).next_at, 200);
	assert_int_equal(row_of(f, SLICE("a")).size, 0);
}

static int wait_run(struct db_conn *conn, void *arg, struct err *err)
{
	(void)arg;
	return witnesses_wait(conn, J, 1, SLICE("a"), 900, err);
}

static void test_waiting(void **state)
{
	struct fixture *f = *state;

	assert_true(claims(f, SLICE("a"), 100, 200));
	assert_ok(db_write_now(f->conn, wait_run, NULL, &f->err), &f->err);
	assert_false(claims(f, SLICE("a"), 899, 1000));
	assert_true(claims(f, SLICE("a"), 900, 1000));
}

static void test_cosignatures_gather(void **state)
{
	struct fixture *f = *state;
	struct slice note = note_of(f, 20, 1), text = text_of(f, 20, 1), one = sign(f, 1, text),
		     two = sign(f, 2, text);

	start_log(f);
	claims(f, SLICE("a"), 1, 2);
	claims(f, SLICE("b"), 1, 2);
	assert_ok(keep(f, SLICE("a"), 20, note, one), &f->err);
	assert_note(f, 20, note, one, SLICE(""));
	assert_int_equal(row_of(f, SLICE("a")).size, 20);
	assert_int_equal(row_of(f, SLICE("a")).at, 200);
	assert_int_equal(row_of(f, SLICE("a")).next_at, 5);
	assert_int_equal(row_of(f, SLICE("b")).size, 0);
	assert_ok(keep(f, SLICE("b"), 20, note, two), &f->err);
	assert_note(f, 20, note, one, two);
	assert_ok(keep(f, SLICE("a"), 20, note, one), &f->err); // once more the same
	assert_note(f, 20, note, one, two);
}

static void test_under_one_that_is_kept_for_another_cause(void **state)
{
	struct fixture *f = *state;
	struct slice note = note_of(f, 30, 1), line = sign(f, 1, text_of(f, 30, 1));
	struct ledger_kept_checkpoint *changes;
	size_t count = 0;

	start_log(f);
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	for (int i = 0; i < 2; i++)
		assert_ok(sql_ledger_checkpoint_insert(f->conn,
				  &(struct sql_ledger_checkpoint_insert_in){.jurisdiction_id = J,
					  .log = 1,
					  .size = 30 + i,
					  .at = 3,
					  .cause = i ? SLICE("hour") : SLICE("key"),
					  .note = note_of(f, 30 + (uint64_t)i, 1)},
				  NULL, &f->err),
			&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	claims(f, SLICE("a"), 1, 2);
	assert_ok(keep(f, SLICE("a"), 30, note, line), &f->err);
	assert_note(f, 30, note, line, SLICE(""));

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(ledger_kept_keys(f->conn, f->arena, J, 1, &changes, &count, &f->err), &f->err);
	db_end_read(f->conn);
	assert_int_equal(count, 1);
	assert_int_equal(changes[0].size, 30);
}

static void test_another_checkpoint_of_that_size(void **state)
{
	struct fixture *f = *state;
	struct slice note = note_of(f, 40, 1), other = note_of(f, 40, 2);

	start_log(f);
	claims(f, SLICE("a"), 1, 2);
	assert_ok(keep(f, SLICE("a"), 40, note, sign(f, 1, text_of(f, 40, 1))), &f->err);
	assert_int_equal(keep(f, SLICE("a"), 40, other, sign(f, 1, text_of(f, 40, 2))), ERR_INTERNAL);
	assert_note(f, 40, note, sign(f, 1, text_of(f, 40, 1)), SLICE(""));
}

static void test_an_older_one_changes_nothing(void **state)
{
	struct fixture *f = *state;

	start_log(f);
	claims(f, SLICE("a"), 1, 2);
	assert_ok(keep(f, SLICE("a"), 50, note_of(f, 50, 1), sign(f, 1, text_of(f, 50, 1))), &f->err);
	assert_ok(keep(f, SLICE("a"), 45, note_of(f, 45, 1), sign(f, 1, text_of(f, 45, 1))), &f->err);
	assert_int_equal(row_of(f, SLICE("a")).size, 50);
	assert_note(f, 45, note_of(f, 45, 1), sign(f, 1, text_of(f, 45, 1)), SLICE(""));
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_one_asks),
		FIXTURE_TEST(test_waiting),
		FIXTURE_TEST(test_cosignatures_gather),
		FIXTURE_TEST(test_under_one_that_is_kept_for_another_cause),
		FIXTURE_TEST(test_another_checkpoint_of_that_size),
		FIXTURE_TEST(test_an_older_one_changes_nothing),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
