// SPDX-License-Identifier: Apache-2.0
#include "samples.h"

#include "base/macros.h"
#include "templates/public_about.h"
#include "templates/public_case.h"
#include "templates/public_cases.h"
#include "templates/public_error.h"
#include "templates/public_home.h"
#include "templates/public_ledger.h"
#include "templates/public_lookup.h"
#include "templates/public_new.h"
#include "templates/public_receipt.h"
#include "templates/public_season.h"
#include "templates/public_stop.h"
#include "web/views_season.h"

// A stand-in for a QR code: only its size matters here.
#define QR                                                                                                   \
	"<svg viewBox=\"0 0 9 9\"><path d=\"M1 1h2v2h-2zM6 1h2v2h-2zM1 6h2v2h-2zM4 4h1v1h-1zM6 6h1v2h-1zM4 " \
	"1h1v2h-1z\"/></svg>"

static const struct view_case_row *rows(size_t *ret_count)
{
	static struct view_case_row list[5];
	struct slice lamps = sample_text("路灯", "Street lamps");
	struct slice town = sample_text("樟树下街道", "Camphor Street");
	list[0] = (struct view_case_row){SLICE("K7M-3FX-9PA"),
		sample_text("榆荫路一连三盏路灯不亮", "Three street lamps dark in Yuyin Road"),
		CASE_STATE_ANSWERED, CASE_KIND_HELP, lamps, town,
		sample_text("路灯所", "Street Lighting Section"), SAMPLE_NOW - 5 * SAMPLE_DAY,
		SAMPLE_NOW - SAMPLE_DAY, 0, false};
	list[1] = (struct view_case_row){SLICE("3XT-P4C-HV2"),
		sample_text("老小区能不能增加几个晚间可以停的临时车位？旁边的学校操场晚上是空的",
			"Could the school yard next door take residents’ cars at night?"),
		CASE_STATE_IN_HAND, CASE_KIND_SUGGESTION, sample_text("停车", "Parking"),
		sample_text("桥头镇", "Bridgehead Town"), sample_text("城管局", "City Management Department"),
		SAMPLE_NOW - 2 * SAMPLE_DAY, 0, SAMPLE_NOW + 3 * SAMPLE_DAY, false};
	list[2] = (struct view_case_row){SLICE("W9A-7RE-JM5"),
		sample_text("菜市场东门积水，雨后三天不退",
			"Water stands at the market’s east gate for days after rain"),
		CASE_STATE_ASSIGNED, CASE_KIND_COMPLAINT, sample_text("排水与积水", "Drains and flooding"),
		town, sample_text("道路局", "Roads Department"), SAMPLE_NOW - 9 * SAMPLE_DAY, 0,
		SAMPLE_NOW - SAMPLE_DAY, true};
	list[3] = (struct view_case_row){SLICE("4HJ-K2X-T8Y"), SLICE(""), CASE_STATE_RECEIVED,
		CASE_KIND_COMPLAINT, sample_text("停车", "Parking"), sample_text("沙洲镇", "Sandbank Town"),
		SLICE(""), SAMPLE_NOW - SAMPLE_DAY, 0, SAMPLE_NOW + SAMPLE_DAY, false};
	list[4] = (struct view_case_row){SLICE("E5V-M9K-2CF"),
		sample_text("外地孩子上小学要准备哪些材料",
			"Which papers does a child from elsewhere need for primary school?"),
		CASE_STATE_CLOSED, CASE_KIND_QUESTION, sample_text("入学", "Schools"),
		sample_text("桥头镇", "Bridgehead Town"), sample_text("教育局", "Education Department"),
		SAMPLE_NOW - 12 * SAMPLE_DAY, SAMPLE_NOW - 11 * SAMPLE_DAY, 0, false};
	*ret_count = ARRAY_LEN(list);
	return list;
}

static struct view_season sample_season(void)
{
	static struct view_list lists[2];
	static struct view_stage stages[SEASON_STAGES];
	static struct view_step steps[SEASON_STEPS];
	const int64_t day = 20770;

	lists[0] = (struct view_list){.url = sample_url("/season/autumn/needs"),
		.name = sample_text("企业需求意见建议", "Needs of enterprises"),
		.owner = sample_text("工业和信息化局", "Industry Department"),
		.kind = PROGRAMME_KIND_ENTERPRISE_NEEDS,
		.from = day,
		.to = day + 60,
		.is_public = true,
		.counts = {1489, 1450, 39, 4},
		.has_sources = true,
		.liaison = {455, 449, 6, 1},
		.unit = {1034, 1001, 33, 3}};
	lists[1] = (struct view_list){.url = sample_url("/season/autumn/rectify"),
		.name = sample_text("重点问题整改", "Rectification"),
		.kind = PROGRAMME_KIND_RECTIFICATION,
		.from = VIEW_NO_DAY,
		.to = day + 80,
		.is_public = true,
		.counts = {135, 111, 24, 0}};
	for (int i = 0; i < SEASON_STAGES; i++)
		stages[i] = (struct view_stage){(enum season_stage_code)i, day + 20 * i, day + 20 * i + 19,
			i == 0, i == 1,
			sample_text("走遍每个村和社区", "Every village and community visited")};
	for (int i = 0; i < SEASON_STEPS; i++)
		steps[i] = (struct view_step){(enum season_step_code)i, i < 4 ? day + i : VIEW_NO_DAY, i};
	return (struct view_season){.url = sample_url("/season/autumn"),
		.name = sample_text("秋季大走访", "Autumn season of listening"),
		.from = day,
		.to = day + 80,
		.counted_at = SAMPLE_NOW,
		.has_portal = true,
		.portal_url = sample_url("/season/autumn/portal"),
		.portal_cases = 175,
		.portal_concluded = 175,
		.portal_rated = 118,
		.portal_satisfied = 113,
		.lists = lists,
		.list_count = 2,
		.stages = stages,
		.steps = steps,
		.steps_done = 4};
}

static void home_season(struct html *h)
{
	struct view_season season = sample_season();
	struct view_home v = {.page = sample_page("/"), .text_max = 10000, .season = &season};

	page_home(h, &v);
}

static void season_page(struct html *h)
{
	page_season(h, &(struct view_season_page){sample_page("/season/autumn"), sample_season()});
}

static void season_list(struct html *h)
{
	struct view_list_page v = {.page = sample_page("/season/autumn/needs"),
		.name = sample_text("企业需求意见建议", "Needs of enterprises"),
		.owner = sample_text("工业和信息化局", "Industry Department"),
		.season = sample_text("秋季大走访", "Autumn season of listening"),
		.season_url = sample_url("/season/autumn"),
		.all_url = sample_url("/season/autumn/needs"),
		.concluded_url = sample_url("/season/autumn/needs?state=closed"),
		.open_url = sample_url("/season/autumn/needs?state=open"),
		.cases = 1489,
		.concluded = 1450,
		.open = 39,
		.channel = CASE_CHANNEL_UNIT,
		.older = sample_url("/season/autumn/needs?before=1-1")};

	v.rows = rows(&v.count);
	page_season_list(h, &v);
}

static void season_list_none(struct html *h)
{
	struct view_list_page v = {.page = sample_page("/season/autumn/portal"),
		.name = sample_text("马上就办", "Do it at once"),
		.season = sample_text("秋季大走访", "Autumn season of listening"),
		.is_portal = true};

	v.season_url = v.all_url = v.concluded_url = v.open_url = sample_url("/season/autumn");
	page_season_list(h, &v);
}

static void home(struct html *h)
{
	struct view_home v = {.page = sample_page("/"),
		.text_max = 10000,
		.has_figures = true,
		.month_at = SAMPLE_NOW,
		.received = 1489,
		.closed = 1401,
		.on_time = 1310,
		.due = 1372,
		.open = 39};
	size_t count;
	v.newest = rows(&count);
	v.newest_count = 2;
	page_home(h, &v);
}

static void home_empty(struct html *h)
{
	page_home(h, &(struct view_home){.page = sample_page("/"), .text_max = 10000});
}

static struct view_new_what what(void)
{
	return (struct view_new_what){.page = sample_page("/new"),
		.text_max = 10000,
		.categories = sample_categories(0),
		.units = sample_units(0),
		.photo_max = 5,
		.photo_bytes_max = 10000000};
}

static void new_what(struct html *h)
{
	struct view_new_what v = what();
	page_new_what(h, &v);
}

static void new_what_wrong(struct html *h)
{
	struct view_error errors[] = {
		{"text", sample_text("请写下是什么事。", "Please write what it is about.")},
		{"kind", sample_text("请选一项。", "Please choose one.")},
		{"photo", sample_text("照片“IMG_2041.jpg”打不开，没有加上。其余 2 张已经保存。",
				  "The photo “IMG_2041.jpg” could not be read and was not added. The other 2 "
				  "are kept.")},
	};
	struct view_new_what v = what();
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	v.photos = sample_photos(2);
	v.is_about = true;
	page_new_what(h, &v);
}

static void new_where(struct html *h)
{
	page_new_where(h, &(struct view_new_where){.page = sample_page("/new/where"),
				  .map = sample_map(false),
				  .areas = sample_areas(0),
				  .address_max = 200});
}

static void new_where_filled(struct html *h)
{
	page_new_where(h, &(struct view_new_where){.page = sample_page("/new/where"),
				  .map = sample_map(true),
				  .areas = sample_areas(1),
				  .address = sample_text("榆荫路 12 号门口", "in front of 12 Yuyin Road"),
				  .address_max = 200});
}

static void new_reach(struct html *h)
{
	struct view_error errors[] = {
		{"phone", sample_text("这个电话号码少了几位。座机请写区号。",
				  "This telephone number is too short. Landlines need their area code.")},
		{"publish", sample_text("请选一项。", "Please choose one.")},
	};
	page_new_reach(h, &(struct view_new_reach){.page = sample_page("/new/reach"),
				  .name = sample_text("王女士", "Ms Wang"),
				  .phone = SLICE("139 000"),
				  .errors = {errors, ARRAY_LEN(errors)},
				  .is_about = true});
}

static void new_reach_empty(struct html *h)
{
	page_new_reach(h, &(struct view_new_reach){.page = sample_page("/new/reach")});
}

static void new_check(struct html *h)
{
	page_new_check(h, &(struct view_new_check){.page = sample_page("/new/check"),
				  .command = SLICE("c1"),
				  .title = sample_text(
					  "榆荫路一连三盏路灯不亮", "Three street lamps dark in Yuyin Road"),
				  .title_max = 200,
				  .kind = CASE_KIND_HELP,
				  .text = sample_words(),
				  .categories = sample_categories(12),
				  .category_suggested = true,
				  .photos = sample_photos(2),
				  .has_point = true,
				  .area = sample_text("樟树下街道", "Camphor Street"),
				  .address = sample_text("榆荫路 12 号门口", "in front of 12 Yuyin Road"),
				  .name = sample_text("王女士", "Ms Wang"),
				  .phone = SLICE("139 0000 0001"),
				  .is_secret = true,
				  .is_public = true,
				  .public_text = sample_masked(),
				  .masked = 1});
}

#define LOG_ORIGIN "heting.example/ledger"
#define LOG_KEY	   LOG_ORIGIN "+806d7244+Abt/m9Nl7TaOsQTT9h2/0gPb4VcfYuxVaXqL1s/XtyLA"
#define LOG_ROOT   "y6VXYcjPf7J4bcTC1JNMzmGe+PqWRb4bJnJzDv2vTto="
#define SHORT_RECEIPT                                                                                        \
	"yidan-receipt/1 " LOG_ORIGIN " 1593 7TTkC_GFfxqS-ST5fLfX6GIMEJ7VvXqzRuxjZSODO1o 1608 "              \
	"7RPOoubO_6cl__Sy13-jhmFGu3_TqrvDe_lBWQo13nk gG1yRA "                                                \
	"FThirNr7Vrueno0ky_zmofO2r-c4PVf1oydgVit8_IqN6yrYGG0OeOMOa5B9P8o1N5MjeE1IbEGavVWqlVKABg"

static struct view_proof sample_proof(void)
{
	return (struct view_proof){.state = VIEW_PROOF_THERE,
		.file = sample_url("/c/K7M-3FX-9PA/receipt.tlog-proof"),
		.line = SLICE(SHORT_RECEIPT),
		.check = sample_url("/ledger/check#yidan-receipt"),
		.qr = html_raw_trusted(SLICE(QR)),
		.place = 1594,
		.entries = 1608};
}

static void ledger(struct html *h)
{
	const struct view_witness witnesses[] = {
		{SLICE("congress.heting.example/w+ea4fa4dd+BFcX37LvJMNgdHKoFbPe60YpJ5PB6OwbvDtDPhpC5JzJ"),
			1600, SAMPLE_NOW - SAMPLE_DAY / 24},
		{SLICE("news.example/w+0f2c9d11+BPlQ37LvJMNgdHKoFbPe60YpJ5PB6OwbvDtDPhpC5JzJ"), 1480,
			SAMPLE_NOW - SAMPLE_DAY},
	};
	const struct view_earlier_log earlier[] = {
		{SLICE("heting.example/ledger"), 40210, SAMPLE_NOW - 300 * SAMPLE_DAY,
			SAMPLE_NOW - 40 * SAMPLE_DAY},
	};

	page_ledger(h,
		&(struct view_ledger){.page = sample_page("/ledger"),
			.is_there = true,
			.origin = SLICE(LOG_ORIGIN),
			.entries = 1608,
			.signed_at = SAMPLE_NOW,
			.root_head = SLICE("y6VXYcjP"),
			.root_tail = SLICE("Dv2vTto="),
			.checkpoint = SLICE(LOG_ORIGIN "\n1608\n" LOG_ROOT "\n\n— " LOG_ORIGIN
						       " gG1yRDHk9wdrW4Fjxz6+JrFO7K5OrWpgrvGm\n"),
			.key = SLICE(LOG_KEY),
			.address = SLICE("https://heting.example"),
			.hashes = {sample_url("/ledger/tile/0/000"), sample_url("/ledger/tile/0/006.p/72")},
			.bundles = {sample_url("/ledger/tile/entries/000"),
				sample_url("/ledger/tile/entries/006.p/72")},
			.witnesses = witnesses,
			.witness_count = ARRAY_LEN(witnesses),
			.earlier = earlier,
			.earlier_count = ARRAY_LEN(earlier)});
}

static void ledger_empty(struct html *h)
{
	page_ledger(h, &(struct view_ledger){.page = sample_page("/ledger")});
}

static void ledger_check(struct html *h)
{
	page_ledger_check(
		h, &(struct view_ledger_check){.page = sample_page("/ledger/check"), .offset_min = 480});
}

static void receipt_waiting(struct html *h)
{
	page_receipt(h, &(struct view_receipt){.page = sample_page("/r/K7M-3FX-9PA/TOKEN?new=1"),
				.code = SLICE("K7M-3FX-9PA"),
				.secret_url = SLICE("https://heting.example/r/K7M-3FX-9PA/5KQX2MVR7TCAJW4"),
				.secret_path = sample_url("/r/K7M-3FX-9PA/TOKEN"),
				.proof = {.state = VIEW_PROOF_WAITING,
					.again = sample_url("/r/K7M-3FX-9PA/TOKEN?new=1")},
				.received_at = SAMPLE_NOW});
}

static void receipt(struct html *h)
{
	page_receipt(h, &(struct view_receipt){.page = sample_page("/r/K7M-3FX-9PA/TOKEN?new=1"),
				.code = SLICE("K7M-3FX-9PA"),
				.secret_url = SLICE(
					"https://heting.example/r/K7M-3FX-9PA/5KQX2MVR7TCAJW4YHN3PFE8D6G9"),
				.secret_path = sample_url("/r/K7M-3FX-9PA/TOKEN"),
				.qr = html_raw_trusted(SLICE(QR)),
				.proof = sample_proof(),
				.received_at = SAMPLE_NOW,
				.contact_by = SAMPLE_NOW + SAMPLE_DAY,
				.reply_by = SAMPLE_NOW + 3 * SAMPLE_DAY,
				.has_contact = true,
				.is_public = true});
}

static struct view_case shown_case(void)
{
	return (struct view_case){.page = sample_page("/c/K7M-3FX-9PA"),
		.code = SLICE("K7M-3FX-9PA"),
		.state = CASE_STATE_ANSWERED,
		.is_released = true,
		.kind = CASE_KIND_HELP,
		.has_words = true,
		.title = sample_text("榆荫路一连三盏路灯不亮", "Three street lamps dark in Yuyin Road"),
		.text = sample_words(),
		.category = sample_text("路灯", "Street lamps"),
		.town = sample_text("樟树下街道", "Camphor Street"),
		.unit = sample_text("路灯所", "Street Lighting Section"),
		.received_at = SAMPLE_NOW - 5 * SAMPLE_DAY,
		.assigned_at = SAMPLE_NOW - 3 * SAMPLE_DAY,
		.answered_at = SAMPLE_NOW - SAMPLE_DAY,
		.events = sample_events(6),
		.photos = sample_photos(3),
		.map = sample_map(false),
		.entered_at = SAMPLE_NOW - 5 * SAMPLE_DAY,
		.entries = 7};
}

static void case_answered(struct html *h)
{
	struct view_case v = shown_case();
	static struct view_event events[6];
	memcpy(events, v.events.items, sizeof(events));
	events[0].text = SLICE("");
	events[0].photos.count = 0;
	v.events.items = events;
	page_case(h, &v);
}

static void case_late(struct html *h)
{
	struct view_case v = shown_case();
	v.state = CASE_STATE_IN_HAND;
	v.has_words = false;
	v.title = v.text = SLICE("");
	v.photos.count = 0;
	v.due_at = SAMPLE_NOW - SAMPLE_DAY;
	v.is_late = true;
	v.events = (struct view_events){v.events.items + 3, 2};
	page_case(h, &v);
}

static void case_unreleased(struct html *h)
{
	page_case(h, &(struct view_case){.page = sample_page("/c/K7M-3FX-9PA"),
			     .code = SLICE("K7M-3FX-9PA"),
			     .state = CASE_STATE_RECEIVED});
}

static void mine(struct html *h)
{
	struct view_mine v = {.c = shown_case(),
		.secret_url = SLICE("https://heting.example/r/K7M-3FX-9PA/5KQX2MVR7TCAJW4YHN3PFE8D6G9"),
		.qr = html_raw_trusted(SLICE(QR)),
		.proof = sample_proof(),
		.is_secret = true,
		.is_public = true,
		.has_contact = true,
		.address = sample_text("榆荫路 12 号门口", "in front of 12 Yuyin Road"),
		.public_text = sample_masked()};
	page_mine(h, &v);
}

static struct view_mine mine_closed_view(void)
{
	struct view_mine v = {.c = shown_case(),
		.secret_url = SLICE("https://heting.example/r/K7M-3FX-9PA/5KQX2MVR7TCAJW4YHN3PFE8D6G9"),
		.qr = html_raw_trusted(SLICE(QR)),
		.proof = sample_proof(),
		.is_public = true,
		.has_contact = true,
		.command = SLICE("c1"),
		.action = sample_url("/r/K7M-3FX-9PA/TOKEN"),
		.can_rate = true,
		.rate_until = SAMPLE_NOW + 29 * SAMPLE_DAY,
		.words_max = 1000};

	v.c.state = CASE_STATE_CLOSED;
	v.c.closed_at = SAMPLE_NOW - SAMPLE_DAY / 2;
	v.c.outcome = CASE_OUTCOME_DONE;
	return v;
}

static void mine_closed(struct html *h)
{
	struct view_error errors[] = {
		{"rate-solved", sample_text("这件事解决了吗", "Is it solved?"),
			sample_text("请选一项。", "Please choose one.")},
	};
	struct view_mine v = mine_closed_view();

	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	page_mine(h, &v);
}

static void mine_rated(struct html *h)
{
	struct view_mine v = mine_closed_view();

	v.done = VIEW_MINE_RATED;
	v.can_reopen = true;
	v.c.solved = v.solved = RAISER_SOLVED_NO;
	v.c.satisfied = v.satisfied = RAISER_SATISFIED_NO;
	v.c.rated_at = SAMPLE_NOW;
	v.words = sample_text("昨晚又有一盏不亮。", "Last night one was dark again.");
	page_mine(h, &v);
}

static void mine_declined(struct html *h)
{
	static struct view_event event;
	struct view_error errors[] = {
		{"appeal-reason", sample_text("为什么不应该不受理", "Why it should be taken up"),
			sample_text("请写明理由。", "Please say why.")},
	};
	struct view_mine v = mine_closed_view();

	event = (struct view_event){.type = CASE_EVENT_DECLINED,
		.at = SAMPLE_NOW - SAMPLE_DAY,
		.unit = sample_text("受理中心", "Intake Centre"),
		.decline_reason = DECLINE_REASON_BEFORE_A_COURT,
		.text = sample_text(
			"这件事法院已经立案。\n依据：条例第十四条\n如何申请复核：60 天内在本页申请。",
			"A court has this matter.\nLegal basis: article 14\nHow to appeal: on this page, "
			"within "
			"60 days.")};
	v.can_rate = false;
	v.rate_until = 0;
	v.c.state = CASE_STATE_DECLINED;
	v.c.decline_reason = DECLINE_REASON_BEFORE_A_COURT;
	v.c.ended_at = SAMPLE_NOW - SAMPLE_DAY;
	v.c.closed_at = 0;
	v.c.events = (struct view_events){&event, 1};
	v.can_appeal = true;
	v.appeal_until = SAMPLE_NOW + 59 * SAMPLE_DAY;
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	page_mine(h, &v);
}

static void mine_open(struct html *h)
{
	struct view_mine v = mine_closed_view();

	v.can_rate = false;
	v.rate_until = 0;
	v.can_withdraw = true;
	v.c.state = CASE_STATE_IN_HAND;
	v.c.closed_at = 0;
	v.done = VIEW_MINE_NOTHING;
	page_mine(h, &v);
}

static void cases(struct html *h)
{
	struct view_cases v = {.page = sample_page("/cases"),
		.categories = sample_categories(0),
		.towns = sample_areas(0),
		.older = sample_url("/cases?before=1"),
		.first = sample_url("/cases")};
	v.rows = rows(&v.count);
	page_cases(h, &v);
}

static void cases_searched(struct html *h)
{
	struct view_cases v = {.page = sample_page("/cases?q=lamp"),
		.words = SLICE("lamp"),
		.categories = sample_categories(0),
		.towns = sample_areas(0)};
	v.rows = rows(&v.count);
	page_cases(h, &v);
}

static void cases_none(struct html *h)
{
	page_cases(h, &(struct view_cases){.page = sample_page("/cases?kind=question"),
			      .kind = CASE_KIND_QUESTION,
			      .is_filtered = true,
			      .categories = sample_categories(12),
			      .towns = sample_areas(0)});
}

static void lookup(struct html *h)
{
	page_lookup(h, &(struct view_lookup){.page = sample_page("/lookup")});
}

static void lookup_mistyped(struct html *h)
{
	page_lookup(h, &(struct view_lookup){.page = sample_page("/lookup"),
			       .code = SLICE("K7M-3FX-9PC"),
			       .result = VIEW_LOOKUP_MISTYPED});
}

static void lookup_not_found(struct html *h)
{
	page_lookup(h, &(struct view_lookup){.page = sample_page("/lookup"),
			       .code = SLICE("K7M-3FX-9PA"),
			       .result = VIEW_LOOKUP_NOT_FOUND});
}

static void stop(struct html *h)
{
	page_stop(h,
		&(struct view_stop){.page = sample_page("/n/K7M-3FX-9PA/x"), .code = SLICE("K7M-3FX-9PA")});
}

static void stop_done(struct html *h)
{
	page_stop(h, &(struct view_stop){.page = sample_page("/n/K7M-3FX-9PA/x"),
			     .code = SLICE("K7M-3FX-9PA"),
			     .is_stopped = true});
}

static void about(struct html *h)
{
	page_about(h, &(struct view_about){.page = sample_page("/about"), .version = SLICE("0.1.0")});
}

#define ERROR_PAGE(status_code, seconds)                                                                     \
	static void error_##status_code(struct html *h)                                                      \
	{                                                                                                    \
		page_error(h, &(struct view_error_page){.page = sample_page("/"),                            \
				      .status = (status_code),                                               \
				      .request_id = SLICE("7QK4M2XW9T3RVA5CJHPF8E6DYN"),                     \
				      .retry_after_s = (seconds)});                                          \
	}
ERROR_PAGE(400, 0)
ERROR_PAGE(403, 0)
ERROR_PAGE(404, 0)
ERROR_PAGE(405, 0)
ERROR_PAGE(413, 0)
ERROR_PAGE(414, 0)
ERROR_PAGE(429, 30)
ERROR_PAGE(500, 0)
ERROR_PAGE(503, 5)

const struct sample_page_entry sample_public_pages[] = {
	{"home", home},
	{"home-season", home_season},
	{"season", season_page},
	{"season-list", season_list},
	{"season-list-none", season_list_none},
	{"home-empty", home_empty},
	{"new-what", new_what},
	{"new-what-wrong", new_what_wrong},
	{"new-where", new_where},
	{"new-where-filled", new_where_filled},
	{"new-reach", new_reach_empty},
	{"new-reach-wrong", new_reach},
	{"new-check", new_check},
	{"receipt", receipt},
	{"receipt-waiting", receipt_waiting},
	{"ledger", ledger},
	{"ledger-empty", ledger_empty},
	{"ledger-check", ledger_check},
	{"case", case_answered},
	{"case-late", case_late},
	{"case-unreleased", case_unreleased},
	{"mine", mine},
	{"mine-closed", mine_closed},
	{"mine-rated", mine_rated},
	{"mine-declined", mine_declined},
	{"mine-open", mine_open},
	{"cases", cases},
	{"cases-searched", cases_searched},
	{"cases-none", cases_none},
	{"lookup", lookup},
	{"lookup-mistyped", lookup_mistyped},
	{"lookup-not-found", lookup_not_found},
	{"stop", stop},
	{"stop-done", stop_done},
	{"about", about},
	{"error-400", error_400},
	{"error-403", error_403},
	{"error-404", error_404},
	{"error-405", error_405},
	{"error-413", error_413},
	{"error-414", error_414},
	{"error-429", error_429},
	{"error-500", error_500},
	{"error-503", error_503},
};
const size_t sample_public_page_count = ARRAY_LEN(sample_public_pages);
