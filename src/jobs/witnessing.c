// SPDX-License-Identifier: Apache-2.0
#include "jobs/witnessing.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/writer.h"
#include "fetch/fetch.h"
#include "jobs/ticker.h"
#include "ledger/witness.h"
#include "service/service.h"
#include "store/ledger.h"
#include "store/witnesses.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define JURISDICTIONS_MAX 1024
#define ASK_MS		  10000
#define ASK_TIMES	  3 // each 409 brings us nearer
#define CLAIM_US	  (US_PER_MINUTE)
#define WAIT_MOST_US	  US_PER_HOUR

// What went wrong last between one log and one witness: told once, and the wait grows.
struct trouble {
	int64_t jurisdiction_id;
	size_t witness;
	int times;	 // in a row
	char words[400]; // as in struct err
};

struct witnessing {
	struct service *service;
	struct witness_address witnesses[WITNESSES_MAX];
	size_t count;
	int64_t every_us;
	struct db_conn *conn; // for reading
	struct fetch *fetch;
	struct arena *arena; // of one question
	struct ticker *ticker;
	atomic_bool stopping;
	int64_t ids[JURISDICTIONS_MAX];
	struct trouble *troubles;
	size_t trouble_count;
};

int witnessing_read(const char *text, struct witness_address *ret, struct err *err)
{
	struct witness_address address = {0};
	struct slice vkey, url;
	int r;

	if (!slice_cut(slice_of(text), '=', &vkey, &url) || vkey.len >= sizeof(address.vkey) ||
		url.len > WITNESS_URL_BYTES_MAX)
		return err_set(err, ERR_INVALID, "a witness is given as VERIFIER-KEY=https://address");
	r = note_key_parse(vkey, &address.key, err);
	if (r == 0 && address.key.algorithm != NOTE_COSIGNATURE_V1)
		r = err_set(err, ERR_INVALID, "that is the key of a ledger, not of a witness");
	if (r < 0)
		return r;
	while (url.len && url.ptr[url.len - 1] == '/')
		url.len--;
	memcpy(address.vkey, vkey.ptr, vkey.len);
	memcpy(address.url, url.ptr, url.len);
	r = fetch_check_url(address.url, err);
	if (r < 0)
		return r;
	memcpy(address.url + url.len, "/add-checkpoint", sizeof("/add-checkpoint"));
	*ret = address;
	return 0;
}

// ---- One question

struct question {
	struct witnessing *w;
	size_t witness;
	int64_t jurisdiction_id, now_us;
	struct ledger_head head;
	struct witness_row known; // of this witness
	struct slice line;	  // its cosignature
	bool is_claimed;
	int64_t until_us;
};

static const struct witness_address *address_of(const struct question *q)
{
	return &q->w->witnesses[q->witness];
}

// Head and what is known of the witness, in one snapshot. *ret_wanted: the log has grown since.
static int read_state(struct question *q, bool *ret_wanted, struct err *err)
{
	struct witnessing *w = q->w;
	struct witness_row *rows;
	size_t count = 0;
	int r;

	q->known = (struct witness_row){0};
	r = db_begin_read(w->conn, err);
	if (r == 0)
		r = ledger_head(w->conn, w->arena, q->jurisdiction_id, &q->head, err);
	if (r == 0)
		r = witnesses_all(w->conn, w->arena, q->jurisdiction_id, q->head.number, &rows, &count, err);
	db_end_read(w->conn);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (slice_eq_cstr(rows[i].witness, address_of(q)->vkey))
			q->known = rows[i];
	}
	if (r == 0)
		*ret_wanted = q->head.checkpoint.len > 0 && (int64_t)q->head.frontier.size > q->known.size &&
			      q->known.next_at <= q->now_us;
	return r;
}

static int claim_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct question *q = arg;

	q->is_claimed = false;
	return witnesses_claim(conn, q->jurisdiction_id, q->head.number, slice_of(address_of(q)->vkey),
		q->now_us, q->now_us + CLAIM_US, &q->is_claimed, err);
}

static int wait_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct question *q = arg;

	return witnesses_wait(
		conn, q->jurisdiction_id, q->head.number, slice_of(address_of(q)->vkey), q->until_us, err);
}

static int keep_run(struct db_conn *conn, void *arg, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct question *q = arg;
	const struct cosignature cosignature = {
		.witness = slice_of(address_of(q)->vkey),
		.line = q->line,
		.size = (int64_t)q->head.frontier.size,
		.checkpoint = q->head.checkpoint,
		.at = q->now_us,
		// a little less than the wait between two rounds, which varies
		.next_at = q->now_us + q->w->every_us / 2,
	};

	return witnesses_keep(conn, arena, q->jurisdiction_id, q->head.number, &cosignature, err);
}

static int prove(struct question *q, struct witness_request *request, struct err *err)
{
	struct witnessing *w = q->w;
	struct ledger_tiles tiles = {.conn = w->conn,
		.arena = w->arena,
		.jurisdiction_id = q->jurisdiction_id,
		.log = q->head.number};
	struct tile_reader reader = ledger_tile_reader(&tiles);
	int r = 0;

	request->count = 0;
	if (request->old_size == 0 || request->old_size == q->head.frontier.size)
		return 0;
	r = db_begin_read(w->conn, err);
	if (r == 0)
		r = tile_prove_consistency(&reader, request->old_size, q->head.frontier.size, request->proof,
			&request->count, err);
	db_end_read(w->conn);
	return r;
}

static int ask_once(struct question *q, struct witness_request *request, struct slice text,
	uint64_t *ret_size, struct err *err)
{
	static const struct fetch_limits limits = {.bytes = WITNESS_ANSWER_BYTES_MAX, .time_ms = ASK_MS};
	struct buf body = buf_in(q->w->arena);
	struct fetch_answer answer;
	int r;

	r = prove(q, request, err);
	if (r < 0)
		return r;
	witness_request_format(request, &body);
	r = fetch_post(q->w->fetch, address_of(q)->url, "text/plain; charset=utf-8", buf_slice(&body),
		&limits, q->w->arena, &answer, err);
	if (r < 0)
		return r;
	return witness_answer_read(
		answer.status, answer.body, text, &address_of(q)->key, &q->line, ret_size, err);
}

// From what we know that the witness has; where it says otherwise, from there.
static int ask(struct question *q, struct err *err)
{
	struct witness_request *request = ARENA_NEW(q->w->arena, struct witness_request);
	struct note *note = ARENA_NEW(q->w->arena, struct note);
	int r;

	r = note_parse(q->head.checkpoint, note, err);
	if (r < 0)
		return r;
	request->note = q->head.checkpoint;
	request->old_size = (uint64_t)q->known.size;
	for (int i = 0;; i++) {
		uint64_t size = 0;

		r = ask_once(q, request, note->text, &size, err);
		if (r != ERR_CONFLICT || i + 1 == ASK_TIMES)
			return r;
		if (size > q->head.frontier.size)
			return err_set(err, ERR_INVALID,
				"it has cosigned %" PRIu64 " entries, and this ledger has %" PRIu64, size,
				q->head.frontier.size);
		request->old_size = size;
	}
}

// ---- Troubles

static struct trouble *trouble_of(struct witnessing *w, const struct question *q)
{
	for (size_t i = 0; i < w->trouble_count; i++) {
		if (w->troubles[i].jurisdiction_id == q->jurisdiction_id &&
			w->troubles[i].witness == q->witness)
			return &w->troubles[i];
	}
	w->troubles = mem_realloc(w->troubles, (w->trouble_count + 1) * sizeof(*w->troubles));
	w->troubles[w->trouble_count] =
		(struct trouble){.jurisdiction_id = q->jurisdiction_id, .witness = q->witness};
	return &w->troubles[w->trouble_count++];
}

static int64_t wait_after(const struct witnessing *w, int times)
{
	int64_t wait_us = w->every_us;

	while (--times > 0 && wait_us < WAIT_MOST_US)
		wait_us *= 2;
	return wait_us < WAIT_MOST_US ? wait_us : WAIT_MOST_US;
}

static void note_trouble(struct question *q, struct trouble *trouble, const struct err *err)
{
	char quoted[512];

	if (atomic_load(&q->w->stopping))
		return;
	if (trouble->times == 0 || strncmp(trouble->words, err->message, sizeof(trouble->words) - 1) != 0)
		log_warn("not_cosigned", "witness=%s message=%s", address_of(q)->key.name,
			log_quote(quoted, sizeof(quoted), err->message));
	snprintf(trouble->words, sizeof(trouble->words), "%s", err->message);
	trouble->times++;
	q->until_us = clock_now_us() + wait_after(q->w, trouble->times);
	// where this fails the claim holds a while, and then it is asked again
	(void)db_writer_run(service_writer(q->w->service), wait_run, q, NULL);
}

static void note_success(struct question *q, struct trouble *trouble)
{
	if (trouble->times > 0 || q->known.size == 0)
		log_info("cosigned", "witness=%s size=%" PRIu64, address_of(q)->key.name,
			q->head.frontier.size);
	trouble->times = 0;
}

static void witness_one(struct witnessing *w, int64_t jurisdiction_id, size_t witness)
{
	struct question q = {
		.w = w, .jurisdiction_id = jurisdiction_id, .witness = witness, .now_us = clock_now_us()};
	struct trouble *trouble = trouble_of(w, &q);
	bool is_wanted = false;
	struct err err;
	int r;

	arena_reset(w->arena);
	r = read_state(&q, &is_wanted, &err);
	if (r < 0 || !is_wanted)
		return; // the database's troubles are told by others
	r = db_writer_run(service_writer(w->service), claim_run, &q, &err);
	if (r < 0 || !q.is_claimed)
		return;
	r = ask(&q, &err);
	if (r == 0)
		r = db_writer_run(service_writer(w->service), keep_run, &q, &err);
	if (r < 0)
		note_trouble(&q, trouble, &err);
	else
		note_success(&q, trouble);
}

// ---- The thread

static bool run(void *arg)
{
	struct witnessing *w = arg;
	size_t count = service_jurisdiction_ids(w->service, w->ids, JURISDICTIONS_MAX);

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < w->count; k++) {
			if (atomic_load(&w->stopping))
				return false;
			witness_one(w, w->ids[i], k);
		}
	}
	return true;
}

int witnessing_start(struct service *service, const struct witness_address *witnesses, size_t count,
	int64_t every_s, struct witnessing **ret, struct err *err)
{
	struct witnessing *w;
	int r;

	must(count <= WITNESSES_MAX && every_s > 0);
	if (count == 0) {
		*ret = NULL;
		return 0;
	}
	w = mem_zalloc(sizeof(*w));
	r = db_connect(service_db(service), DB_ACCESS_READ, &w->conn, err);
	if (r < 0) {
		mem_free(w);
		return r;
	}
	w->service = service;
	memcpy(w->witnesses, witnesses, count * sizeof(*witnesses));
	w->count = count;
	w->every_us = every_s * US_PER_SECOND;
	w->arena = arena_new();
	w->fetch = fetch_new("yidan");
	fetch_set_stop(w->fetch, &w->stopping);
	w->ticker = ticker_start(every_s * 1000, run, w);
	*ret = w;
	return 0;
}

void witnessing_stop(struct witnessing *w)
{
	if (!w)
		return;
	atomic_store(&w->stopping, true);
	ticker_stop(w->ticker);
	fetch_free(w->fetch);
	db_disconnect(w->conn);
	arena_free(w->arena);
	mem_free(w->troubles);
	mem_free(w);
}
