// SPDX-License-Identifier: Apache-2.0
// Search on both engines, beside a plain walk over all cases that asks each whether it fits: so both find the
// same. What is erased is found no more and stands in no file; whoever is complained of finds nothing;
// contact data is found by its exact value, by those who may, and that is written down.
#include "raw.h"
#include "world.h"

#include "base/buf.h"
#include "base/state_file.h"
#include "db/writer.h"
#include "service/erasures.h"
#include "service/search.h"
#include "service/search_impl.h"
#include "sql.h"
#include "store/case_words.h"
#include "text/clean.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CASES	90
#define QUERIES 60
#define ADMIN	400

static unsigned seed;

static unsigned chance(unsigned below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

// Few different characters, so that pairs meet by chance and stand apart as well.
static const char *const letters[] = {
	"路", "灯", "坏", "水", "路", "灯", "ａ", "b", "B", " ", "，", "12", "3", "é", "\n", "学", "校"};

static const char *random_text(struct world *w, unsigned most)
{
	struct buf text = buf_in(w->arena);
	unsigned count = 1 + chance(most);

	for (unsigned i = 0; i < count; i++)
		buf_printf(&text, "%s", letters[chance(ARRAY_LEN(letters))]);
	return arena_cstr(w->arena, text_clean(w->arena, buf_slice(&text)));
}

// As a form sends it: one line, with a letter in it.
static struct slice random_line(struct world *w, unsigned most, const char *otherwise)
{
	struct slice line = text_clean_line(w->arena, slice_of(random_text(w, most)));

	return text_terms_of(w->arena, line).count ? line : slice_of(otherwise);
}

static void release(struct world *w, const char *code, bool words);

static void move(struct world *w, struct case_command command, const char *code, int64_t by)
{
	static int count;
	struct call call = {.request.command = command};

	assert_ok(world_move(w, &call, code, arena_printf(w->arena, "move:%d", count++), by, command.type),
		&w->f->err);
}

static void release(struct world *w, const char *code, bool words)
{
	move(w,
		(struct case_command){.type = CASE_COMMAND_RELEASE,
			.release = {words ? RELEASE_EXTENT_WORDS : RELEASE_EXTENT_ROW,
				words ? SLICE("灯") : SLICE(""), words ? random_line(w, 9, "b") : SLICE(""),
				NULL, 0}},
		code, INTAKE);
}

// One case, some way along its path.
static const char *add_case(struct world *w, int number)
{
	bool consents = chance(4) != 0;
	struct call call = world_receive(random_text(w, 30), consents);
	struct case_receive *receive = &call.request.command.receive;
	int64_t unit_id = chance(2) ? ROADS : PARKS;
	const char *code;

	receive->title = random_line(w, 8, "路灯");
	if (!text_terms_of(w->arena, receive->text).count)
		receive->text = SLICE("学校");
	receive->address = chance(2) ? random_line(w, 6, "12") : SLICE("");
	if (chance(6) == 0)
		receive->about_unit_id = ROADS;
	assert_ok(world_send(w, &call, arena_printf(w->arena, "form:%d", number), 0), &w->f->err);
	code = arena_strdup(w->arena, call.request.result_code);
	if (chance(3) && consents)
		release(w, code, chance(3) != 0);
	if (receive->about_unit_id)
		unit_id = PARKS;
	if (chance(3)) {
		move(w, (struct case_command){.type = CASE_COMMAND_ASSIGN, .assign = {.unit_id = unit_id}},
			code, INTAKE);
		if (chance(2) && unit_id == ROADS) {
			move(w, (struct case_command){.type = CASE_COMMAND_ACCEPT}, code, HANDLER);
			move(w,
				(struct case_command){.type = CASE_COMMAND_ANSWER,
					.answer = {SLICE("修好了 done校"), SLICE("修好了")}},
				code, HANDLER);
		}
	}
	return code;
}

// ---- The plain walk

struct one {
	struct case_state state;
};

static void load_all(struct world *w, const char **codes, struct one *all)
{
	for (int i = 0; i < CASES; i++)
		all[i].state = world_load(w, codes[i]).stream.state;
}

static bool half_of(struct world *w, const char *name, struct slice part)
{
	size_t length = text_length(part);

	if (length < 2 || !text_contains(w->arena, slice_of(name), part))
		return false;
	return 2 * length > strlen(name) ||
	       (2 * length == strlen(name) && slice_starts_with(slice_of(name), text_fold(w->arena, part)));
}

// As the index finds it: in a script without blanks anywhere, else whole words, and their beginnings from
// three letters on.
static bool has_terms(struct world *w, struct slice text, struct slice part)
{
	struct text_terms have = text_terms_of(w->arena, text), want = text_terms_of_query(w->arena, part);

	for (size_t i = 0; i < want.count; i++) {
		bool is_there = false;

		for (size_t k = 0; k < have.count; k++)
			is_there |=
				slice_eq(have.terms[k], want.terms[i]) ||
				((want.is_prefix || (want.terms[i].len >= 3 && want.terms[i].ptr[0] > 0)) &&
					slice_starts_with(have.terms[k], want.terms[i]));
		if (!is_there)
			return false;
	}
	return true;
}

// Parts here are ASCII where they name a unit, whose names are small letters.
static bool fits(struct world *w, struct slice text, int64_t unit_id, struct slice typed)
{
	static const struct {
		int64_t id;
		const char *name;
	} units[] = {{CENTRE, "centre"}, {ROADS, "roads"}, {LAMPS, "lamps"}, {PARKS, "parks"}};
	struct slice part;

	while (typed.len) {
		bool is_named = false;

		slice_cut(typed, ' ', &part, &typed);
		if (!part.len)
			continue;
		for (size_t i = 0; i < ARRAY_LEN(units); i++)
			is_named |= units[i].id == unit_id && half_of(w, units[i].name, part);
		if (!is_named && !(text_contains(w->arena, text, part) && has_terms(w, text, part)))
			return false;
	}
	return true;
}

static size_t expected(struct world *w, const struct one *all, const struct officer *officer,
	struct slice typed, int64_t *ids)
{
	const struct reference *ref = service_reference(w->service, DISTRICT);
	size_t count = 0;

	for (int i = CASES; i-- > 0;) {
		const struct case_state *s = &all[i].state;
		struct case_public_view view;
		bool is_hit;

		case_public_view(s, &view);
		if (officer) {
			struct case_actor actor = cases_actor(ref, officer, s);

			is_hit = case_may_see(s, &actor) &&
				 fits(w, case_words_office_text(w->arena, s), s->unit_id, typed);
		} else {
			is_hit = view.shows_row &&
				 fits(w, case_words_public_text(w->arena, s), view.unit_id, typed);
		}
		if (is_hit)
			ids[count++] = s->case_id;
	}
	reference_release(ref);
	return count;
}

// ---- The pages of a search, one after the other

static size_t found(struct world *w, const struct officer *officer, struct slice typed, int64_t *ids)
{
	const struct reference *ref = service_reference(w->service, DISTRICT);
	const struct case_filter none = {0};
	struct fixture *f = w->f;
	struct search_found page;
	int64_t before = 0;
	size_t count = 0;

	do {
		assert_ok(db_begin_read(f->conn, &f->err), &f->err);
		assert_ok(
			officer ? search_desk(f->conn, w->arena, ref, officer, typed, before, &page, &f->err)
				: search_public(f->conn, w->arena, ref, typed, &none, before, &page, &f->err),
			&f->err);
		db_end_read(f->conn);
		for (size_t i = 0; i < page.count; i++)
			ids[count++] = page.rows[i].id;
		before = page.next_before;
		assert_true(before == 0 || page.count == SEARCH_ROWS);
	} while (before);
	reference_release(ref);
	return count;
}

static const struct officer officers[] = {
	{.id = INTAKE, .unit_id = CENTRE, .roles = ROLE_INTAKE},
	{.id = HANDLER, .unit_id = ROADS, .roles = ROLE_HANDLER},
	{.id = GARDENER, .unit_id = PARKS, .roles = ROLE_HANDLER},
	{.id = OVERSEER, .unit_id = LAMPS, .roles = ROLE_SUPERVISOR},
	{.id = 77, .unit_id = CENTRE, .roles = ROLE_ADMIN},
};

static size_t compare(struct world *w, const struct one *all, const char *typed)
{
	int64_t want[CASES], have[CASES];
	size_t hits = 0;

	for (size_t i = 0; i <= ARRAY_LEN(officers); i++) {
		const struct officer *officer = i < ARRAY_LEN(officers) ? &officers[i] : NULL;
		size_t count = expected(w, all, officer, slice_of(typed), want);

		if (found(w, officer, slice_of(typed), have) != count ||
			memcmp(want, have, count * sizeof(*want)) != 0)
			fail_msg("seed %u: \"%s\" finds something else for %zu", seed, typed, i);
		hits += count;
	}
	return hits;
}

static bool is_searchable(struct world *w, const char *typed)
{
	struct search_line line;
	const struct reference *ref = service_reference(w->service, DISTRICT);

	search_line_read(w->arena, ref, slice_of(typed), &line);
	reference_release(ref);
	return line.is_searchable;
}

static void test_same_as_a_walk(void **state)
{
	struct world w = world_open(*state);
	const char *codes[CASES];
	struct one *all = ARENA_ARRAY(w.arena, struct one, CASES);
	static const char *const fixed[] = {"路灯", "路", "灯坏", "roads", "parks 路", "ROADS", "lamps", "b",
		"12", "123", "修好", "done", "é", "É", "路灯坏水", "学校 roads", "nothing", "ａｂ", "AB",
		"a-b", "路，灯", "don", "do", "potho", "cen", "tre", "ent"};
	size_t hits = 0;
	unsigned first = (unsigned)time(NULL);

	seed = getenv("YIDAN_SEED") ? (unsigned)atoi(getenv("YIDAN_SEED")) : first;
	print_message("# seed %u\n", seed);
	for (int i = 0; i < CASES; i++)
		codes[i] = add_case(&w, i);
	load_all(&w, codes, all);
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		hits += compare(&w, all, fixed[i]);
	for (int i = 0; i < QUERIES; i++) {
		const char *typed = random_text(&w, 5);
		struct slice line = text_clean_line(w.arena, slice_of(typed));

		if (is_searchable(&w, typed))
			hits += compare(&w, all, arena_cstr(w.arena, line));
	}
	assert_true(hits > 200);
	world_close(&w);
}

static void test_nothing_to_search_for(void **state)
{
	struct world w = world_open(*state);
	const struct reference *ref = service_reference(w.service, DISTRICT);
	struct search_found page;
	struct fixture *f = w.f;
	static const char *const typed[] = {"", "  ", "?!", "\"", "'", "（）", "* :*"};

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		assert_ok(search_desk(
				  f->conn, w.arena, ref, &officers[0], slice_of(typed[i]), 0, &page, &f->err),
			&f->err);
		assert_true(page.is_empty && page.count == 0);
	}
	// what means something to an engine means nothing here
	assert_ok(search_desk(f->conn, w.arena, ref, &officers[0],
			  SLICE("a\" OR \"b ') NOT* c' & d | !e:* NEAR(f #u20"), 0, &page, &f->err),
		&f->err);
	assert_true(!page.is_empty && page.count == 0);
	db_end_read(f->conn);
	reference_release(ref);
	world_close(&w);
}

// ---- Erasing

static bool in_file(struct world *w, const char *word)
{
	static const char *const ends[] = {"", "-wal"};
	bool has = false;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct slice bytes = {0};
		bool is_there;

		assert_ok(state_file_read(
				  arena_printf(w->arena, "%s%s", w->f->url + strlen("sqlite:"), ends[i]),
				  w->arena, 64 * 1024 * 1024, &is_there, &bytes, &w->f->err),
			&w->f->err);
		has |= is_there && memmem(bytes.ptr, bytes.len, word, strlen(word));
	}
	return has;
}

static void test_erased(void **state)
{
	struct world w = world_open(*state);
	struct call got = world_receive("zqxword stands by the road, 丙丁戊", true);
	struct call erase = {.request.by_system = true};
	int64_t ids[CASES];
	size_t pending = 99;
	const char *code;

	for (int i = 0; i < 20; i++)
		add_case(&w, i);
	assert_ok(world_send(&w, &got, "form:x", 0), &w.f->err);
	code = arena_strdup(w.arena, got.request.result_code);
	move(&w,
		(struct case_command){.type = CASE_COMMAND_RELEASE,
			.release = {RELEASE_EXTENT_WORDS, SLICE("title"), SLICE("zqxpublic"), NULL, 0}},
		code, INTAKE);
	assert_int_equal(found(&w, &officers[0], SLICE("zqxword"), ids), 1);
	assert_int_equal(found(&w, NULL, SLICE("zqxword"), ids), 0);
	assert_int_equal(found(&w, NULL, SLICE("zqxpublic"), ids), 1);
	assert_int_equal(found(&w, &officers[0], SLICE("丁"), ids), 1);
	if (w.f->kind == DB_ENGINE_SQLITE)
		assert_true(in_file(&w, "qxword") && in_file(&w, "qxpublic"));
	erase.request.command.erase = (struct case_erase){
		ERASURE_SCOPE_ALL, ERASURE_REASON_RAISER_ASKED, SLICE("asked in writing")};
	assert_ok(world_move(&w, &erase, code, "e:1", 0, CASE_COMMAND_ERASE), &w.f->err);
	assert_ok(erasures_finish(w.service, w.f->conn, &pending, &w.f->err), &w.f->err);
	assert_int_equal(pending, 0);
	assert_int_equal(found(&w, &officers[0], SLICE("zqxword"), ids), 0);
	assert_int_equal(found(&w, NULL, SLICE("zqxpublic"), ids), 0);
	if (w.f->kind == DB_ENGINE_SQLITE)
		assert_true(!in_file(&w, "qxword") && !in_file(&w, "qxpublic") && !in_file(&w, "丙丁"));
	world_close(&w);
}

// ---- Contact data

struct asked {
	struct world *w;
	int64_t officer_id;
	struct slice typed;
	struct search_found found;
	bool refused;
};

static int ask_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct asked *asked = arg;
	const struct reference *ref = service_reference(asked->w->service, DISTRICT);
	int r = search_contact(asked->w->service, conn, asked->w->arena, ref, asked->officer_id, asked->typed,
		1000, &asked->found, &asked->refused, err);

	reference_release(ref);
	return r;
}

static size_t contact(struct world *w, int64_t officer_id, const char *typed)
{
	struct asked asked = {.w = w, .officer_id = officer_id, .typed = slice_of(typed)};

	assert_ok(db_writer_run(service_writer(w->service), ask_run, &asked, &w->f->err), &w->f->err);
	assert_int_equal(asked.refused, officer_id == HANDLER || officer_id == HEAD);
	return asked.found.count;
}

static size_t looks(struct world *w, int64_t case_id)
{
	struct case_look *rows;
	size_t count;

	assert_ok(db_begin_read(w->f->conn, &w->f->err), &w->f->err);
	assert_ok(
		cases_looks(w->f->conn, w->arena, DISTRICT, case_id, &rows, &count, &w->f->err), &w->f->err);
	db_end_read(w->f->conn);
	return count;
}

static void test_contact(void **state)
{
	struct world w = world_open(*state);
	struct call got = world_receive("the road is broken", true),
		    other = world_receive("secret one", true);
	struct call about = world_receive("about the centre", true), erase = {.request.by_system = true};
	int64_t case_id;

	got.request.command.receive.name = SLICE("李四");
	got.request.command.receive.phone = SLICE("139 1234-5678");
	got.request.command.receive.email = SLICE("Li.Si@Example.org");
	assert_ok(world_send(&w, &got, "form:1", 0), &w.f->err);
	other.request.command.receive.is_secret = true;
	assert_ok(world_send(&w, &other, "form:2", 0), &w.f->err);
	about.request.command.receive.about_unit_id = CENTRE;
	assert_ok(world_send(&w, &about, "form:3", 0), &w.f->err);
	case_id = got.request.case_id;

	assert_int_equal(contact(&w, INTAKE, "+8613912345678"), 1);
	assert_int_equal(contact(&w, INTAKE, "13912345678"), 1);
	assert_int_equal(contact(&w, OVERSEER, "li.si@example.org"), 1);
	assert_int_equal(contact(&w, INTAKE, "李 四"), 1);
	assert_int_equal(looks(&w, case_id), 4);
	// part of a number is not the number; who may not, finds nothing and leaves nothing
	assert_int_equal(contact(&w, INTAKE, "1391234567"), 0);
	assert_int_equal(contact(&w, INTAKE, "李"), 0);
	assert_int_equal(contact(&w, HANDLER, "13912345678"), 0);
	assert_int_equal(looks(&w, case_id), 4);
	// the same number twice: one kept secret, one about the officer's own unit
	assert_int_equal(contact(&w, INTAKE, "13900001234"), 1);
	assert_int_equal(contact(&w, OVERSEER, "13900001234"), 0);
	assert_int_equal(looks(&w, about.request.case_id), 0);

	erase.request.command.erase = (struct case_erase){
		ERASURE_SCOPE_CONTACT, ERASURE_REASON_RAISER_ASKED, SLICE("asked in writing")};
	assert_ok(world_move(&w, &erase, arena_strdup(w.arena, got.request.result_code), "e:1", 0,
			  CASE_COMMAND_ERASE),
		&w.f->err);
	assert_int_equal(contact(&w, INTAKE, "13912345678"), 0);
	assert_int_equal(contact(&w, INTAKE, "李四"), 0);
	world_close(&w);
}

// ---- What is older than search

struct filling {
	struct world *w;
	bool more;
};

static int fill_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct filling *filling = arg;

	return search_fill(filling->w->service, conn, DISTRICT, &filling->more, err);
}

static void test_fill(void **state)
{
	struct world w = world_open(*state);
	struct filling filling = {&w, true};
	struct raw *raw = raw_open(w.f);
	const char *codes[CASES];
	struct one *all = ARENA_ARRAY(w.arena, struct one, CASES);
	int64_t ids[CASES];
	struct call received = world_receive("later", true);

	seed = 7;
	for (int i = 0; i < CASES; i++)
		codes[i] = add_case(&w, i);
	if (w.f->kind == DB_ENGINE_SQLITE) {
		raw_run(raw, NULL, "INSERT INTO office_words (office_words) VALUES ('delete-all')");
		raw_run(raw, NULL, "INSERT INTO public_words (public_words) VALUES ('delete-all')");
	} else {
		raw_run(raw, NULL, "DELETE FROM office_terms");
		raw_run(raw, NULL, "DELETE FROM public_terms");
	}
	raw_run(raw, NULL, "DELETE FROM contact_key");
	raw_run(raw, NULL, "INSERT INTO search_fill (jurisdiction_id, done_to) VALUES (%d, 0)", DISTRICT);
	assert_int_equal(found(&w, &officers[0], SLICE("路灯"), ids), 0);
	// commands on cases that are not indexed yet, and a new one
	for (int i = 0; i < CASES; i++) {
		struct case_page page = world_load(&w, codes[i]);

		if (i % 3 == 0 && case_has_consent(&page.stream.state))
			release(&w, codes[i], true);
	}
	received.request.command.receive.title = SLICE("zzz");
	assert_ok(world_send(&w, &received, "form:later", 0), &w.f->err);
	assert_int_equal(found(&w, &officers[0], SLICE("later"), ids), 1);
	while (filling.more)
		assert_ok(db_writer_run(service_writer(w.service), fill_run, &filling, &w.f->err), &w.f->err);
	assert_string_equal(raw_one(raw, "SELECT count(*) FROM search_fill"), "0");
	load_all(&w, codes, all);
	for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
		if (is_searchable(&w, letters[i]))
			compare(&w, all, letters[i]);
	}
	assert_true(contact(&w, INTAKE, "13900001234") > 0);
	// and each was stored once: what is taken out of a case is gone
	for (int i = 0; i < CASES; i++) {
		bool added;

		assert_ok(db_begin_write(w.f->conn, &w.f->err), &w.f->err);
		assert_ok(case_words_add(w.f->conn, w.arena, &all[i].state, &added, &w.f->err), &w.f->err);
		assert_false(added);
		assert_ok(case_words_store(w.f->conn, w.arena, &all[i].state, NULL, &w.f->err), &w.f->err);
		assert_ok(db_commit(w.f->conn, &w.f->err), &w.f->err);
	}
	for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
		if (is_searchable(&w, letters[i]) && !slice_eq_cstr(SLICE("路"), letters[i]))
			assert_int_equal(found(&w, NULL, slice_of(letters[i]), ids), 0);
	}
	raw_close(raw);
	world_close(&w);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_same_as_a_walk),
		FIXTURE_TEST(test_nothing_to_search_for),
		FIXTURE_TEST(test_erased),
		FIXTURE_TEST(test_contact),
		FIXTURE_TEST(test_fill),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
