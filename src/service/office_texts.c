// SPDX-License-Identifier: Apache-2.0
#include "service/office_texts.h"

#include "base/buf.h"
#include "domain/case_code.h"
#include "service/commands.h"
#include "service/reference.h"
#include "service/service.h"
#include "sql.h"
#include "text/fold.h"

#include <inttypes.h>

#define WORDS_MAX 8

static struct office_text take(const struct sql_office_text_row *row)
{
	struct office_text text = {
		.id = row->id,
		.version = row->version,
		.code = row->code,
		.is_newest = row->is_newest != 0,
		.is_retired = row->is_retired != 0,
		.fields = {.title = row->title,
			.text = row->text,
			.language = row->language,
			.case_kind = row->case_kind,
			.category_id = row->category_id,
			.unit_id = row->unit_id,
			.others = row->others,
			.basis = row->basis,
			.sources = row->sources,
			.from_day = row->from_day,
			.until_day = row->until_day,
			.is_public = row->is_public != 0},
		.edited_by = row->edited_by,
		.edited_at = row->edited_at,
	};

	(void)office_text_kind_parse(row->kind, &text.kind);
	return text;
}

// ---- By words

// "%word%", where the word's own signs stand for themselves.
static struct slice pattern_of(struct arena *arena, struct slice word)
{
	struct buf out = buf_in(arena);

	if (word.len == 0)
		return SLICE("");
	buf_printf(&out, "%%");
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] == '%' || word.ptr[i] == '_' || word.ptr[i] == '!')
			buf_printf(&out, "!");
		buf_printf(&out, "%c", word.ptr[i]);
	}
	buf_printf(&out, "%%");
	return buf_slice(&out);
}

static size_t words_of(struct slice folded, struct slice words[WORDS_MAX])
{
	struct slice rest = folded, word;
	size_t count = 0;

	while (rest.len && count < WORDS_MAX) {
		slice_cut(rest, ' ', &word, &rest);
		if (word.len)
			words[count++] = word;
	}
	return count;
}

static bool has_all(
	struct arena *arena, const struct office_text *text, const struct slice *words, size_t count)
{
	struct slice whole = slice_of(arena_printf(arena, "%.*s\n%.*s\n%.*s", SLICE_ARG(text->fields.title),
		SLICE_ARG(text->fields.text), SLICE_ARG(text->fields.others)));

	for (size_t i = 1; i < count; i++) { // the first one was the store's to find
		if (!text_contains(arena, whole, words[i]))
			return false;
	}
	return true;
}

int office_texts_find(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct office_text_search *search, int64_t most, struct office_text **ret, size_t *ret_count,
	struct err *err)
{
	struct slice words[WORDS_MAX], folded = text_fold(arena, search->words);
	size_t word_count = words_of(folded, words), count, kept = 0;
	struct sql_office_text_row *rows;
	struct office_text *list;
	int r;

	r = sql_office_text_find(conn, arena,
		&(struct sql_office_text_find_in){.jurisdiction_id = jurisdiction_id,
			.kind = slice_of(office_text_kind_name(search->kind)),
			.pattern = word_count ? pattern_of(arena, words[0]) : SLICE(""),
			.category_id = search->category_id,
			.unit_id = search->unit_id,
			.only_public = search->only_public,
			.most = most},
		&rows, &count, err);
	if (r < 0)
		return r;
	list = ARENA_ARRAY(arena, struct office_text, count);
	for (size_t i = 0; i < count; i++) {
		list[kept] = take(&rows[i]);
		kept += has_all(arena, &list[kept], words, word_count);
	}
	*ret = list;
	*ret_count = kept;
	return 0;
}

int office_texts_of_code(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct slice code, struct office_text **ret, size_t *ret_count, struct err *err)
{
	struct sql_office_text_row *rows;
	struct office_text *list;
	size_t count;
	int r;

	r = sql_office_text_of_code(conn, arena,
		&(struct sql_office_text_of_code_in){.jurisdiction_id = jurisdiction_id, .code = code}, &rows,
		&count, err);
	if (r < 0)
		return r;
	if (count == 0)
		return err_set(err, ERR_NOT_FOUND, "no such text");
	list = ARENA_ARRAY(arena, struct office_text, count);
	for (size_t i = 0; i < count; i++)
		list[i] = take(&rows[i]);
	*ret = list;
	*ret_count = count;
	return 0;
}

// ---- Keeping

static int end_with(struct office_text_edit *edit, enum office_text_result result, struct err *err)
{
	edit->result = result;
	return err_set(err, ERR_INVALID, "a text of the office is not kept");
}

static void check_ids(const struct reference *ref, struct office_text_edit *edit)
{
	const struct office_text_fields *f = &edit->fields;

	if (f->unit_id && !reference_unit(ref, f->unit_id) && edit->refusal_count < OFFICE_TEXT_REFUSALS)
		edit->refusals[edit->refusal_count++] =
			(struct refusal){.code = REFUSAL_UNIT_UNKNOWN, .field = "unit"};
	if (f->category_id && !reference_category(ref, f->category_id) &&
		edit->refusal_count < OFFICE_TEXT_REFUSALS)
		edit->refusals[edit->refusal_count++] =
			(struct refusal){.code = REFUSAL_CATEGORY_UNKNOWN, .field = "category"};
}

#define TEXT(s) ((s).ptr ? (s) : SLICE(""))
static int insert(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct office_text *text, struct err *err)
{
	const struct office_text_fields *f = &text->fields;
	struct slice whole = slice_of(arena_printf(
		arena, "%.*s\n%.*s\n%.*s", SLICE_ARG(f->title), SLICE_ARG(f->text), SLICE_ARG(f->others)));

	return sql_office_text_insert(conn,
		&(struct sql_office_text_insert_in){.jurisdiction_id = jurisdiction_id,
			.id = text->id,
			.version = text->version,
			.code = text->code,
			.kind = slice_of(office_text_kind_name(text->kind)),
			.is_retired = text->is_retired,
			.title = TEXT(f->title),
			.text = TEXT(f->text),
			.folded = text_fold(arena, whole),
			.language = TEXT(f->language),
			.case_kind = TEXT(f->case_kind),
			.category_id = f->category_id,
			.unit_id = f->unit_id,
			.others = TEXT(f->others),
			.basis = TEXT(f->basis),
			.sources = TEXT(f->sources),
			.from_day = f->from_day,
			.until_day = f->until_day,
			.is_public = f->is_public,
			.edited_by = text->edited_by,
			.edited_at = text->edited_at},
		NULL, err);
}
#undef TEXT

static int keep_new(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, struct office_text *text, struct office_text_edit *edit, struct err *err)
{
	struct command_row command = {.jurisdiction_id = jurisdiction_id,
		.id = edit->command_id,
		.request = slice_of(arena_printf(arena, "office_text %s %.*s",
			office_text_kind_name(edit->kind), SLICE_ARG(edit->command_id))),
		.at_us = text->edited_at};
	char code[CASE_CODE_BYTES];
	uint8_t random[CASE_CODE_RANDOM_BYTES];
	enum command_found found;
	struct slice result;
	int r;

	r = command_claim(service, conn, arena, &command, &found, &result, err);
	if (r == 0 && found == COMMAND_REPEATED) {
		edit->kept_code = result;
		return 0;
	}
	if (r < 0)
		return r;
	random_bytes(random, sizeof(random));
	text->id = service_next_id(service);
	text->version = 1;
	text->code = slice_of(arena_strdup(arena, case_code_from_random(random, code)));
	edit->kept_code = text->code;
	r = insert(conn, arena, jurisdiction_id, text, err);
	return r == 0 ? command_finish(service, conn, &command, text->code, err) : r;
}

static int keep_next(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct office_text *old, struct office_text *text, struct office_text_edit *edit,
	struct err *err)
{
	int64_t changed = 0;
	int r;

	r = sql_office_text_succeed(conn,
		&(struct sql_office_text_succeed_in){
			.jurisdiction_id = jurisdiction_id, .id = old->id, .version = edit->version},
		&changed, err);
	if (r < 0)
		return r;
	if (changed != 1)
		return end_with(edit, OFFICE_TEXT_STALE, err);
	text->id = old->id;
	text->version = edit->version + 1;
	text->code = old->code;
	if (edit->retires)
		text->fields = old->fields;
	text->is_retired = edit->retires;
	edit->kept_code = old->code;
	return insert(conn, arena, jurisdiction_id, text, err);
}

int office_texts_keep(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, const struct officer *officer, int64_t now_us,
	struct office_text_edit *edit, struct err *err)
{
	struct office_text text = {
		.kind = edit->kind, .fields = edit->fields, .edited_by = officer->id, .edited_at = now_us};
	struct office_text *versions = NULL;
	size_t count = 0;
	int r = 0;

	edit->result = OFFICE_TEXT_KEPT;
	if (edit->code.len)
		r = office_texts_of_code(
			conn, arena, ref->jurisdiction_id, edit->code, &versions, &count, err);
	if (r < 0)
		return r;
	if (count && versions[0].kind != edit->kind)
		return err_set(err, ERR_NOT_FOUND, "no such text of this kind");
	if (!office_text_may_edit(edit->kind, officer->roles, officer->unit_id,
		    edit->retires ? versions[0].fields.unit_id : edit->fields.unit_id) ||
		(count && !office_text_may_edit(
				  edit->kind, officer->roles, officer->unit_id, versions[0].fields.unit_id)))
		return end_with(edit, OFFICE_TEXT_NOT_YOURS, err);
	if (!edit->retires) {
		edit->refusal_count =
			office_text_check(edit->kind, &edit->fields, edit->refusals, OFFICE_TEXT_REFUSALS);
		check_ids(ref, edit);
		if (edit->refusal_count)
			return end_with(edit, OFFICE_TEXT_REFUSED, err);
	}
	if (count)
		return keep_next(conn, arena, ref->jurisdiction_id, versions, &text, edit, err);
	return keep_new(service, conn, arena, ref->jurisdiction_id, &text, edit, err);
}
