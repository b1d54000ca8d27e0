// SPDX-License-Identifier: Apache-2.0
// The register beside the fold of a case, and its pictures beside the files that its entries name.
#include "base/macros.h"
#include "db/db.h"
#include "events/case_codec.h"
#include "service/attachments.h"
#include "service/verify_impl.h"
#include "store/case_rows.h"

#include <inttypes.h>
#include <string.h>

struct telling {
	struct verify_stream *s;
	const char *row;
};

static void tell(void *arg, const struct difference *difference)
{
	struct telling *t = arg;

	verify_found(t->s->v, difference->table, t->row, difference->column, "%s",
		verify_expected(t->s->arena, difference));
}

// ---- case_row

static void check_register(struct verify_stream *s)
{
	const struct sql_case_row_walk_row *row = VERIFY_ROWS(s, VERIFY_CASE, sql_case_row_walk_row);
	const char *name = verify_stream_name(s);
	struct telling t = {s, name};
	struct difference_report report = {tell, &t, "case_row"};
	struct sql_case_row_insert_in expected;

	if (s->tables[VERIFY_CASE].count == 0) {
		if (s->kind == &case_event_kind)
			verify_found(s->v, "case_row", name, "", "the row is gone; events tell of it");
		return;
	}
	if (s->kind != &case_event_kind) {
		verify_found(s->v, "case_row", arena_printf(s->arena, "case %.*s", SLICE_ARG(row->code)), "",
			"no event tells of this row");
		return;
	}
	if (!s->is_folded)
		return;
	case_row_of_state(&s->state, &expected);
	compare_inserted(&report, &SQL_CASE_ROW_INSERT, &expected, &SQL_CASE_ROW_WALK, s->id, row);
}

// ---- assignment

static struct sql_assignment_insert_in *find_assignment(
	struct sql_assignment_insert_in *rows, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].id == id)
			return &rows[i];
	}
	return NULL;
}

static size_t fold_assignments(struct verify_stream *s, struct sql_assignment_insert_in *rows)
{
	size_t count = 0;

	for (size_t i = 0; s->is_folded && i < s->tables[VERIFY_EVENT].count; i++) {
		struct sql_assignment_insert_in *row;
		struct sql_assignment_update_in change;

		for (size_t k = 0; k < count && assignment_ends_supports(&s->events[i]); k++)
			assignment_row_end(&rows[k], &s->events[i]);
		if (s->events[i].type == CASE_EVENT_SUPPORT_ASSIGNED)
			assignment_row_of_support(&s->events[i], &rows[count++]);
		else if (s->events[i].type == CASE_EVENT_ASSIGNED)
			assignment_row_of_event(&s->events[i], &rows[count++]);
		else if (assignment_change_of_event(&s->events[i], &change) &&
			 (row = find_assignment(rows, count, change.id)))
			assignment_row_change(row, &change);
	}
	return count;
}

static void check_assignments(struct verify_stream *s)
{
	const struct sql_assignment_walk_row *rows =
		VERIFY_ROWS(s, VERIFY_ASSIGNMENT, sql_assignment_walk_row);
	struct sql_assignment_insert_in *expected =
		ARENA_ARRAY(s->arena, struct sql_assignment_insert_in, s->tables[VERIFY_EVENT].count + 1);
	size_t count = fold_assignments(s, expected);
	struct telling t = {s, ""};
	struct difference_report report = {tell, &t, "assignment"};

	if (!s->is_folded && s->tables[VERIFY_EVENT].count)
		return;
	for (size_t i = 0; i < s->tables[VERIFY_ASSIGNMENT].count; i++) {
		struct sql_assignment_insert_in *one = find_assignment(expected, count, rows[i].id);

		t.row = arena_printf(s->arena, "%s, assignment %" PRId64, verify_stream_name(s), rows[i].id);
		if (!one) {
			verify_found(s->v, "assignment", t.row, "", "no event tells of this row");
			continue;
		}
		compare_inserted(
			&report, &SQL_ASSIGNMENT_INSERT, one, &SQL_ASSIGNMENT_WALK, rows[i].id, &rows[i]);
		one->id = 0; // it was found
	}
	for (size_t i = 0; i < count; i++) {
		if (expected[i].id)
			verify_found(s->v, "assignment",
				arena_printf(s->arena, "%s, assignment %" PRId64, verify_stream_name(s),
					expected[i].id),
				"", "the row is gone; events tell of it");
	}
}

void verify_case_rows(struct verify_stream *s)
{
	check_register(s);
	check_assignments(s);
	verify_orders(s);
}

// ---- Pictures

struct picture {
	struct verify_stream *s;
	const struct sql_attachment_walk_row *row;
	const char *name;
	size_t bytes[2];
	int64_t pieces[2];
};

static void picture_found(struct picture *p, const char *column, const char *what)
{
	verify_found(p->s->v, "attachment", p->name, column, "%s", what);
}

static void chunk_found(
	struct picture *p, int64_t variant, int64_t position, const char *column, const char *what)
{
	verify_found(p->s->v, "attachment_chunk",
		arena_printf(
			p->s->arena, "%s, variant %" PRId64 ", piece %" PRId64, p->name, variant, position),
		column, "%s", what);
}

static int read_pieces(struct picture *p, struct buf *full)
{
	struct verify *v = p->s->v;
	struct sql_attachment_chunk_of_attachment_row row;
	struct db_cursor *cursor;
	bool more = true;
	int r;

	r = sql_attachment_chunk_of_attachment_open(v->conn,
		&(struct sql_attachment_chunk_of_attachment_in){
			.jurisdiction_id = v->jurisdiction_id, .attachment_id = p->row->id},
		&cursor, v->err);
	if (r < 0)
		return r;
	while (r == 0) {
		r = sql_attachment_chunk_of_attachment_next(cursor, &row, &more, v->err);
		if (r < 0 || !more)
			break;
		if (row.variant != ATTACHMENT_FULL && row.variant != ATTACHMENT_SMALL) {
			chunk_found(p, row.variant, row.position, "variant", "there is no such variant");
			continue;
		}
		if (row.position != p->pieces[row.variant])
			chunk_found(p, row.variant, row.position, "position", "a piece is out of its place");
		p->pieces[row.variant]++;
		p->bytes[row.variant] += row.bytes.len;
		if (row.variant == ATTACHMENT_FULL)
			buf_put_slice(full, row.bytes);
	}
	db_cursor_close(cursor);
	return r;
}

// Its bytes beside the hash that the entry committed to, or the row's own where there is none.
static int check_bytes(struct picture *p, const uint8_t *sha256)
{
	CLEANUP(buf_release) struct buf full = {0};
	uint8_t hash[EVENT_HASH_BYTES];
	int r;

	r = read_pieces(p, &full);
	if (r < 0)
		return r;
	event_sha256(buf_slice(&full), hash);
	if (memcmp(hash, sha256, sizeof(hash)) != 0)
		verify_found(p->s->v, "attachment_chunk", p->name, "bytes",
			"the picture is not the one that was entered");
	if (p->row->size_bytes != (int64_t)p->bytes[ATTACHMENT_FULL])
		picture_found(p, "size_bytes", "not the length of the picture");
	if (p->row->thumb_bytes != (int64_t)p->bytes[ATTACHMENT_SMALL]) {
		picture_found(p, "thumb_bytes", "not the length of the small picture");
		chunk_found(p, ATTACHMENT_SMALL, 0, "bytes", "another length than that of the small picture");
	}
	p->s->v->result->pictures++;
	return 0;
}

static bool is_published(const struct case_state *state, int64_t id)
{
	for (size_t i = 0;
		state->published_files.state == PRIVATE_PRESENT && i < state->published_files.count; i++) {
		if (state->published_files.items[i].id == id)
			return true;
	}
	return false;
}

static int check_picture(
	struct verify_stream *s, const struct sql_attachment_walk_row *row, const struct event_file *file)
{
	struct picture p = {.s = s,
		.row = row,
		.name = arena_printf(s->arena, "%s, picture %" PRId64, verify_stream_name(s), row->id)};

	if (!file) {
		picture_found(&p, "", "no event tells of this picture");
		return 0;
	}
	if (row->sha256.len != sizeof(file->sha256) ||
		memcmp(row->sha256.ptr, file->sha256, sizeof(file->sha256)) != 0)
		picture_found(&p, "sha256", "not the hash that was entered");
	if (!slice_eq_cstr(row->media_type, file_type_media(file->type)))
		picture_found(&p, "media_type", "not the type that was entered");
	if (row->published != is_published(&s->state, row->id))
		picture_found(&p, "published",
			row->published ? "no release says that everybody may see it"
				       : "the release says that everybody may see it");
	return check_bytes(&p, file->sha256);
}

int verify_pictures(struct verify_stream *s)
{
	const struct sql_attachment_walk_row *rows =
		VERIFY_ROWS(s, VERIFY_ATTACHMENT, sql_attachment_walk_row);
	const struct private_files *files = &s->state.files;
	size_t count = s->is_folded && files->state == PRIVATE_PRESENT ? files->count : 0;
	bool seen[EVENT_FILES_MAX] = {false};
	int r = 0;

	if (!s->is_folded && s->tables[VERIFY_EVENT].count)
		return 0;
	for (size_t i = 0; r == 0 && i < s->tables[VERIFY_ATTACHMENT].count; i++) {
		const struct event_file *file = NULL;

		for (size_t k = 0; !file && k < count; k++) {
			if (files->items[k].id == rows[i].id) {
				file = &files->items[k];
				seen[k] = true;
			}
		}
		r = check_picture(s, &rows[i], file);
	}
	for (size_t k = 0; r == 0 && k < count; k++) {
		if (!seen[k])
			verify_found(s->v, "attachment",
				arena_printf(s->arena, "%s, picture %" PRId64, verify_stream_name(s),
					files->items[k].id),
				"", "the picture is gone; an event tells of it");
	}
	return r;
}
