// SPDX-License-Identifier: Apache-2.0
// The outbox on both engines: one claims at a time, who lost a claim changes nothing any more, what was
// handed over is claimed by nobody, and an officer decides about what the officer saw.
#include "fixture.h"

#include "db/writer.h"
#include "service/notices.h"
#include "sql.h"

#define J 7

struct deed {
	struct fixture *f;
	struct notice notice;
	enum { INSERT, CLAIM, HAND_OVER, FINISH, DECIDE, ERASE, STOP } what;
	int64_t now, until;
	enum notice_state state;
	bool is_drop, got;
};

static int deed_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct deed *d = arg;
	const struct notice_outcome outcome = {.state = d->state, .next_at = d->until};
	const struct notice_decision decision = {.case_id = d->notice.case_id,
		.seq = d->notice.seq,
		.channel = d->notice.channel,
		.claim = d->notice.claim,
		.is_drop = d->is_drop,
		.officer_id = 5,
		.reason = SLICE("why")};

	switch (d->what) {
	case INSERT:
		return sql_notice_insert(conn,
			&(struct sql_notice_insert_in){.jurisdiction_id = J,
				.case_id = d->notice.case_id,
				.seq = d->notice.seq,
				.channel = SLICE("mail"),
				.kind = SLICE("received"),
				.now = d->now},
			NULL, err);
	case CLAIM:
		return notices_claim(conn, J, &d->notice, d->now, d->until, &d->got, err);
	case HAND_OVER:
		return notices_hand_over(conn, J, &d->notice, d->now, d->until, &d->got, err);
	case FINISH:
		return notices_finish(conn, J, &d->notice, &outcome, d->now, err);
	case DECIDE:
		return notices_decide(conn, J, &decision, d->now, &d->got, err);
	case ERASE:
		return notices_erase(conn, J, d->notice.case_id, d->now, err);
	case STOP:
		return notices_stop(conn, J, d->notice.case_id, d->now, err);
	}
	return ERR_INTERNAL;
}

static bool carry_out(struct fixture *f, struct deed deed)
{
	assert_ok(db_write_now(f->conn, deed_run, &deed, &f->err), &f->err);
	return deed.got;
}

static size_t due(struct fixture *f, int64_t now, struct notice *ret)
{
	struct notice *notices;
	size_t count = 0;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(notices_due(f->conn, f->arena, J, now, 10, &notices, &count, &f->err), &f->err);
	db_end_read(f->conn);
	if (count)
		*ret = notices[0];
	return count;
}

static struct notice waiting(struct fixture *f)
{
	struct notice notice = {.case_id = 1, .seq = 1};

	carry_out(f, (struct deed){.what = INSERT, .notice = notice, .now = 100});
	carry_out(f, (struct deed){.what = INSERT, .notice = notice, .now = 150}); // a command run again
	assert_int_equal(due(f, 99, &notice), 0);
	assert_int_equal(due(f, 100, &notice), 1);
	assert_int_equal(notice.state, NOTICE_WAITING);
	assert_int_equal(notice.attempts, 0);
	return notice;
}

static void test_claims(void **state)
{
	struct fixture *f = *state;
	struct notice notice = waiting(f), first, second;

	assert_true(carry_out(f, (struct deed){.what = CLAIM, .notice = notice, .now = 100, .until = 200}));
	// another server that saw it waiting
	assert_false(carry_out(f, (struct deed){.what = CLAIM, .notice = notice, .now = 100, .until = 300}));
	assert_int_equal(due(f, 199, &first), 0);
	assert_int_equal(due(f, 200, &first), 1);
	assert_int_equal(first.state, NOTICE_CLAIMED);
	assert_int_equal(first.attempts, 1);
	// it ran out: another's; what the first still does counts for nothing
	assert_true(carry_out(f, (struct deed){.what = CLAIM, .notice = first, .now = 200, .until = 300}));
	assert_false(
		carry_out(f, (struct deed){.what = HAND_OVER, .notice = first, .now = 210, .until = 400}));
	carry_out(f, (struct deed){.what = FINISH, .notice = first, .now = 210, .state = NOTICE_SENT});
	second = first;
	second.claim++;
	assert_true(
		carry_out(f, (struct deed){.what = HAND_OVER, .notice = second, .now = 220, .until = 400}));
	assert_false(
		carry_out(f, (struct deed){.what = HAND_OVER, .notice = second, .now = 221, .until = 400}));
	carry_out(f, (struct deed){.what = FINISH, .notice = second, .now = 230, .state = NOTICE_SENT});
	assert_int_equal(due(f, 10000, &first), 0);
}

static void test_handed_over(void **state)
{
	struct fixture *f = *state;
	struct notice notice = waiting(f), seen;

	assert_true(carry_out(f, (struct deed){.what = CLAIM, .notice = notice, .now = 100, .until = 200}));
	notice.claim++;
	assert_true(
		carry_out(f, (struct deed){.what = HAND_OVER, .notice = notice, .now = 110, .until = 300}));
	assert_int_equal(due(f, 299, &seen), 0);
	assert_int_equal(due(f, 300, &seen), 1);
	assert_int_equal(seen.state, NOTICE_HANDED);
	assert_false(carry_out(f, (struct deed){.what = CLAIM, .notice = seen, .now = 300, .until = 400}));
	carry_out(f, (struct deed){.what = FINISH, .notice = seen, .now = 300, .state = NOTICE_UNCERTAIN});
	// its sender came back after all: too late
	carry_out(f, (struct deed){.what = FINISH, .notice = notice, .now = 310, .state = NOTICE_SENT});
	assert_int_equal(due(f, 10000, &seen), 0);
	assert_true(carry_out(f, (struct deed){.what = DECIDE, .notice = notice, .now = 320}));
	assert_int_equal(due(f, 320, &seen), 1);
	assert_int_equal(seen.attempts, 0);
}

static void test_decisions(void **state)
{
	struct fixture *f = *state;
	struct notice notice = waiting(f), seen;

	assert_true(carry_out(f, (struct deed){.what = CLAIM, .notice = notice, .now = 100, .until = 200}));
	// somebody sends it now; and the officer's page is of before
	assert_false(
		carry_out(f, (struct deed){.what = DECIDE, .notice = notice, .now = 110, .is_drop = true}));
	notice.claim++;
	assert_false(
		carry_out(f, (struct deed){.what = DECIDE, .notice = notice, .now = 110, .is_drop = true}));
	carry_out(f, (struct deed){.what = FINISH, .notice = notice, .now = 120, .state = NOTICE_DEAD});
	assert_true(
		carry_out(f, (struct deed){.what = DECIDE, .notice = notice, .now = 130, .is_drop = true}));
	assert_false(carry_out(f, (struct deed){.what = DECIDE, .notice = notice, .now = 140}));
	assert_int_equal(due(f, 10000, &seen), 0);
}

static void test_erasure(void **state)
{
	struct fixture *f = *state;
	struct notice notice = waiting(f), seen;

	assert_true(carry_out(f, (struct deed){.what = CLAIM, .notice = notice, .now = 100, .until = 200}));
	notice.claim++;
	carry_out(f, (struct deed){.what = ERASE, .notice = notice, .now = 110});
	// whoever was about to send it does not
	assert_false(
		carry_out(f, (struct deed){.what = HAND_OVER, .notice = notice, .now = 120, .until = 300}));
	assert_int_equal(due(f, 10000, &seen), 0);
}

static void test_stop(void **state)
{
	struct fixture *f = *state;
	bool is_stopped = true;

	for (int i = 0; i < 2; i++) {
		assert_ok(db_begin_read(f->conn, &f->err), &f->err);
		assert_ok(notices_is_stopped(f->conn, f->arena, J, 1, &is_stopped, &f->err), &f->err);
		db_end_read(f->conn);
		assert_int_equal(is_stopped, i);
		carry_out(f, (struct deed){.what = STOP, .notice = {.case_id = 1}, .now = 1});
		carry_out(f, (struct deed){.what = STOP, .notice = {.case_id = 1}, .now = 2});
	}
}

static void test_phones(void **state)
{
	static const char *const good[][2] = {{"139 0000-0001", "13900000001"},
		{"+86 (139) 00000001", "+8613900000001"}, {"+44 7700 900123", "+447700900123"}};
	static const char *const bad[] = {
		"", "0731-22880000", "12345", "11000000000", "13900000001#12", "+86073122880000"};
	char out[NOTICE_PHONE_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(notice_phone(slice_of(good[i][0]), out));
		assert_string_equal(out, good[i][1]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(notice_phone(slice_of(bad[i]), out));
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_claims),
		FIXTURE_TEST(test_handed_over),
		FIXTURE_TEST(test_decisions),
		FIXTURE_TEST(test_erasure),
		FIXTURE_TEST(test_stop),
		FIXTURE_TEST_SQLITE(test_phones),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
