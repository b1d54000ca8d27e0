// SPDX-License-Identifier: Apache-2.0
// A new log after entries were lost. Its first entry names the newest checkpoint of the old one that is
// known, which is mostly the one outside of the database.
#include "service/ledger_change.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "db/db.h"
#include "ledger/lines.h"
#include "service/reference.h"
#include "service/service.h"
#include "store/jurisdictions.h"

#include <string.h>

#define LINE_BYTES     (4 + 64) // key id and Ed25519 signature
#define LOG_NUMBER_MAX 1000000

struct planning {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena;
	const struct reference *ref;
	struct ledger_head *logs; // the oldest first
	size_t log_count;
	struct ledger_restart *plan;
	struct err *err;
};

// ---- Names: the first log's origin, then with /2, /3 … behind it

static bool read_number(struct slice first, struct slice origin, int64_t *ret)
{
	struct slice number;

	if (slice_eq(origin, first)) {
		*ret = 1;
		return true;
	}
	if (!slice_starts_with(origin, first) || origin.len < first.len + 2 || origin.ptr[first.len] != '/')
		return false;
	number = slice_sub(origin, first.len + 1, origin.len);
	return number.ptr[0] != '0' && slice_parse_i64(number, ret) && *ret > 1 && *ret < LOG_NUMBER_MAX;
}

// ---- What was before

// The signature of the log under its note: the first that has its name and the length of one.
static bool find_signature(
	struct arena *arena, const struct note *note, struct slice origin, struct slice *ret)
{
	for (size_t i = 0; i < note->count; i++) {
		uint8_t *bytes = arena_alloc(arena, LINE_BYTES);
		size_t len;

		if (slice_eq(note->signatures[i].name, origin) &&
			line_read_base64(note->signatures[i].base64, bytes, LINE_BYTES, &len) &&
			len == LINE_BYTES) {
			*ret = slice_from(bytes, len);
			return true;
		}
	}
	return false;
}

// By the keys that the database and the key file know under this origin. ERR_INVALID: one of them did not
// make the signature that bears its id.
static int check_signature(struct planning *p, const struct note *note, struct slice origin)
{
	struct note_key key;
	int r = 0;

	for (size_t i = 0; r == 0 && i < p->log_count; i++) {
		const struct ledger_head *log = &p->logs[i];
		enum note_verdict verdict;

		if (log->is_damaged || !slice_eq(log->origin, origin))
			continue;
		r = note_key_make(origin, NOTE_ED25519, log->public_key, &key, p->err);
		if (r < 0)
			break;
		verdict = note_verify(note, &key, NULL);
		if (verdict == NOTE_FORGED)
			r = err_set(p->err, ERR_INVALID, "the checkpoint outside of the database is forged");
		p->plan->is_checked = p->plan->is_checked || verdict == NOTE_SIGNED;
	}
	for (size_t i = 0; r == 0 && i < note->count && !p->plan->is_checked; i++) {
		const struct note_signer *signer;

		if (slice_eq(note->signatures[i].name, origin) &&
			ledger_keys_find_id(service_ledger_keys(p->service), origin, note->signatures[i].id,
				&signer, NULL) == 0)
			p->plan->is_checked = note_verify(note, &signer->key, NULL) == NOTE_SIGNED;
	}
	return r;
}

static int use(struct planning *p, const struct note *note, const struct checkpoint *checkpoint)
{
	if (!find_signature(p->arena, note, checkpoint->origin, &p->plan->previous_signature))
		return err_set(p->err, ERR_INVALID,
			"the newest checkpoint of the ledger of %s bears no signature of its log",
			p->ref->slug);
	p->plan->previous = *checkpoint;
	return check_signature(p, note, checkpoint->origin);
}

static int use_stored(struct planning *p, const struct ledger_head *newest)
{
	struct checkpoint checkpoint;
	struct note note;

	if (note_parse(newest->checkpoint, &note, NULL) < 0 ||
		checkpoint_parse(note.text, &checkpoint, NULL) < 0)
		return err_set(p->err, ERR_INVALID,
			"no checkpoint of the ledger of %s is known, neither in the database nor outside of "
			"it: bring a backup back",
			p->ref->slug);
	return use(p, &note, &checkpoint);
}

// The one outside wins where it is of a later log, or as large as the stored one or larger.
static int choose(struct planning *p)
{
	const struct ledger_head *newest = &p->logs[p->log_count - 1];
	struct slice first = p->logs[0].origin;
	struct ledger_outside outside;
	int64_t outside_number = 0;
	int r;

	r = service_ledger_outside(p->service, p->arena, slice_of(p->ref->slug), &outside, p->err);
	if (r < 0)
		return r;
	if (outside.found && !read_number(first, outside.checkpoint.origin, &outside_number))
		return err_set(p->err, ERR_INVALID,
			"%s is of the log %.*s, which is none of %s: move it away, then see what `yidan "
			"serve` "
			"says",
			outside.path, SLICE_ARG(outside.checkpoint.origin), p->ref->slug);
	p->plan->old_number = newest->number;
	p->plan->stored_size = (int64_t)newest->frontier.size;
	p->plan->is_outside =
		outside.found && (outside_number > newest->number ||
					 (outside_number == newest->number &&
						 outside.checkpoint.size >= newest->frontier.size));
	p->plan->number =
		(p->plan->is_outside && outside_number > newest->number ? outside_number : newest->number) +
		1;
	p->plan->origin =
		slice_of(arena_printf(p->arena, "%.*s/%lld", SLICE_ARG(first), (long long)p->plan->number));
	return p->plan->is_outside ? use(p, &outside.note, &outside.checkpoint) : use_stored(p, newest);
}

// A log whose own row is damaged is restarted, too: what is needed of it is read all the same.
static int read_logs(struct planning *p)
{
	int r = db_begin_read(p->conn, p->err);

	if (r == 0)
		r = ledger_logs(p->conn, p->arena, p->ref->jurisdiction_id, &p->logs, &p->log_count, p->err);
	db_end_read(p->conn);
	if (r == 0 && p->log_count == 0)
		r = err_set(p->err, ERR_NOT_FOUND, "%s has no ledger", p->ref->slug);
	return r;
}

int service_ledger_restart_plan(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, struct ledger_restart *ret, struct err *err)
{
	struct ledger_restart plan = {.jurisdiction_id = ref->jurisdiction_id};
	struct planning p = {
		.service = service, .conn = conn, .arena = arena, .ref = ref, .plan = &plan, .err = err};
	int r;

	r = service_ledger_check_one(service, conn, ref, err);
	if (r == 0)
		return err_set(err, ERR_INVALID,
			"nothing is missing in the ledger of %s; for another key there is `yidan ledger "
			"rotate`",
			ref->slug);
	if (r != ERR_INVALID && r != ERR_NOT_FOUND)
		return r;
	r = read_logs(&p);
	if (r == 0)
		r = choose(&p);
	if (r == 0)
		r = ledger_keys_add(service_ledger_keys(service), plan.origin, &plan.signer, err);
	if (r == 0)
		*ret = plan;
	return r;
}

// ---- The new log

static struct slice hex_of(struct arena *arena, const void *bytes, size_t len)
{
	char *hex = arena_alloc(arena, 2 * len + 1);

	hex_encode(bytes, len, hex);
	return slice_from(hex, 2 * len);
}

static int put_started(struct db_conn *conn, struct arena *arena, const struct ledger_restart *plan,
	int64_t now_us, struct err *err)
{
	const struct ledger_started started = {
		.number = plan->number,
		.cause = LEDGER_CAUSE_RESTORED,
		.origin = plan->origin,
		.public_key = hex_of(arena, plan->signer->key.public_key, NOTE_PUBLIC_KEY_BYTES),
		.previous_origin = plan->previous.origin,
		.previous_size = (int64_t)plan->previous.size,
		.previous_root = hex_of(arena, plan->previous.root.bytes, MERKLE_HASH_BYTES),
		.previous_signature =
			hex_of(arena, plan->previous_signature.ptr, plan->previous_signature.len),
	};
	struct jurisdiction_writing writing;
	int r;

	r = jurisdiction_write_begin(conn, arena, plan->jurisdiction_id, now_us, &writing, err);
	return r == 0 ? jurisdiction_put_started(&writing, &started, err) : r;
}

static int find_new(void *arg, struct slice origin, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES],
	const struct note_signer **ret, struct err *err)
{
	const struct ledger_restart *plan = arg;

	must(slice_eq(origin, plan->origin) &&
		memcmp(public_key, plan->signer->key.public_key, NOTE_PUBLIC_KEY_BYTES) == 0);
	(void)err;
	*ret = plan->signer;
	return 0;
}

int service_ledger_restart(struct service *service, struct db_conn *conn, struct arena *arena,
	struct ledger_restart *plan, struct err *err)
{
	struct ledger_signing signing = {.find = find_new, .arg = plan};
	struct arena *round = arena_new();
	int64_t now_us = clock_now_us();
	size_t added = 0;
	int r;

	(void)service;
	r = ledger_start(conn, plan->jurisdiction_id, plan->number, &plan->signer->key, now_us, err);
	if (r == 0)
		r = put_started(conn, arena, plan, now_us, err);
	// alone first: where the sequencer gives the places, it gets the first
	if (r == 0)
		r = ledger_sequence(conn, round, plan->jurisdiction_id, &signing, now_us, &added, err);
	if (r == 0 && added != 1)
		r = err_set(err, ERR_CONFLICT, "other entries came in between: stop all servers first");
	if (r == 0)
		r = ledger_take_over(conn, arena, plan->jurisdiction_id, plan->old_number, plan->number, 1,
			&plan->taken_over, err);
	signing.is_placed = true;
	do {
		added = 0;
		arena_reset(round);
		if (r == 0)
			r = ledger_sequence(
				conn, round, plan->jurisdiction_id, &signing, now_us, &added, err);
	} while (r == 0 && added == LEDGER_SEQUENCE_MOST);
	arena_free(round);
	return r;
}
