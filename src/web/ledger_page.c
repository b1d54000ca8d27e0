// SPDX-License-Identifier: Apache-2.0
// The ledger for people: what it is and how it stands, and the page that checks receipts in the browser.
#include "domain/case_code.h"
#include "http/chars.h"
#include "ledger/note.h"
#include "ledger/tile.h"
#include "service/proofs.h"
#include "service/service.h"
#include "store/witnesses.h"
#include "templates/public_ledger.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/kept.h"
#include "web/names.h"

#include <inttypes.h>

#define ROOT_SHOWN  8 // characters of the root at each end
#define TYPED_BYTES 100

struct ledger_facts {
	struct ledger_head *logs; // the oldest first
	size_t log_count;
	struct witness_row *witnesses;
	size_t witness_count;
};

static int ledger_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct ledger_facts *facts = data;
	int64_t id = q->ref->jurisdiction_id;
	int r = ledger_logs(conn, q->arena, id, &facts->logs, &facts->log_count, err);

	if (r == 0 && facts->log_count > 0)
		r = witnesses_all(conn, q->arena, id, facts->logs[facts->log_count - 1].number,
			&facts->witnesses, &facts->witness_count, err);
	return r;
}

// Those that ever cosigned.
static void fill_witnesses(struct web_request *q, const struct ledger_facts *facts, struct view_ledger *view)
{
	struct view_witness *rows = ARENA_ARRAY(q->arena, struct view_witness, facts->witness_count + 1);

	view->witnesses = rows;
	for (size_t i = 0; i < facts->witness_count; i++) {
		const struct witness_row *row = &facts->witnesses[i];

		if (row->size > 0)
			rows[view->witness_count++] = (struct view_witness){row->witness, row->size, row->at};
	}
}

// ---- The page

static struct slice key_text(struct web_request *q, const struct ledger_head *log)
{
	struct buf text = buf_in(q->arena);
	struct note_key key;
	struct err err;

	if (note_key_make(log->origin, NOTE_ED25519, log->public_key, &key, &err) == 0)
		note_key_format(&key, &text);
	return buf_slice(&text);
}

// The third line of a checkpoint, as it stands there.
static struct slice root_of(struct slice checkpoint)
{
	struct slice rest = checkpoint, line = {0};

	for (int i = 0; i < 3; i++)
		slice_cut(rest, '\n', &line, &rest);
	return line;
}

static struct html_url tile_url(struct web_request *q, bool is_entries, uint64_t size, uint64_t index)
{
	struct tile_id tile = {is_entries, 0, index, tile_width(size, 0, index)};
	char path[TILE_PATH_BYTES];

	tile_path(&tile, path);
	return web_url(q, "/ledger/%s", path);
}

static struct view_tiles tiles_of(struct web_request *q, bool is_entries, uint64_t size)
{
	uint64_t last = (size - 1) / TILE_WIDTH; // what was signed has an entry
	struct view_tiles tiles = {.last = tile_url(q, is_entries, size, last)};

	if (last > 0)
		tiles.first = tile_url(q, is_entries, size, 0);
	return tiles;
}

static void fill_newest(struct web_request *q, const struct ledger_head *log, struct view_ledger *view)
{
	struct slice root = root_of(log->checkpoint);

	view->is_there = true;
	view->entries = (int64_t)log->frontier.size;
	view->signed_at = log->signed_at;
	view->checkpoint = log->checkpoint;
	view->root_head = slice_sub(root, 0, ROOT_SHOWN);
	view->root_tail = slice_sub(root, root.len > ROOT_SHOWN ? root.len - ROOT_SHOWN : 0, root.len);
	view->key = key_text(q, log);
	view->hashes = tiles_of(q, false, log->frontier.size);
	view->bundles = tiles_of(q, true, log->frontier.size);
	view->address = slice_of(web_origin(q));
}

static void fill_earlier(struct web_request *q, const struct ledger_facts *facts, struct view_ledger *view)
{
	struct view_earlier_log *rows = ARENA_ARRAY(q->arena, struct view_earlier_log, facts->log_count);

	view->earlier = rows;
	for (size_t i = 0; i + 1 < facts->log_count; i++) {
		const struct ledger_head *log = &facts->logs[i];

		rows[view->earlier_count++] = (struct view_earlier_log){
			log->origin, (int64_t)log->frontier.size, log->started_at, log->signed_at};
	}
}

static void ledger_print(struct web_request *q, struct html *h, void *data)
{
	const struct ledger_facts *facts = data;
	struct view_ledger view = {.page = web_page_view(q)};

	if (facts->log_count > 0) {
		const struct ledger_head *newest = &facts->logs[facts->log_count - 1];

		view.origin = newest->origin;
		if (newest->checkpoint.len)
			fill_newest(q, newest, &view);
		fill_witnesses(q, facts, &view);
		fill_earlier(q, facts, &view);
	}
	page_ledger(h, &view);
}

// Somebody looks for the proof of a case: its page has it. What is no code, the look-up explains.
static void find(struct web_request *q, struct slice typed)
{
	char code[CASE_CODE_BYTES];
	struct buf encoded = buf_in(q->arena);

	if (case_code_parse(typed, code)) {
		web_redirect(q, "/c/%.*s#proof", SLICE_ARG(web_code(q, slice_of(code))));
		return;
	}
	percent_encode(&encoded, slice_utf8_head(typed, TYPED_BYTES), false);
	web_redirect(q, "/lookup?code=%s", buf_cstr(&encoded));
}

void handle_ledger(struct web_request *q)
{
	struct slice typed = http_query(q->http, "code");

	if (typed.ptr) {
		find(q, slice_trim(typed));
		return;
	}
	web_kept(q, &(struct kept_page){
			    .name = arena_printf(q->arena, "ledger:%s", web_origin(q)),
			    .load = ledger_load,
			    .print = ledger_print,
			    .kind = WEB_READ_HEAVY,
			    .data = ARENA_NEW(q->arena, struct ledger_facts),
		    });
}

// ---- Checking

static void check_print(struct web_request *q, struct html *h, void *data)
{
	struct calendar_civil now;

	(void)data;
	calendar_civil(q->ref->calendar, q->now_us, &now);
	page_ledger_check(
		h, &(struct view_ledger_check){.page = web_page_view(q), .offset_min = now.offset_s / 60});
}

void handle_ledger_check(struct web_request *q)
{
	web_kept(q, &(struct kept_page){.name = "ledger-check", .print = check_print});
}
