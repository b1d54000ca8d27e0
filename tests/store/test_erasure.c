// SPDX-License-Identifier: Apache-2.0
// Erasing a person's data over a real store: every private field has its own mark, so that whatever is left
// of one anywhere in the database's files is found by its bytes.
#include "world.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/state_file.h"
#include "db/writer.h"
#include "domain/case_erasure.h"
#include "domain/officer.h"
#include "events/case_codec.h"
#include "service/attachments.h"
#include "service/erasures.h"
#include "service/ledger.h"
#include "service/officers.h"
#include "sql.h"
#include "store/case_rows.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ADMIN	   400
#define SUPERVISOR 401
#define PICTURE	   7001
#define BYTES_OF   "MARKED-PICTURE-BYTES"

// Marks of the private fields; those of contact first.
static const char *const contact_marks[] = {"MARKNAME", "+8613912345678", "marked@example.org"};
static const char *const other_marks[] = {"MARKTITLE", "MARKTEXT", "MARKADDRESS", "MARKWHY", "MARKPUBTITLE",
	"MARKPUBTEXT", "MARKSTANDARD", "MARKNOTE", "MARKRETURN", "MARKBASIS", "MARKANSWER", "MARKPUBANSWER",
	"MARKCLOSENOTE", "MARKUNSOLVED", "MARKCALLED", "MARKSAID", "MARKAGAIN", "MARKDECLINE", "MARKLAW",
	"MARKHOW", "MARKWHYNOT", "MARKAPPEAL", "MARKDECIDED", "MARKWITHDRAW", "MARKREMIND", "MARKORDER",
	"MARKREPLY", "MARKWAIT", "MARKRESUME", "MARKASK", "MARKDECIDE", "MARKBACK", "MARKJOT", "MARKWRITE",
	"MARKTELL", BYTES_OF};

static void store_picture(struct world *w, struct event_file *ret)
{
	struct fixture *f = w->f;
	struct attachment picture;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(attachments_store(f->conn, DISTRICT, PICTURE, SLICE(BYTES_OF), SLICE(BYTES_OF " small"),
			  SLICE("image/jpeg"), 10, 10, clock_now_us(), &f->err),
		&f->err);
	assert_ok(attachments_load(f->conn, w->arena, DISTRICT, PICTURE, &picture, &f->err), &f->err);
	assert_ok(officers_add(f->conn, DISTRICT, ADMIN,
			  &(struct officer_new){.login = SLICE("admin"),
				  .name = SLICE("admin"),
				  .unit_id = CENTRE,
				  .roles = ROLE_ADMIN},
			  1, &f->err),
		&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	*ret = (struct event_file){.id = PICTURE, .type = FILE_TYPE_JPEG};
	memcpy(ret->sha256, picture.sha256, sizeof(ret->sha256));
}

static void must_move(
	struct world *w, struct case_command command, const char *code, const char *id, int64_t by)
{
	struct call call = {.request.command = command};

	assert_ok(world_move(w, &call, code, id, by, command.type), &w->f->err);
}

// Not taken up at first; the appeal is granted.
static void decline_and_appeal(struct world *w, const char *code)
{
	struct fixture *f = w->f;

	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(officers_add(f->conn, DISTRICT, SUPERVISOR,
			  &(struct officer_new){.login = SLICE("supervisor"),
				  .name = SLICE("supervisor"),
				  .unit_id = ROADS,
				  .roles = ROLE_SUPERVISOR},
			  1, &f->err),
		&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_DECLINE,
			.decline = {DECLINE_REASON_OTHER, SLICE("MARKDECLINE"), SLICE("MARKLAW"),
				SLICE("MARKHOW"), SLICE("MARKWHYNOT")}},
		code, "d:1", INTAKE);
	must_move(w, (struct case_command){.type = CASE_COMMAND_APPEAL, .said = {SLICE("MARKAPPEAL")}}, code,
		"d:2", 0);
	must_move(w, (struct case_command){.type = CASE_COMMAND_OVERTURN, .said = {SLICE("MARKDECIDED")}},
		code, "d:3", SUPERVISOR);
}

// What comes after closing.
static void say_about_it(struct world *w, const char *code)
{
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_CALLBACK,
			.rate = {.solved = RAISER_SOLVED_PARTLY, .words = SLICE("MARKCALLED")}},
		code, "m:9", INTAKE);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_RATE,
			.rate = {.solved = RAISER_SOLVED_NO, .words = SLICE("MARKSAID")}},
		code, "m:10", 0);
	must_move(w, (struct case_command){.type = CASE_COMMAND_REOPEN, .reopen = {SLICE("MARKAGAIN")}}, code,
		"m:11", 0);
	must_move(w, (struct case_command){.type = CASE_COMMAND_WITHDRAW, .said = {SLICE("MARKWITHDRAW")}},
		code, "m:12", 0);
}

static void write_messages(struct world *w, const char *code)
{
	must_move(w, (struct case_command){.type = CASE_COMMAND_NOTE, .message = {SLICE("MARKJOT")}}, code,
		"w:1", HANDLER);
	must_move(w, (struct case_command){.type = CASE_COMMAND_WRITE, .message = {SLICE("MARKWRITE")}}, code,
		"w:2", HANDLER);
	must_move(w, (struct case_command){.type = CASE_COMMAND_TELL, .message = {SLICE("MARKTELL")}}, code,
		"w:3", 0);
}

static void take_time(struct world *w, const char *code)
{
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_WAIT,
			.wait = {WAITING_REASON_OTHER, SLICE("MARKWAIT"), clock_now_us() + US_PER_DAY}},
		code, "t:1", HEAD);
	must_move(w, (struct case_command){.type = CASE_COMMAND_RESUME, .said = {SLICE("MARKRESUME")}}, code,
		"t:2", HEAD);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_ASK_EXTENSION,
			.extension = {clock_now_us() + 12 * US_PER_DAY, SLICE("MARKASK")}},
		code, "t:3", HANDLER);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_GRANT_EXTENSION, .said = {SLICE("MARKDECIDE")}},
		code, "t:4", OVERSEER);
}

static void send_back(struct world *w, const char *code)
{
	must_move(w, (struct case_command){.type = CASE_COMMAND_SEND_BACK, .said = {SLICE("MARKBACK")}}, code,
		"t:5", INTAKE);
	must_move(w,
		(struct case_command){
			.type = CASE_COMMAND_ANSWER, .answer = {SLICE("MARKANSWER"), SLICE("MARKPUBANSWER")}},
		code, "t:6", HANDLER);
}

static void oversee(struct world *w, const char *code)
{
	must_move(w,
		(struct case_command){
			.type = CASE_COMMAND_REMIND, .oversight = {.text = SLICE("MARKREMIND")}},
		code, "o:1", INTAKE);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_ORDER,
			.oversight = {.answer_by = clock_now_us() + US_PER_DAY, .text = SLICE("MARKORDER")}},
		code, "o:2", OVERSEER);
	must_move(w,
		(struct case_command){
			.type = CASE_COMMAND_ANSWER_ORDER, .oversight = {.text = SLICE("MARKREPLY")}},
		code, "o:3", HEAD);
}

// A case with every private field there is, declined and received again, closed and
// reopened, withdrawn.
static const char *marked_case(struct world *w)
{
	struct event_file *file = arena_alloc(w->arena, sizeof(*file));
	struct call got = world_receive("MARKTEXT of the matter", true);
	struct case_receive *receive = &got.request.command.receive;
	const char *code;

	store_picture(w, file);
	receive->title = SLICE("MARKTITLE");
	receive->address = SLICE("MARKADDRESS 5");
	receive->name = SLICE("MARKNAME");
	receive->phone = SLICE("+8613912345678");
	receive->email = SLICE("marked@example.org");
	receive->has_point = true;
	receive->point = (struct point_e7){268934567, 1125712345};
	receive->is_secret = false;
	receive->about_unit_id = PARKS;
	receive->outside_number = SLICE("MARKNUMBER");
	receive->answers = SLICE("{\"since\":\"MARKANSWER\"}");
	receive->files = file;
	receive->file_count = 1;
	assert_ok(world_send(w, &got, "form:marked", 0), &w->f->err);
	code = arena_strdup(w->arena, got.request.result_code);
	decline_and_appeal(w, code);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_CLASSIFY,
			.classify = {.kind = CASE_KIND_PROBLEM, .reason = SLICE("MARKWHY")}},
		code, "m:1", INTAKE);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_RELEASE,
			.release = {RELEASE_EXTENT_WORDS, SLICE("MARKPUBTITLE"), SLICE("MARKPUBTEXT"), file,
				1}},
		code, "m:2", INTAKE);
	for (int round = 0; round < 2; round++) {
		must_move(w,
			(struct case_command){.type = CASE_COMMAND_ASSIGN,
				.assign = {.unit_id = ROADS,
					.standard = SLICE("MARKSTANDARD"),
					.note = SLICE("MARKNOTE")}},
			code, round ? "m:5" : "m:3", INTAKE);
		if (round == 0)
			must_move(w,
				(struct case_command){.type = CASE_COMMAND_RETURN,
					.return_ = {RETURN_REASON_OTHER, SLICE("MARKRETURN"),
						SLICE("MARKBASIS")}},
				code, "m:4", HANDLER);
	}
	must_move(w, (struct case_command){.type = CASE_COMMAND_ACCEPT}, code, "m:6", HANDLER);
	oversee(w, code);
	take_time(w, code);
	write_messages(w, code);
	must_move(w,
		(struct case_command){
			.type = CASE_COMMAND_ANSWER, .answer = {SLICE("MARKANSWER"), SLICE("MARKPUBANSWER")}},
		code, "m:7", HANDLER);
	send_back(w, code);
	must_move(w,
		(struct case_command){.type = CASE_COMMAND_CLOSE,
			.close = {CASE_OUTCOME_UNSOLVED, SLICE("MARKCLOSENOTE"), SLICE("MARKUNSOLVED")}},
		code, "m:8", INTAKE);
	say_about_it(w, code);
	return code;
}

static int erase(struct world *w, const char *code, enum erasure_scope scope, const char *id, int64_t by)
{
	struct call call = {.request.by_system = by == 0};

	call.request.command.erase =
		(struct case_erase){scope, ERASURE_REASON_RAISER_ASKED, SLICE("asked in writing")};
	return world_move(w, &call, code, id, by, CASE_COMMAND_ERASE);
}

static size_t finish(struct world *w)
{
	size_t pending = 99;

	assert_ok(erasures_finish(w->service, w->f->conn, &pending, &w->f->err), &w->f->err);
	return pending;
}

// ---- Bytes in files

static bool file_has(struct world *w, const char *path, const char *mark)
{
	struct arena *arena = arena_new();
	struct slice bytes = {0};
	bool found, has;

	assert_ok(state_file_read(path, arena, 64 * 1024 * 1024, &found, &bytes, &w->f->err), &w->f->err);
	has = found && memmem(bytes.ptr, bytes.len, mark, strlen(mark));
	arena_free(arena);
	return has;
}

static bool anywhere(struct world *w, const char *mark)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	bool has = false;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		has |= file_has(
			w, arena_printf(w->arena, "%s%s", w->f->url + strlen("sqlite:"), ends[i]), mark);
	return has;
}

static void assert_marks(struct world *w, bool contact, bool others)
{
	if (w->f->kind != DB_ENGINE_SQLITE)
		return;
	for (size_t i = 0; i < ARRAY_LEN(contact_marks); i++) {
		if (anywhere(w, contact_marks[i]) != contact)
			fail_msg("%s is%s in the files", contact_marks[i], contact ? " not" : "");
	}
	for (size_t i = 0; i < ARRAY_LEN(other_marks); i++) {
		if (anywhere(w, other_marks[i]) != others)
			fail_msg("%s is%s in the files", other_marks[i], others ? " not" : "");
	}
}

// ---- Rows and commitments

// The stored parts fit their commitments, and what is missing is covered by an erasure, field by field.
static size_t assert_parts(struct world *w, const struct case_stream *stream)
{
	struct sql_event_of_stream_row *rows;
	struct fixture *f = w->f;
	size_t count, all = 0;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_event_of_stream(f->conn, w->arena,
			  &(struct sql_event_of_stream_in){
				  .jurisdiction_id = DISTRICT, .stream_id = stream->state.case_id},
			  &rows, &count, &f->err),
		&f->err);
	for (size_t i = 0; i < count; i++) {
		struct event_parts parts = {.bytes = rows[i].bytes, .text = rows[i].private_bytes};
		size_t erased = 0;

		assert_ok(event_verify_private(&case_event_kind, &parts, false, w->arena, &erased, &f->err),
			&f->err);
		assert_int_equal(erased > 0, case_erasure_covers(stream->events, stream->count,
						     (int64_t)i + 1, SLICE("text"), NULL) &&
						     rows[i].private_bytes.len > 0 &&
						     stream->events[i].type != CASE_EVENT_ACCEPTED);
		all += erased;
	}
	db_end_read(f->conn);
	return all;
}

static void assert_rows_fit(struct world *w, const char *code)
{
	struct case_page page = world_load(w, code);
	const struct case_state *s = &page.stream.state;
	struct sql_case_row_insert_in fold;
	struct sql_case_row_by_code_row row;
	struct sql_assignment_of_case_row *assignments;
	struct fixture *f = w->f;
	size_t count, k = 0;
	bool found;

	case_row_of_state(s, &fold);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_case_row_by_code(f->conn, w->arena,
			  &(struct sql_case_row_by_code_in){
				  .jurisdiction_id = DISTRICT, .code = slice_of(code)},
			  &found, &row, &f->err),
		&f->err);
	assert_true(found);
	assert_true(slice_eq(row.title, fold.title) && slice_eq(row.text, fold.text));
	assert_int_equal(row.seq, s->seq);
	assert_int_equal(row.visible, fold.visible);
	assert_int_equal(row.has_address, fold.has_address);
	assert_int_equal(row.has_public_title, fold.has_public_title);
	assert_int_equal(row.is_secret, fold.is_secret);
	assert_int_equal(row.consent, fold.consent);
	assert_int_equal(row.has_contact, fold.has_contact);
	assert_ok(sql_assignment_of_case(f->conn, w->arena,
			  &(struct sql_assignment_of_case_in){
				  .jurisdiction_id = DISTRICT, .case_id = s->case_id},
			  &assignments, &count, &f->err),
		&f->err);
	db_end_read(f->conn);
	for (size_t i = 0; i < page.stream.count; i++) {
		const struct case_event *event = &page.stream.events[i];

		if (event->type != CASE_EVENT_ASSIGNED)
			continue;
		assert_int_equal(assignments[k].id, event->assigned.assignment_id);
		assert_int_equal(
			assignments[k].has_standard, event->assigned.standard.state == PRIVATE_PRESENT);
		assert_int_equal(assignments[k].has_returned_at, k == 0);
		k++;
	}
	assert_int_equal(k, count);
}

// ---- Tests

static void test_everything_of_a_case(void **state)
{
	struct world w = world_open(*state);
	const char *code = marked_case(&w);
	struct call other = world_receive("OTHERTEXT stays", true);
	struct case_page page;

	assert_ok(world_send(&w, &other, "form:other", 0), &w.f->err);
	assert_marks(&w, true, true);
	page = world_load(&w, code);
	int64_t returns = page.stream.state.returns, closed_at = page.stream.state.closed_at_us;

	assert_ok(erase(&w, code, ERASURE_SCOPE_ALL, "e:1", ADMIN), &w.f->err);
	assert_int_equal(finish(&w), 0);
	assert_marks(&w, false, false);

	page = world_load(&w, code);
	assert_int_equal(page.stream.state.state, CASE_STATE_WITHDRAWN);
	assert_int_equal(page.stream.state.returns, returns);
	assert_int_equal(page.stream.state.closed_at_us, closed_at);
	assert_int_equal(page.view.erased, ERASURE_SCOPE_ALL);
	assert_true(page.view.shows_row && !page.view.shows_words);
	assert_int_equal(page.stream.state.answered_by_officer_id, HANDLER); // the officers stay
	assert_int_equal(page.file_count, 0);
	assert_true(assert_parts(&w, &page.stream) > 20);
	assert_rows_fit(&w, code);

	page = world_load(&w, other.request.result_code);
	assert_true(slice_eq(page.stream.state.text.value, SLICE("OTHERTEXT stays")));
	assert_int_equal(assert_parts(&w, &page.stream), 0);

	// again: the same command gives the same result, another finds nothing
	assert_ok(erase(&w, code, ERASURE_SCOPE_ALL, "e:1", ADMIN), &w.f->err);
	assert_int_equal(erase(&w, code, ERASURE_SCOPE_ALL, "e:2", ADMIN), ERR_INVALID);
	assert_int_equal(erase(&w, code, ERASURE_SCOPE_CONTACT, "e:3", ADMIN), ERR_INVALID);
	world_close(&w);
}

static void test_contact_alone(void **state)
{
	struct world w = world_open(*state);
	const char *code = marked_case(&w);
	struct case_contact contact;
	struct case_page page;
	struct fixture *f = w.f;

	assert_int_equal(erase(&w, code, ERASURE_SCOPE_CONTACT, "e:0", INTAKE), ERR_INVALID);
	assert_ok(erase(&w, code, ERASURE_SCOPE_CONTACT, "e:1", 0), &w.f->err); // the command line
	assert_int_equal(finish(&w), 0);
	assert_marks(&w, false, true);
	page = world_load(&w, code);
	assert_true(page.view.shows_words);
	assert_int_equal(page.view.erased, ERASURE_SCOPE_CONTACT);
	assert_rows_fit(&w, code);
	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(case_contact_load(f->conn, w.arena, DISTRICT, page.stream.state.case_id, &contact, &f->err),
		&f->err);
	db_end_read(f->conn);
	assert_int_equal(contact.name.state, PRIVATE_ERASED);
	assert_int_equal(contact.phone.state, PRIVATE_ERASED);
	assert_ok(erase(&w, code, ERASURE_SCOPE_ALL, "e:2", ADMIN), &w.f->err); // the rest
	assert_int_equal(finish(&w), 0);
	assert_marks(&w, false, false);
	world_close(&w);
}

// Somebody still reads what was there before: the erasure is pending, and says so, until that one is done.
static void test_pending_while_somebody_reads(void **state)
{
	struct world w = world_open(*state);
	const char *code = marked_case(&w);
	struct db_conn *reader = fixture_connect(w.f, DB_ACCESS_READ);
	struct sql_case_row_count_row row;

	assert_ok(db_begin_read(reader, &w.f->err), &w.f->err);
	assert_ok(sql_case_row_count(reader, w.arena,
			  &(struct sql_case_row_count_in){.jurisdiction_id = DISTRICT}, &row, &w.f->err),
		&w.f->err);
	assert_ok(erase(&w, code, ERASURE_SCOPE_ALL, "e:1", ADMIN), &w.f->err);
	assert_int_equal(finish(&w), 1);
	assert_true(anywhere(&w, "MARKTEXT"));
	db_end_read(reader);
	assert_int_equal(finish(&w), 0);
	assert_marks(&w, false, false);
	db_disconnect(reader);
	world_close(&w);
}

// Many cases whose rows move as pages split: erasing every second one leaves no copy of it on the pages of
// those that stay.
#define MANY 120

static const char *long_text(struct world *w, const char *mark, int number)
{
	size_t len = (size_t)(number * 53 % 3500);
	char *filler = arena_zalloc(w->arena, len + 1);

	memset(filler, 'a' + number % 26, len);
	return arena_printf(w->arena, "%s %s %s", mark, filler, mark);
}

static void test_no_copies_on_other_pages(void **state)
{
	struct world w = world_open(*state);
	char codes[MANY][CASE_CODE_BYTES];

	for (int i = 0; i < MANY; i++) {
		struct call call = world_receive(long_text(&w, i % 2 ? "LEFTBEHIND" : "STAYING", i), true);

		assert_ok(world_send(&w, &call, arena_printf(w.arena, "form:%d", i), 0), &w.f->err);
		memcpy(codes[i], call.request.result_code, sizeof(codes[i]));
	}
	for (int i = 0; i < MANY; i++) {
		int k = i * 37 % MANY;

		must_move(&w,
			(struct case_command){.type = CASE_COMMAND_RELEASE,
				.release = {RELEASE_EXTENT_WORDS, SLICE("a title"),
					slice_of(long_text(&w, k % 2 ? "LEFTBEHIND" : "STAYING", k + 7))}},
			codes[k], arena_printf(w.arena, "r:%d", k), INTAKE);
	}
	assert_true(anywhere(&w, "LEFTBEHIND"));
	for (int i = 0; i < MANY; i++) {
		int k = i * 77 % MANY;

		if (k % 2)
			assert_ok(erase(&w, codes[k], ERASURE_SCOPE_ALL, arena_printf(w.arena, "e:%d", k), 0),
				&w.f->err);
	}
	for (int i = 1; i < MANY; i += 2)
		assert_int_equal(world_load(&w, codes[i]).view.erased, ERASURE_SCOPE_ALL);
	assert_int_equal(finish(&w), 0);
	assert_true(anywhere(&w, "STAYING"));
	assert_false(anywhere(&w, "LEFTBEHIND"));
	world_close(&w);
}

// ---- A backup that is brought back

static struct slice read_erasures(struct world *w)
{
	struct slice text;
	bool found;

	assert_ok(state_file_read(erasures_path(w->service, w->arena, SLICE("test")), w->arena, 100000,
			  &found, &text, &w->f->err),
		&w->f->err);
	return found ? text : SLICE("");
}

static struct erasures_replayed replay(struct world *w)
{
	struct erasures_replayed counts;

	assert_ok(erasures_replay(w->service, w->f->conn, &counts, &w->f->err), &w->f->err);
	return counts;
}

static void test_replayed_where_the_event_is_lost(void **state)
{
	struct world w = world_open(*state);
	const char *code = marked_case(&w);
	struct case_page page = world_load(&w, code);
	const char *path = erasures_path(w.service, w.arena, SLICE("test"));
	const char *line = arena_printf(w.arena, "yidan-erasure/1 1 %lld 12 11 all legal_order %lld\n",
		(long long)page.stream.state.case_id, (long long)clock_now_us());
	struct erasures_replayed counts;

	// the database is from before the erasure; another case of the file it does not hold at all
	line = arena_printf(w.arena, "%syidan-erasure/1 1 999 2 1 contact other 5\n", line);
	assert_ok(state_file_write(path, slice_of(line), true, &w.f->err), &w.f->err);
	counts = replay(&w);
	assert_int_equal(counts.records, 2);
	assert_int_equal(counts.events, 1);
	assert_int_equal(counts.unknown, 1);
	assert_ok(service_ledger_catch_up(w.service, w.f->conn, &w.f->err), &w.f->err);
	assert_int_equal(finish(&w), 0);
	assert_marks(&w, false, false);
	page = world_load(&w, code);
	assert_int_equal(page.view.erased, ERASURE_SCOPE_ALL);
	assert_int_equal(page.view.erased_reason, ERASURE_REASON_LEGAL_ORDER);
	counts = replay(&w);
	assert_int_equal(counts.records, 3); // the line of the new event as well
	assert_int_equal(counts.events + counts.parts, 0);
	world_close(&w);
}

static void test_replayed_where_the_parts_are_back(void **state)
{
	struct world w = world_open(*state);
	const char *code = marked_case(&w);
	struct case_page page = world_load(&w, code);
	struct sql_event_private_of_stream_row *rows;
	struct erasures_replayed counts;
	struct fixture *f = w.f;
	size_t count;

	assert_ok(db_begin_read(f->conn, &f->err), &f->err);
	assert_ok(sql_event_private_of_stream(f->conn, w.arena,
			  &(struct sql_event_private_of_stream_in){.jurisdiction_id = DISTRICT,
				  .stream_id = page.stream.state.case_id,
				  .until_seq = 1},
			  &rows, &count, &f->err),
		&f->err);
	db_end_read(f->conn);
	assert_ok(erase(&w, code, ERASURE_SCOPE_ALL, "e:1", ADMIN), &f->err);
	assert_int_equal(finish(&w), 0);
	assert_true(slice_ends_with(read_erasures(&w), SLICE("\n")));
	assert_ok(db_begin_write(f->conn, &f->err), &f->err);
	assert_ok(sql_event_private_erase(f->conn,
			  &(struct sql_event_private_erase_in){.jurisdiction_id = DISTRICT,
				  .stream_id = page.stream.state.case_id,
				  .seq = 1,
				  .bytes = rows[0].bytes},
			  NULL, &f->err),
		&f->err);
	assert_ok(db_commit(f->conn, &f->err), &f->err);
	counts = replay(&w);
	assert_int_equal(counts.parts, 1);
	assert_int_equal(counts.events, 0);
	assert_int_equal(finish(&w), 0);
	assert_marks(&w, false, false);
	assert_rows_fit(&w, code);
	assert_int_equal(replay(&w).parts, 0);
	// a damaged line is named, and nothing is done
	assert_ok(state_file_write(erasures_path(w.service, w.arena, SLICE("test")),
			  SLICE("yidan-erasure/2 1\n"), true, &f->err),
		&f->err);
	assert_int_equal(erasures_replay(w.service, f->conn, &counts, &f->err), ERR_INVALID);
	assert_non_null(strstr(f->err.message, "line 1"));
	world_close(&w);
}

// Every statement of the transaction fails once: nothing is erased, nothing entered; at last it goes through.
static void test_all_or_nothing(void **state)
{
	struct world w = world_open(*state);
	const char *code = marked_case(&w);
	int64_t nth = 1;

	for (;; nth++) {
		struct case_page page;
		int r;

		db_fault_set(service_db(w.service), DB_FAULT_STATEMENT, nth, ERR_INTERNAL);
		r = erase(&w, code, ERASURE_SCOPE_ALL, "e:1", ADMIN);
		db_fault_set(service_db(w.service), DB_FAULT_STATEMENT, 0, ERR_INTERNAL);
		page = world_load(&w, code);
		if (r == 0)
			break;
		assert_int_equal(page.view.erased, ERASURE_SCOPE_NONE);
		assert_true(slice_eq(page.stream.state.title.value, SLICE("MARKTITLE")));
		assert_int_equal(page.file_count, 1);
		assert_rows_fit(&w, code);
		assert_int_equal(finish(&w), 0);
		assert_int_equal(read_erasures(&w).len, 0);
	}
	assert_true(nth > 20);
	assert_int_equal(finish(&w), 0);
	assert_marks(&w, false, false);
	assert_rows_fit(&w, code);
	world_close(&w);
}

int main(void)
{
	static const struct fixture_test tests[] = {
		FIXTURE_TEST(test_everything_of_a_case),
		FIXTURE_TEST(test_contact_alone),
		FIXTURE_TEST_SQLITE(test_pending_while_somebody_reads),
		FIXTURE_TEST_SQLITE(test_no_copies_on_other_pages),
		FIXTURE_TEST(test_replayed_where_the_event_is_lost),
		FIXTURE_TEST(test_replayed_where_the_parts_are_back),
		FIXTURE_TEST(test_all_or_nothing),
	};

	return fixture_run(&sql_catalog, tests, ARRAY_LEN(tests));
}
