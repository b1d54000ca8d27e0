// SPDX-License-Identifier: Apache-2.0
#include "verify_world.h"

#include "base/clock.h"
#include "base/mem.h"
#include "db/writer.h"
#include "domain/officer.h"
#include "service/cases.h"
#include "service/ledger.h"
#include "service/seasons.h"
#include "service/service.h"
#include "service/setup.h"
#include "sql.h"
#include "store/jurisdictions.h"

#include <stdio.h>
#include <string.h>

// clang-format off
#define CALENDAR "{\"version\":1,\"zone\":\"+08:00\"," \
	"\"working_hours\":[{\"weekdays\":[1,2,3,4,5],\"from\":\"09:00\",\"to\":\"17:00\"}]}"
#define GEOMETRY "{\"type\":\"Polygon\",\"coordinates\":[[[102,40],[102.1,40],[102.1,40.1],[102,40]]]}"
// clang-format on
#define MONDAY_US INT64_C(1767578400000000) // 2026-01-05T02:00:00Z
#define PLAIN	  43			    // cases with six events each: 258 with the reference data's
#define PICTURE	  (3 * 1024)

enum { INTAKE, HANDLER, OTHER, SUPERVISOR };

static const struct setup_unit units[] = {
	{.code = SLICE("centre"),
		.kind = SLICE("centre"),
		.name_zh = SLICE("中心"),
		.name_en = SLICE("Centre"),
		.parent = SETUP_NONE,
		.is_intake = true},
	{.code = SLICE("roads"),
		.kind = SLICE("department"),
		.name_zh = SLICE("道路局"),
		.name_en = SLICE("Roads"),
		.phone = SLICE("0000-1"),
		.parent = 0},
};
static const struct setup_officer officers[] = {
	[INTAKE] = {.login = SLICE("intake"), .name = SLICE("程"), .unit = 0, .roles = ROLE_INTAKE},
	[HANDLER] = {.login = SLICE("handler"),
		.name = SLICE("李"),
		.unit = 1,
		.roles = ROLE_HANDLER | ROLE_UNIT_HEAD},
	[OTHER] = {.login = SLICE("other"), .name = SLICE("周"), .unit = 0, .roles = ROLE_ADMIN},
	[SUPERVISOR] = {.login = SLICE("supervisor"),
		.name = SLICE("吴"),
		.unit = 0,
		.roles = ROLE_SUPERVISOR},
};
static const struct setup_category categories[] = {
	{.code = SLICE("roads"),
		.name_zh = SLICE("道路"),
		.name_en = SLICE("Roads"),
		.kinds = SLICE("complaint"),
		.parent = SETUP_NONE,
		.unit = 1,
		.contact_days = 1,
		.reply_days = 3,
		.solve_days = 9},
	{.code = SLICE("lamps"),
		.name_zh = SLICE("路灯"),
		.name_en = SLICE("Lamps"),
		.keywords = SLICE("灯"),
		.kinds = SLICE("complaint"),
		.parent = SETUP_NONE,
		.unit = SETUP_NONE},
};
static const struct setup_area areas[] = {
	{.tree = SLICE("admin"),
		.level = SLICE("town"),
		.code = SLICE("town"),
		.name_zh = SLICE("镇"),
		.name_en = SLICE("Town"),
		.geometry = SLICE(GEOMETRY),
		.parent = SETUP_NONE},
};

// ---- Setting up

static int setup_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct world *w = arg;
	struct setup_jurisdiction setup = {
		.slug = SLICE(WORLD_SLUG),
		.name_zh = SLICE("九区"),
		.name_en = SLICE("Nine"),
		.settings = SLICE("{}"),
		.calendar = SLICE(CALENDAR),
		.origin = SLICE("nine.example/ledger"),
		.units = units,
		.unit_count = ARRAY_LEN(units),
		.officers = officers,
		.officer_count = ARRAY_LEN(officers),
		.categories = categories,
		.category_count = ARRAY_LEN(categories),
		.areas = areas,
		.area_count = ARRAY_LEN(areas),
	};

	return setup_jurisdiction(w->service, conn, &setup, &w->id, w->officer_ids, err);
}

struct steps {
	struct world *w;
	struct case_request steps[32];
	size_t count;
	bool has_picture, is_single; // each step a command of its own
	struct event_file file;
};

static struct case_request *add(struct steps *s, enum case_command_type type, int officer)
{
	struct case_request *step = &s->steps[s->count];

	assert_true(s->count < ARRAY_LEN(s->steps));
	*step = (struct case_request){
		.jurisdiction_id = s->w->id,
		.command_id = slice_of(arena_printf(s->w->f->arena, "test:%lld:%zu",
			(long long)service_next_id(s->w->service), s->count)),
		.request = SLICE("request"),
		.officer_id = officer < 0 ? 0 : s->w->officer_ids[officer],
		.command.type = type,
		.at_us = MONDAY_US + (int64_t)s->count * US_PER_HOUR,
		.arena = s->w->f->arena,
	};
	s->count++;
	return step;
}

static void add_receive(struct steps *s)
{
	add(s, CASE_COMMAND_RECEIVE, -1)->command.receive = (struct case_receive){
		.channel = CASE_CHANNEL_PORTAL,
		.kind = CASE_KIND_COMPLAINT,
		.category_id = s->w->category_ids[0],
		.title = SLICE("路上有坑"),
		.text = SLICE("樟荫路有一个大坑"),
		.address = SLICE("樟荫路28号"),
		.has_point = true,
		.point = {400200000, 1020700000},
		.has_consent = true,
		.language = SLICE("zh-CN"),
		.name = SLICE("王"),
		.phone = SLICE("13900001234"),
	};
}

static void add_answer(struct steps *s, const char *text)
{
	add(s, CASE_COMMAND_ANSWER, HANDLER)->command.answer =
		(struct case_answer){.text = slice_of(text), .public_text = slice_of(text)};
}

static int store_picture(struct db_conn *conn, struct steps *s, struct err *err)
{
	struct case_receive *receive = &s->steps[0].command.receive;
	char *bytes = arena_zalloc(s->w->f->arena, PICTURE);
	struct attachment stored = {0};
	int r;

	s->file = (struct event_file){.id = service_next_id(s->w->service), .type = FILE_TYPE_JPEG};
	memset(bytes, 7, PICTURE);
	r = attachments_store(conn, s->w->id, s->file.id, slice_from(bytes, PICTURE), slice_from(bytes, 100),
		SLICE("image/jpeg"), 64, 48, MONDAY_US, err);
	if (r == 0)
		r = attachments_load(conn, s->w->f->arena, s->w->id, s->file.id, &stored, err);
	memcpy(s->file.sha256, stored.sha256, sizeof(s->file.sha256));
	receive->files = &s->file;
	receive->file_count = 1;
	return r;
}

static int steps_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct steps *s = arg;
	int r = 0;

	if (!s->has_picture && !s->is_single)
		return cases_run_history(s->w->service, conn, s->steps, s->count, err);
	if (s->has_picture)
		r = store_picture(conn, s, err);
	for (size_t i = 0; r == 0 && i < s->count; i++) {
		if (i > 0)
			s->steps[i].code = slice_of(s->steps[0].result_code);
		r = cases_run(s->w->service, conn, &s->steps[i], err);
	}
	return r;
}

static int64_t load(struct steps *s)
{
	struct fixture *f = s->w->f;
	int r = db_write_now(f->conn, steps_run, s, &f->err);

	if (r != 0)
		fail_msg("%s; first refusal %d", f->err.message,
			s->steps[0].refusal_count ? (int)s->steps[0].refusals[0].code : -1);
	return s->steps[0].case_id;
}

int64_t world_add_case(struct world *w)
{
	struct steps s = {.w = w};

	add_receive(&s);
	add(&s, CASE_COMMAND_RELEASE, INTAKE)->command.release = (struct case_release){
		.extent = RELEASE_EXTENT_WORDS, .public_title = SLICE("坑"), .public_text = SLICE("大坑")};
	add(&s, CASE_COMMAND_ASSIGN, INTAKE)->command.assign =
		(struct case_assign){.unit_id = w->unit_ids[1], .standard = SLICE("平")};
	add(&s, CASE_COMMAND_ACCEPT, HANDLER);
	add_answer(&s, "已修好。");
	add(&s, CASE_COMMAND_CLOSE, INTAKE)->command.close.outcome = CASE_OUTCOME_DONE;
	return load(&s);
}

// Closed, not solved, taken up again, closed; the raiser says what became of it.
static void add_rated_case(struct world *w)
{
	struct steps s = {.w = w};

	add_receive(&s);
	add(&s, CASE_COMMAND_LIST, INTAKE)->command.list.programme_id = w->programme_id;
	add(&s, CASE_COMMAND_ASSIGN, INTAKE)->command.assign.unit_id = w->unit_ids[1];
	add(&s, CASE_COMMAND_ACCEPT, HANDLER);
	add(&s, CASE_COMMAND_REMIND, INTAKE)->command.oversight.text = SLICE("请尽快");
	add(&s, CASE_COMMAND_ORDER, SUPERVISOR)->command.oversight =
		(struct case_oversight){.answer_by = MONDAY_US + 9 * US_PER_DAY, .text = SLICE("说明原因")};
	add(&s, CASE_COMMAND_ANSWER_ORDER, HANDLER)->command.oversight.text = SLICE("已安排");
	add(&s, CASE_COMMAND_ALLOT, HANDLER)->command.allot =
		(struct case_allot){w->officer_ids[HANDLER], SLICE("你去看看")};
	add(&s, CASE_COMMAND_SUPPORT, INTAKE)->command.assign = (struct case_assign){
		.unit_id = w->unit_ids[0], .supervising_unit_id = w->unit_ids[1], .standard = SLICE("通")};
	add(&s, CASE_COMMAND_END_SUPPORT, HANDLER)->command.support_end =
		(struct case_support_end){w->unit_ids[0], SLICE("不需要了")};
	add(&s, CASE_COMMAND_NOTE, HANDLER)->command.message.text = SLICE("已到现场");
	add(&s, CASE_COMMAND_WRITE, HANDLER)->command.message.text = SLICE("请补一张照片");
	add(&s, CASE_COMMAND_TELL, -1)->command.message.text = SLICE("没有照片");
	add(&s, CASE_COMMAND_WAIT, HANDLER)->command.wait =
		(struct case_wait){WAITING_REASON_SEASON, SLICE("雨季"), MONDAY_US + 20 * US_PER_DAY};
	add(&s, CASE_COMMAND_RESUME, HANDLER);
	add(&s, CASE_COMMAND_ASK_EXTENSION, HANDLER)->command.extension =
		(struct case_extension){MONDAY_US + 12 * US_PER_DAY, SLICE("缺料")};
	add(&s, CASE_COMMAND_GRANT_EXTENSION, SUPERVISOR);
	add_answer(&s, "修了一半。");
	add(&s, CASE_COMMAND_SEND_BACK, INTAKE)->command.said.reason = SLICE("还没修完");
	add_answer(&s, "已修好。");
	add(&s, CASE_COMMAND_CLOSE, INTAKE)->command.close.outcome = CASE_OUTCOME_DONE;
	add(&s, CASE_COMMAND_RATE, -1)->command.rate.solved = RAISER_SOLVED_NO;
	add(&s, CASE_COMMAND_REOPEN, -1)->command.reopen.reason = SLICE("又坏了");
	add(&s, CASE_COMMAND_ASSIGN, INTAKE)->command.assign.unit_id = w->unit_ids[1];
	add(&s, CASE_COMMAND_ACCEPT, HANDLER);
	add_answer(&s, "又修好。");
	add(&s, CASE_COMMAND_CLOSE, INTAKE)->command.close.outcome = CASE_OUTCOME_DONE;
	add(&s, CASE_COMMAND_RATE, -1)->command.rate =
		(struct case_rate){RAISER_SOLVED_PARTLY, RAISER_SATISFIED_NO, SLICE("还差一点")};
	load(&s);
}

// Returned once, corrected once, with a picture that everybody may see.
static int64_t add_long_case(struct world *w)
{
	struct steps s = {.w = w, .has_picture = true};

	add_receive(&s);
	add(&s, CASE_COMMAND_RELEASE, INTAKE)->command.release = (struct case_release){
		.extent = RELEASE_EXTENT_WORDS,
		.public_title = SLICE("坑"),
		.public_text = SLICE("大坑"),
		.files = &s.file,
		.file_count = 1,
	};
	add(&s, CASE_COMMAND_ASSIGN, INTAKE)->command.assign =
		(struct case_assign){.unit_id = w->unit_ids[1], .supervising_unit_id = w->unit_ids[0]};
	add(&s, CASE_COMMAND_RETURN, HANDLER)->command.return_ =
		(struct case_return){.reason_code = RETURN_REASON_NOT_OURS, .reason = SLICE("不归我们")};
	add(&s, CASE_COMMAND_ASSIGN, INTAKE)->command.assign =
		(struct case_assign){.unit_id = w->unit_ids[1], .note = SLICE("请办")};
	add(&s, CASE_COMMAND_ACCEPT, HANDLER);
	add_answer(&s, "明天修。");
	add_answer(&s, "后天修。");
	return load(&s);
}

// Declined; declined and appealed; withdrawn.
static void add_ended_cases(struct world *w)
{
	struct steps declined = {.w = w}, withdrawn = {.w = w};

	add_receive(&declined);
	add(&declined, CASE_COMMAND_DECLINE, INTAKE)->command.decline =
		(struct case_decline){DECLINE_REASON_BEFORE_A_COURT, SLICE("法院"), SLICE("第三条"),
			SLICE("六十日"), SLICE("法院")};
	add(&declined, CASE_COMMAND_APPEAL, -1)->command.said.reason = SLICE("不对");
	add(&declined, CASE_COMMAND_UPHOLD, SUPERVISOR)->command.said.reason = SLICE("对");
	load(&declined);
	add_receive(&withdrawn);
	add(&withdrawn, CASE_COMMAND_WITHDRAW, -1);
	load(&withdrawn);
}

// About the unit, kept secret, classified anew; open.
static void add_secret_case(struct world *w)
{
	struct steps s = {.w = w};
	struct case_receive *receive = &s.steps[0].command.receive;

	add_receive(&s);
	receive->is_secret = true;
	receive->has_consent = false;
	receive->about_unit_id = w->unit_ids[1];
	receive->about_officer_id = w->officer_ids[HANDLER];
	add(&s, CASE_COMMAND_CLASSIFY, INTAKE)->command.classify =
		(struct case_classify){.category_id = w->category_ids[1], .reason = SLICE("灯")};
	load(&s);
}

static void add_erase(struct steps *s, enum erasure_scope scope)
{
	add(s, CASE_COMMAND_ERASE, OTHER)->command.erase = (struct case_erase){
		.scope = scope, .reason_code = ERASURE_REASON_RAISER_ASKED, .reason = SLICE("来信")};
}

// A picture and an assignment were there; nothing of it is left but that it was erased.
static void add_erased_cases(struct world *w)
{
	struct steps all = {.w = w, .has_picture = true}, contact = {.w = w};

	add_receive(&all);
	add(&all, CASE_COMMAND_ASSIGN, INTAKE)->command.assign =
		(struct case_assign){.unit_id = w->unit_ids[1], .standard = SLICE("平")};
	add_erase(&all, ERASURE_SCOPE_ALL);
	add(&all, CASE_COMMAND_ACCEPT, HANDLER);
	load(&all);
	add_receive(&contact);
	add_erase(&contact, ERASURE_SCOPE_CONTACT);
	contact.is_single = true;
	load(&contact);
}

// Two random samples, the second not drawn yet. What they say of trees nobody looks at here.
static int draws_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct world *w = arg;
	struct draw_announced announced = {.draw_id = service_next_id(w->service),
		.number = 1,
		.from = 1000,
		.until = 2000,
		.most = 5,
		.witness = SLICE("0a0b"),
		.about = private_text_of(SLICE("抽查"))};
	struct draw_made made = {.draw_id = announced.draw_id,
		.number = 1,
		.tree_size = 7,
		.root = SLICE("0c"),
		.witness_signature = SLICE("0d"),
		.seed = SLICE("0e"),
		.population = 2,
		.codes = SLICE("K7M3FX9PA.M2D8QT4WC")};
	struct jurisdiction_writing writing;
	int r = jurisdiction_write_begin(conn, w->f->arena, w->id, clock_now_us(), &writing, err);

	if (r == 0)
		r = jurisdiction_put_draw_announced(&writing, &announced, err);
	if (r == 0)
		r = jurisdiction_put_draw_made(&writing, &made, err);
	announced.draw_id = service_next_id(w->service);
	announced.number = 2;
	announced.witness = SLICE("");
	return r == 0 ? jurisdiction_put_draw_announced(&writing, &announced, err) : r;
}

void world_sign(struct world *w)
{
	assert_ok(service_ledger_catch_up(w->service, w->f->conn, &w->f->err), &w->f->err);
}

// ---- A season with a list

static int season_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct world *w = arg;
	struct season_request season = {.jurisdiction_id = w->id,
		.command_id = SLICE("season:1"),
		.request = SLICE("season"),
		.season = {.code = SLICE("autumn"),
			.name_zh = SLICE("秋季走访"),
			.name_en = SLICE("Autumn"),
			.starts_on = SLICE("2026-01-01"),
			.ends_on = SLICE("2026-03-31"),
			.is_public = true}};
	struct season_request list = {.jurisdiction_id = w->id,
		.command_id = SLICE("season:2"),
		.request = SLICE("list"),
		.is_programme = true,
		.programme = {.code = SLICE("rectify"),
			.kind = PROGRAMME_KIND_RECTIFICATION,
			.name_zh = SLICE("整改清单"),
			.name_en = SLICE("Rectification"),
			.owner_zh = SLICE("工作专班"),
			.owner_en = SLICE("Working group"),
			.unit_id = w->unit_ids[0],
			.starts_on = SLICE("2026-01-01"),
			.ends_on = SLICE("2026-02-28"),
			.plan = SLICE("一件一件来"),
			.is_public = true}};
	int r;

	r = seasons_run(w->service, conn, &season, err);
	list.programme.season_id = season.id;
	if (r == 0)
		r = seasons_run(w->service, conn, &list, err);
	w->programme_id = list.id;
	return r;
}

static void find_ids(struct world *w)
{
	const struct reference *ref = service_reference(w->service, w->id);

	assert_non_null(ref);
	w->unit_ids[0] = reference_unit_by_code(ref, SLICE("centre"))->id;
	w->unit_ids[1] = reference_unit_by_code(ref, SLICE("roads"))->id;
	w->category_ids[0] = reference_category_by_code(ref, SLICE("roads"))->id;
	w->category_ids[1] = reference_category_by_code(ref, SLICE("lamps"))->id;
	reference_release(ref);
}

struct world *world_open(struct fixture *f)
{
	struct world *w = mem_zalloc(sizeof(*w));
	char key_path[96];

	w->f = f;
	snprintf(key_path, sizeof(key_path), "%s/world.key", f->folder);
	assert_ok(keys_create(key_path, &f->err), &f->err);
	assert_ok(service_open(&(struct service_options){.db_url = f->url, .key_path = key_path}, &w->service,
			  &f->err),
		&f->err);
	service_default_state_path(f->url, key_path, w->state_path, sizeof(w->state_path));
	assert_ok(db_write_now(f->conn, setup_run, w, &f->err), &f->err);
	assert_ok(service_reload(w->service, &f->err), &f->err);
	find_ids(w);
	assert_ok(db_write_now(f->conn, season_run, w, &f->err), &f->err);
	assert_ok(service_reload(w->service, &f->err), &f->err);
	for (int i = 0; i < PLAIN; i++)
		w->answered[i % 2] = world_add_case(w);
	w->pictured = add_long_case(w);
	add_rated_case(w);
	add_ended_cases(w);
	add_secret_case(w);
	add_erased_cases(w);
	assert_ok(db_write_now(f->conn, draws_run, w, &f->err), &f->err);
	world_sign(w);
	w->reader = fixture_connect(f, DB_ACCESS_READ);
	w->raw = raw_open(f);
	assert_good(w);
	assert_true(w->result.entries > 256);
	assert_true(w->result.erased > 10);
	return w;
}

static void forget_told(struct world *w)
{
	for (size_t i = 0; i < w->told_count && i < ARRAY_LEN(w->told); i++) {
		mem_free(w->told[i].table);
		mem_free(w->told[i].row);
		mem_free(w->told[i].column);
		mem_free(w->told[i].what);
	}
	w->told_count = 0;
}

void world_close(struct world *w)
{
	forget_told(w);
	raw_close(w->raw);
	db_disconnect(w->reader);
	service_close(w->service);
	mem_free(w);
}

// ---- Looking

static void on_found(void *arg, const struct verify_finding *f)
{
	struct world *w = arg;

	if (w->told_count < ARRAY_LEN(w->told))
		w->told[w->told_count] = (struct told){
			mem_strdup(f->table), mem_strdup(f->row), mem_strdup(f->column), mem_strdup(f->what)};
	w->told_count++;
}

uint64_t world_verify(struct world *w)
{
	struct verify_options options = {
		.state_path = w->state_path, .wait_us = 1, .found = on_found, .arg = w};

	forget_told(w);
	assert_ok(verify_run(w->reader, &options, &w->result, &w->f->err), &w->f->err);
	assert_int_equal(w->result.findings, w->told_count);
	return w->result.findings;
}

bool world_was_told(const struct world *w, const char *table, const char *column)
{
	for (size_t i = 0; i < w->told_count && i < ARRAY_LEN(w->told); i++) {
		if (strcmp(w->told[i].table, table) == 0 && w->told[i].row[0] &&
			(!column[0] || strcmp(w->told[i].column, column) == 0))
			return true;
	}
	return false;
}

const char *world_words(const struct world *w)
{
	struct buf words = buf_in(w->f->arena);

	for (size_t i = 0; i < w->told_count && i < 8; i++)
		buf_printf(&words, "\n  %s.%s of %s: %s", w->told[i].table, w->told[i].column, w->told[i].row,
			w->told[i].what);
	return words.len ? buf_cstr(&words) : "nothing";
}
