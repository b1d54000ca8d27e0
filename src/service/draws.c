// SPDX-License-Identifier: Apache-2.0
#include "service/draws.h"

#include "base/clock.h"
#include "base/macros.h"
#include "base/random.h"
#include "ledger/checkpoint.h"
#include "ledger/draw.h"
#include "service/commands.h"
#include "service/officers.h"
#include "service/service.h"
#include "sql.h"
#include "store/jurisdictions.h"
#include "store/ledger.h"
#include "store/witnesses.h"
#include "text/clean.h"

#include <inttypes.h>

#define WITNESS_FRESH_US   US_PER_DAY // one that cosigned within that is asked for its signature
#define COSIGNATURE_BYTES  72	      // time and Ed25519 signature
#define CHECKPOINTS_LOOKED 200

// ---- Announcing

// The witness whose line the seed will need: of those that cosigned lately the first by key, so that nobody
// chooses. Empty: there is none.
static int choose_witness(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t now_us,
	struct slice *ret, struct err *err)
{
	struct witness_row *rows;
	struct ledger_head head;
	size_t count;
	int r;

	*ret = SLICE("");
	r = ledger_head(conn, arena, jurisdiction_id, &head, err);
	if (r == 0)
		r = witnesses_all(conn, arena, jurisdiction_id, head.number, &rows, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		char hex[2 * NOTE_PUBLIC_KEY_BYTES + 1];
		struct note_key key;

		if (rows[i].size == 0 || rows[i].at < now_us - WITNESS_FRESH_US ||
			note_key_parse(rows[i].witness, &key, NULL) < 0)
			continue;
		hex_encode(key.public_key, sizeof(key.public_key), hex);
		*ret = slice_of(arena_strdup(arena, hex));
		break;
	}
	return r;
}

static int announce(struct service *service, struct db_conn *conn, struct arena *arena,
	struct draw_request *request, const struct officer *officer, int64_t now_us, struct err *err)
{
	struct sql_draw_newest_number_row newest;
	struct jurisdiction_writing w;
	struct slice witness;
	int r;

	// the stream is held from here on: the next number is ours
	r = jurisdiction_write_begin(conn, arena, request->jurisdiction_id, now_us, &w, err);
	if (r == 0)
		r = sql_draw_newest_number(conn, arena,
			&(struct sql_draw_newest_number_in){.jurisdiction_id = request->jurisdiction_id},
			&newest, err);
	if (r == 0)
		r = choose_witness(conn, arena, request->jurisdiction_id, now_us, &witness, err);
	if (r < 0)
		return r;
	w.meta.by = EVENT_BY_OFFICER;
	w.meta.by_officer_id = officer->id;
	w.meta.by_unit_id = officer->unit_id;
	request->number = newest.number + 1;
	return jurisdiction_put_draw_announced(&w,
		&(struct draw_announced){
			.draw_id = service_next_id(service),
			.number = request->number,
			.from = request->from_us,
			.until = request->until_us,
			.most = request->most,
			.witness = witness,
			.about = private_text_of(request->about),
		},
		err);
}

static int check(struct db_conn *conn, struct arena *arena, struct draw_request *request, int64_t now_us,
	struct officer *ret_officer, struct err *err)
{
	struct draw_wish wish = {.from_us = request->from_us,
		.until_us = request->until_us,
		.most = request->most,
		.about_chars = (int64_t)text_length(request->about)};
	int r = officers_by_id(conn, arena, request->jurisdiction_id, request->officer_id, ret_officer, err);

	if (r == ERR_NOT_FOUND)
		request->refusal = DRAW_NOT_FOR_YOU;
	else if (r < 0)
		return r;
	else
		request->refusal = draw_check(ret_officer->roles, &wish, now_us);
	return request->refusal == DRAW_ALLOWED ? 0 : err_set(err, ERR_INVALID, "the draw is refused");
}

int draws_announce(
	struct service *service, struct db_conn *conn, struct draw_request *request, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	int64_t now_us = clock_now_us();
	struct command_row command = {.jurisdiction_id = request->jurisdiction_id,
		.id = request->command_id,
		.request = request->request,
		.at_us = now_us};
	enum command_found found;
	struct officer officer;
	struct slice result;
	int r;

	request->refusal = DRAW_ALLOWED;
	request->is_mismatch = false;
	r = command_claim(service, conn, arena, &command, &found, &result, err);
	if (r < 0)
		return r;
	if (found == COMMAND_MISMATCH) {
		request->is_mismatch = true;
		return err_set(err, ERR_INVALID, "this command id was used for another request");
	}
	if (found == COMMAND_REPEATED)
		return slice_parse_i64(result, &request->number)
			       ? 0
			       : err_set(err, ERR_INTERNAL, "the result of a command is damaged");
	r = check(conn, arena, request, now_us, &officer, err);
	if (r == 0)
		r = announce(service, conn, arena, request, &officer, now_us, err);
	if (r == 0)
		r = command_finish(service, conn, &command,
			slice_of(arena_printf(arena, "%" PRId64, request->number)), err);
	return r;
}

// ---- Drawing

struct making {
	struct db_conn *conn;
	struct arena *arena;
	int64_t jurisdiction_id;
	const struct sql_draw_row *row;
	struct ledger_head head;
	uint64_t size; // of the tree that gives the seed; 0: it is not there yet
	struct merkle_hash root;
	uint8_t signature[COSIGNATURE_BYTES];
	size_t signature_len; // 0: no witness
	struct err *err;
};

// The line of the named witness under this note, if it is there and right.
static bool take_cosignature(struct making *m, const struct note *note, const struct note_key *witness)
{
	for (size_t i = 0; i < note->count; i++) {
		const struct note_signature *line = &note->signatures[i];

		if (line->id == witness->id && slice_eq_cstr(line->name, witness->name) &&
			note_verify_line(note->text, line, witness, NULL) == NOTE_SIGNED)
			return note_signature_bytes(
				line, m->signature, sizeof(m->signature), &m->signature_len);
	}
	return false;
}

static int named_witness(struct making *m, struct note_key *ret, bool *ret_found)
{
	struct witness_row *rows;
	size_t count;
	int r = witnesses_all(m->conn, m->arena, m->jurisdiction_id, m->head.number, &rows, &count, m->err);

	*ret_found = false;
	for (size_t i = 0; r == 0 && i < count && !*ret_found; i++) {
		char hex[2 * NOTE_PUBLIC_KEY_BYTES + 1];

		if (note_key_parse(rows[i].witness, ret, NULL) < 0)
			continue;
		hex_encode(ret->public_key, sizeof(ret->public_key), hex);
		*ret_found = slice_eq_cstr(m->row->witness, hex);
	}
	return r;
}

// The smallest kept checkpoint behind the announcement that the witness cosigned.
static int find_cosigned(struct making *m, int64_t place)
{
	struct sql_ledger_checkpoint_row *rows;
	struct note_key witness;
	size_t count = 0;
	bool found;
	int r = named_witness(m, &witness, &found);

	if (r == 0 && found)
		r = sql_ledger_checkpoint_after(m->conn, m->arena,
			&(struct sql_ledger_checkpoint_after_in){.jurisdiction_id = m->jurisdiction_id,
				.log = m->head.number,
				.size = place,
				.most = CHECKPOINTS_LOOKED},
			&rows, &count, m->err);
	for (size_t i = 0; r == 0 && i < count && m->size == 0; i++) {
		struct checkpoint checkpoint;
		struct note note;

		if (note_parse(rows[i].note, &note, m->err) < 0 ||
			checkpoint_parse(note.text, &checkpoint, m->err) < 0)
			return err_set(m->err, ERR_INTERNAL, "a kept checkpoint is damaged");
		if (!take_cosignature(m, &note, &witness))
			continue;
		m->size = checkpoint.size;
		m->root = checkpoint.root;
	}
	return r;
}

// The tree that gives the seed, where it is there already.
static int find_tree(struct making *m)
{
	struct ledger_tiles tiles = {m->conn, m->arena, m->jurisdiction_id, 0};
	struct tile_reader reader;
	int64_t place;
	int r = ledger_head(m->conn, m->arena, m->jurisdiction_id, &m->head, m->err);

	if (r == 0)
		r = ledger_place(m->conn, m->arena, m->jurisdiction_id, m->head.number, m->jurisdiction_id,
			m->row->announced_seq, &place, m->err);
	if (r < 0 || place < 0 || (uint64_t)place >= m->head.frontier.size)
		return r == ERR_NOT_FOUND ? 0 : r;
	if (m->row->has_witness)
		return find_cosigned(m, place);
	tiles.log = m->head.number;
	reader = ledger_tile_reader(&tiles);
	r = tile_root(&reader, (uint64_t)place + 1, &m->root, m->err);
	if (r == 0)
		m->size = (uint64_t)place + 1;
	return r;
}

static int draw(struct making *m, int64_t now_us)
{
	char root[2 * MERKLE_HASH_BYTES + 1], seed_hex[2 * DRAW_SEED_BYTES + 1],
		signature[2 * COSIGNATURE_BYTES + 1] = "";
	struct sql_case_row_drawn_from_row *rows;
	struct jurisdiction_writing w;
	uint8_t seed[DRAW_SEED_BYTES];
	struct buf codes = buf_in(m->arena);
	struct slice *items;
	size_t count, picked, *indices;
	int r;

	r = sql_case_row_drawn_from(m->conn, m->arena,
		&(struct sql_case_row_drawn_from_in){.jurisdiction_id = m->jurisdiction_id,
			.from_at = m->row->from_at,
			.last_at = m->row->until_at - 1},
		&rows, &count, m->err);
	if (r == 0)
		r = jurisdiction_write_begin(m->conn, m->arena, m->jurisdiction_id, now_us, &w, m->err);
	if (r < 0)
		return r;
	draw_seed(m->head.origin, m->size, &m->root, slice_from(m->signature, m->signature_len), seed);
	items = ARENA_ARRAY(m->arena, struct slice, count + 1);
	for (size_t i = 0; i < count; i++)
		items[i] = rows[i].code;
	indices = ARENA_ARRAY(m->arena, size_t, DRAW_MOST);
	picked = draw_pick(seed, items, count, (size_t)m->row->most, indices);
	for (size_t i = 0; i < picked; i++)
		buf_printf(&codes, "%s%.*s", i ? "." : "", SLICE_ARG(items[indices[i]]));
	hex_encode(m->root.bytes, sizeof(m->root.bytes), root);
	hex_encode(seed, sizeof(seed), seed_hex);
	if (m->signature_len)
		hex_encode(m->signature, m->signature_len, signature);
	return jurisdiction_put_draw_made(&w,
		&(struct draw_made){
			.draw_id = m->row->id,
			.number = m->row->number,
			.tree_size = (int64_t)m->size,
			.root = slice_of(root),
			.witness_signature = slice_of(signature),
			.seed = slice_of(seed_hex),
			.population = (int64_t)count,
			.codes = buf_slice(&codes),
		},
		m->err);
}

int draws_make(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, int64_t *ret_number, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct sql_draw_row *rows;
	size_t count;
	int r;

	*ret_number = 0;
	r = sql_draw_open(conn, arena, &(struct sql_draw_open_in){.jurisdiction_id = jurisdiction_id}, &rows,
		&count, err);
	for (size_t i = 0; r == 0 && i < count && *ret_number == 0; i++) {
		struct making m = {.conn = conn,
			.arena = arena,
			.jurisdiction_id = jurisdiction_id,
			.row = &rows[i],
			.err = err};

		must(rows[i].most >= 1 && rows[i].most <= DRAW_MOST);
		r = find_tree(&m);
		if (r == 0 && m.size > 0)
			r = draw(&m, now_us);
		if (r == 0 && m.size > 0)
			*ret_number = rows[i].number;
	}
	return r;
}

// ---- Reading

static struct draw draw_of(const struct sql_draw_row *row)
{
	return (struct draw){
		.number = row->number,
		.from_us = row->from_at,
		.until_us = row->until_at,
		.most = row->most,
		.about = row->about,
		.witness = row->witness,
		.announced_us = row->announced_at,
		.made_us = row->made_at,
		.tree_size = row->tree_size,
		.root = row->root,
		.witness_signature = row->witness_signature,
		.seed = row->seed,
		.population = row->population,
		.codes = row->codes,
	};
}

int draws_all(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct draw **ret,
	size_t *ret_count, struct err *err)
{
	struct sql_draw_row *rows;
	struct draw *draws;
	size_t count;
	int r = sql_draw_all(conn, arena, &(struct sql_draw_all_in){.jurisdiction_id = jurisdiction_id},
		&rows, &count, err);

	if (r < 0)
		return r;
	draws = ARENA_ARRAY(arena, struct draw, count + 1);
	for (size_t i = 0; i < count; i++)
		draws[i] = draw_of(&rows[i]);
	*ret = draws;
	*ret_count = count;
	return 0;
}

int draws_get(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t number,
	struct draw *ret, struct err *err)
{
	struct sql_draw_row row;
	bool found;
	int r = sql_draw_by_number(conn, arena,
		&(struct sql_draw_by_number_in){.jurisdiction_id = jurisdiction_id, .number = number}, &found,
		&row, err);

	if (r == 0 && !found)
		return err_set(err, ERR_NOT_FOUND, "no such draw");
	if (r == 0)
		*ret = draw_of(&row);
	return r;
}

static int read_case(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice code,
	struct draw_case *ret, struct err *err)
{
	struct sql_case_row_drawn_row row;
	int r = sql_case_row_drawn(conn, arena,
		&(struct sql_case_row_drawn_in){.jurisdiction_id = jurisdiction_id, .code = code}, &row, err);

	if (r < 0)
		return r;
	*ret = (struct draw_case){.code = code, .is_reopened = row.reopens > 0};
	if (!case_state_parse(row.state, &ret->state))
		return err_set(err, ERR_INTERNAL, "a case is in no state");
	(void)raiser_solved_parse(row.solved, &ret->solved);
	(void)event_by_parse(row.rated_by, &ret->rated_by);
	return 0;
}

int draws_cases(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, const struct draw *draw,
	struct draw_case **ret, size_t *ret_count, struct err *err)
{
	struct draw_case *cases = ARENA_ARRAY(arena, struct draw_case, DRAW_MOST);
	struct slice rest = draw->codes, code;
	size_t count = 0;
	int r = 0;

	while (r == 0 && rest.len > 0 && count < DRAW_MOST) {
		slice_cut(rest, '.', &code, &rest);
		r = read_case(conn, arena, jurisdiction_id, code, &cases[count++], err);
	}
	*ret = cases;
	*ret_count = count;
	return r;
}
