// SPDX-License-Identifier: Apache-2.0
#include "samples.h"

#include "base/macros.h"
#include "templates/desk_case.h"
#include "templates/desk_erase.h"
#include "templates/desk_list.h"
#include "templates/desk_login.h"
#include "templates/desk_new.h"
#include "templates/desk_notices.h"
#include "templates/desk_search.h"
#include "templates/desk_season.h"
#include "templates/desk_season_forms.h"
#include "templates/desk_sheet.h"
#include "templates/desk_supervision.h"
#include "web/views_season.h"

static struct view_desk desk(const char *here, enum view_queue_id current, bool intake)
{
	static struct view_queue queues[6];
	size_t n = 0;
	if (intake) {
		queues[n++] = (struct view_queue){
			VIEW_QUEUE_RECEIVED, sample_url("/desk?queue=received"), 12, 1, false};
		queues[n++] = (struct view_queue){
			VIEW_QUEUE_RETURNED, sample_url("/desk?queue=returned"), 2, 0, false};
		queues[n++] = (struct view_queue){
			VIEW_QUEUE_ANSWERED, sample_url("/desk?queue=answered"), 1450, 0, false};
	} else {
		queues[n++] = (struct view_queue){
			VIEW_QUEUE_ASSIGNED, sample_url("/desk?queue=assigned"), 4, 0, false};
		queues[n++] = (struct view_queue){
			VIEW_QUEUE_IN_HAND, sample_url("/desk?queue=in_hand"), 80, 3, false};
	}
	queues[n++] = (struct view_queue){VIEW_QUEUE_CLOSED, sample_url("/desk?queue=closed"), -1, 0, false};
	for (size_t i = 0; i < n; i++)
		queues[i].is_current = queues[i].id == current;
	return (struct view_desk){.page = sample_page(here),
		.officer =
			intake ? sample_text("程雨禾", "Cheng Yuhe") : sample_text("路长明", "Lu Changming"),
		.unit = intake ? sample_text("受理中心", "Intake Centre")
			       : sample_text("路灯所", "Street Lighting Section"),
		.token = SLICE("t"),
		.queues = queues,
		.queue_count = n};
}

struct view_desk sample_desk(const char *here, enum view_queue_id current, bool intake)
{
	return desk(here, current, intake);
}

static void login(struct html *h)
{
	struct view_demo_account accounts[] = {
		{SLICE("intake"), SLICE("demo-intake"), sample_text("程雨禾", "Cheng Yuhe"),
			sample_text("受理员", "Intake officer")},
		{SLICE("lamps"), SLICE("demo-lamps"), sample_text("路长明", "Lu Changming"),
			sample_text("路灯所经办人", "Handler, Street Lighting")},
	};
	page_login(h, &(struct view_login){.page = sample_page("/desk/login"),
			      .token = SLICE("t"),
			      .accounts = accounts,
			      .account_count = ARRAY_LEN(accounts)});
}

static void login_wrong(struct html *h)
{
	page_login(h, &(struct view_login){.page = sample_page("/desk/login"),
			      .token = SLICE("t"),
			      .login = SLICE("intake"),
			      .error = VIEW_LOGIN_WRONG});
}

#define ROW_COUNT 14

const struct view_desk_row *sample_rows(void)
{
	static struct view_desk_row rows[ROW_COUNT];
	static const char *const codes[] = {
		"K7M-3FX-9PA", "3XT-P4C-HV2", "W9A-7RE-JM5", "4HJ-K2X-T8Y", "E5V-M9K-2CF"};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		rows[i] = (struct view_desk_row){.code = slice_of(codes[i % 5]),
			.title = i % 3 == 0 ? sample_text("榆荫路一连三盏路灯不亮",
						      "Three street lamps dark in Yuyin Road")
				 : i % 3 == 1
					 ? sample_text("老小区能不能增加几个晚间可以停的临时车位？旁边的学校"
						       "操场晚上是空的",
						   "Could the school yard next door take residents’ cars at "
						   "night when it is empty?")
					 : sample_text("菜市场东门积水", "Water at the market’s east gate"),
			.place = i % 4 == 3 ? SLICE("") : sample_text("樟树下街道", "Camphor Street"),
			.kind = i % 2 ? CASE_KIND_COMPLAINT : CASE_KIND_HELP,
			.state = CASE_STATE_RECEIVED,
			.unit = i % 5 == 0 ? SLICE("") : sample_text("路灯所", "Street Lighting Section"),
			.due_at = SAMPLE_NOW + ((int64_t)i - 1) * SAMPLE_DAY,
			.is_late = i == 0,
			.told_at = i == 2 ? SAMPLE_NOW : 0,
			.is_soon = i == 1 || i == 2,
			.last_at = SAMPLE_NOW - (int64_t)i * 3600000000};
	return rows;
}

static void list(struct html *h)
{
	static const enum case_command_type moves[] = {
		CASE_COMMAND_ASSIGN, CASE_COMMAND_CLASSIFY, CASE_COMMAND_NOTE};

	page_desk_list(h, &(struct view_desk_list){.desk = desk("/desk", VIEW_QUEUE_RECEIVED, true),
				  .queue = VIEW_QUEUE_RECEIVED,
				  .rows = sample_rows(),
				  .count = ROW_COUNT,
				  .shows_due = true,
				  .shows_unit = true,
				  .moves = moves,
				  .move_count = ARRAY_LEN(moves),
				  .back = SLICE("/desk"),
				  .more = sample_url("/desk?queue=received&after=9")});
}

static void list_empty(struct html *h)
{
	page_desk_list(h, &(struct view_desk_list){.desk = desk("/desk", VIEW_QUEUE_RETURNED, true),
				  .queue = VIEW_QUEUE_RETURNED});
}

static void search_none(struct html *h)
{
	struct view_desk_search v = {.desk = desk("/desk?q=K7M", VIEW_QUEUE_SEARCH, true), .is_first = true};

	v.desk.search = SLICE("K7M");
	page_desk_search(h, &v);
}

static void search_found(struct html *h)
{
	struct view_desk_search v = {.desk = desk("/desk?q=lamp", VIEW_QUEUE_SEARCH, true),
		.rows = sample_rows(),
		.count = ROW_COUNT,
		.can_contact = true,
		.is_incomplete = true,
		.more = sample_url("/desk?q=lamp&before=9")};

	v.desk.search = SLICE("lamp");
	page_desk_search(h, &v);
}

// At the desk the raiser's words stand above the history.
static struct view_events history(size_t count)
{
	static struct view_event events[6];
	memcpy(events, sample_events(6).items, sizeof(events));
	events[0].text = SLICE("");
	events[0].photos.count = 0;
	events[3].officer = sample_text("程雨禾", "Cheng Yuhe");
	events[3].note = sample_text("请先看灯杆是否安全。", "Please see first whether the posts are safe.");
	return (struct view_events){events, count};
}

static void sheet(struct html *h)
{
	struct view_desk_sheet v = {.desk = desk("/desk/c/K7M-3FX-9PA/sheet", VIEW_QUEUE_IN_HAND, false),
		.code = SLICE("K7M-3FX-9PA"),
		.unit = sample_text("路灯所", "Street Lighting Section"),
		.assigning_unit = sample_text("受理中心", "Intake Centre"),
		.supervising_unit = sample_text("督查室", "Supervision Office"),
		.assigned_at = SAMPLE_NOW - SAMPLE_DAY,
		.due_at = SAMPLE_NOW + 2 * SAMPLE_DAY,
		.standard = sample_text(
			"三盏灯都亮，灯杆检查过。", "All three lamps are lit, the posts were looked at."),
		.note = sample_text("附近有学校，请先修。", "A school is near, please mend it first."),
		.kind = CASE_KIND_HELP,
		.category = sample_text("路灯", "Street lamps"),
		.place = sample_text("樟树下街道 榆荫路 12 号门口", "Camphor Street, 12 Yuyin Road"),
		.received_at = SAMPLE_NOW - 2 * SAMPLE_DAY,
		.title = sample_text("榆荫路一连三盏路灯不亮", "Three street lamps dark in Yuyin Road"),
		.text = sample_text("从 18 日起就不亮了。", "They have been dark since the 18th."),
		.order = SLICE("2026-7"),
		.order_answer_by = SAMPLE_NOW + SAMPLE_DAY,
		.returns = 1};

	page_desk_sheet(h, &v);
}

static void sheet_none(struct html *h)
{
	struct view_desk_sheet v = {.desk = desk("/desk/c/K7M-3FX-9PA/sheet", VIEW_QUEUE_IN_HAND, true),
		.code = SLICE("K7M-3FX-9PA")};

	page_desk_sheet(h, &v);
}

static void supervision(struct html *h)
{
	static const struct view_standing rows[] = {
		{SLICE("路灯所"), 3, {80, 3, 4, 2, 1, 2, 5, 1, 12, 3}, 1},
		{SLICE("水务局供水管网维护中心"), 4, {1204, 0, 0, 0, 0, 0, 0, 0, 7, 0}, 0},
	};
	struct view_desk_supervision v = {.desk = desk("/desk/supervision", VIEW_QUEUE_NONE, true),
		.rows = rows,
		.count = 2,
		.all = {.counts = {1284, 3, 4, 2, 1, 2, 5, 1, 19, 3}, .orders_overdue = 1}};

	v.desk.oversees = v.desk.is_overseeing = true;
	page_desk_supervision(h, &v);
}

static void supervision_empty(struct html *h)
{
	struct view_desk_supervision v = {.desk = desk("/desk/supervision", VIEW_QUEUE_NONE, true)};

	v.desk.oversees = v.desk.is_overseeing = true;
	page_desk_supervision(h, &v);
}

static void standing_cases(struct html *h)
{
	static const enum case_command_type moves[] = {CASE_COMMAND_REMIND, CASE_COMMAND_NOTE};
	struct view_desk_standing v = {.desk = desk("/desk/supervision/overdue", VIEW_QUEUE_NONE, true),
		.standing = STANDING_OVERDUE,
		.unit = sample_text("路灯所", "Street Lighting Section"),
		.rows = sample_rows(),
		.count = ROW_COUNT,
		.shows_due = true,
		.moves = moves,
		.move_count = ARRAY_LEN(moves),
		.back = SLICE("/desk/supervision/overdue")};

	v.desk.oversees = v.desk.is_overseeing = true;
	page_desk_standing(h, &v);
}

static struct view_desk_case opened(bool intake)
{
	return (struct view_desk_case){.desk = desk("/desk/c/K7M-3FX-9PA",
					       intake ? VIEW_QUEUE_RECEIVED : VIEW_QUEUE_IN_HAND, intake),
		.code = SLICE("K7M-3FX-9PA"),
		.seq = 3,
		.command = SLICE("c1"),
		.kind = CASE_KIND_HELP,
		.title = sample_text("榆荫路一连三盏路灯不亮", "Three street lamps dark in Yuyin Road"),
		.text = sample_words(),
		.photos = sample_photos(3),
		.channel = CASE_CHANNEL_PORTAL,
		.category = sample_text("路灯", "Street lamps"),
		.area = sample_text("樟树下街道 榆荫社区", "Camphor Street, Yuyin"),
		.address = sample_text("榆荫路 12 号门口", "in front of 12 Yuyin Road"),
		.map = sample_map(true),
		.language = sample_text("中文", "Chinese"),
		.received_at = SAMPLE_NOW - SAMPLE_DAY,
		.contact_by = SAMPLE_NOW + SAMPLE_DAY,
		.reply_by = SAMPLE_NOW + 3 * SAMPLE_DAY,
		.solve_by = SAMPLE_NOW + 10 * SAMPLE_DAY,
		.due_at = SAMPLE_NOW + SAMPLE_DAY,
		.is_public = true,
		.has_contact = true,
		.may_see_contact = true,
		.categories = sample_categories(12),
		.about_units = sample_units(0),
		.units = sample_units(202),
		.supervising_units = sample_units(0),
		.policy_due_at = SAMPLE_NOW + 3 * SAMPLE_DAY,
		.answer_max = 10000};
}

static void case_received(struct html *h)
{
	struct view_desk_case v = opened(true);
	v.state = CASE_STATE_RECEIVED;
	v.can_release = v.can_classify = v.can_assign = v.can_answer = true;
	v.open = CASE_COMMAND_RELEASE;
	v.release_title = v.title;
	v.release_text = sample_text(
		"榆荫路门口的路灯从 11 月 18 日起就不亮了，一连三盏。\n〔手机号已隐去〕，白天都在。",
		"The street lamps have been dark since 18 November.\n[mobile number removed]");
	v.masked = sample_masked();
	v.masked_count = 1;
	v.suggested_unit = sample_text("路灯所", "Street Lighting Section");
	v.events = history(1);
	v.is_secret = true;
	struct view_refusal refusals[] = {
		{CASE_COMMAND_CLOSE, sample_text("还没有答复，不能办结。", "It has no answer yet.")}};
	v.refusals = refusals;
	v.refusal_count = ARRAY_LEN(refusals);
	page_desk_case(h, &v);
}

static void case_assign(struct html *h)
{
	struct view_error errors[] = {{"assign-unit", sample_text("单位", "Unit"),
		sample_text("请选一个单位。", "Please choose a unit.")}};
	struct view_desk_case v = opened(true);
	v.state = CASE_STATE_RETURNED;
	v.can_assign = v.can_classify = v.can_release = v.classify_needs_reason = true;
	v.is_public = false;
	v.open = CASE_COMMAND_ASSIGN;
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	v.events = history(3);
	v.desk.notice = VIEW_NOTICE_STALE;
	v.has_contact = false;
	page_desk_case(h, &v);
}

static void case_classify(struct html *h)
{
	struct view_desk_case v = opened(true);
	v.state = CASE_STATE_RECEIVED;
	v.can_release = v.can_classify = v.can_assign = v.classify_needs_reason = true;
	v.open = CASE_COMMAND_CLASSIFY;
	v.events = history(1);
	page_desk_case(h, &v);
}

static void case_accept(struct html *h)
{
	struct view_desk_case v = opened(false);
	v.state = CASE_STATE_ASSIGNED;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.unit_due_at = v.due_at;
	v.can_accept = v.can_return = true;
	v.may_see_contact = false;
	v.open = CASE_COMMAND_ACCEPT;
	v.events = history(4);
	page_desk_case(h, &v);
}

static void case_return(struct html *h)
{
	struct view_desk_case v = opened(false);
	v.state = CASE_STATE_ASSIGNED;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.can_accept = v.can_return = true;
	v.open = CASE_COMMAND_RETURN;
	v.events = history(4);
	page_desk_case(h, &v);
}

static void case_answer(struct html *h)
{
	static const struct view_seen seen[] = {{{"路长明", 9}, {"路灯所", 9}, SAMPLE_NOW}};
	struct view_desk_case v = opened(false);
	v.state = CASE_STATE_IN_HAND;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.unit_due_at = v.due_at = SAMPLE_NOW - SAMPLE_DAY;
	v.is_late = true;
	v.can_answer = v.can_return = true;
	v.open = CASE_COMMAND_ANSWER;
	v.answer = sample_answer();
	v.contact_shown = true;
	v.name = sample_text("王女士", "Ms Wang");
	v.phone = SLICE("+8613900000001");
	v.seen = seen;
	v.seen_count = 1;
	v.events = history(5);
	v.desk.notice = VIEW_NOTICE_ACCEPTED;
	page_desk_case(h, &v);
}

static void case_close(struct html *h)
{
	struct view_desk_case v = opened(true);
	v.state = CASE_STATE_ANSWERED;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.can_close = v.can_release = true;
	v.is_released = true;
	v.open = CASE_COMMAND_CLOSE;
	v.events = history(6);
	page_desk_case(h, &v);
}

static void case_callback(struct html *h)
{
	struct view_error errors[] = {{"callback-solved", sample_text("这件事解决了吗", "Is it solved?"),
		sample_text("请选一项。", "Please choose one.")}};
	struct view_desk_case v = opened(true);
	v.state = CASE_STATE_CLOSED;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.outcome_told = CASE_OUTCOME_DONE;
	v.solved = RAISER_SOLVED_PARTLY;
	v.rated_at = SAMPLE_NOW - SAMPLE_DAY;
	v.is_callback = true;
	v.word_until = SAMPLE_NOW + 28 * SAMPLE_DAY;
	v.due_at = 0;
	v.can_callback = v.can_release = v.is_released = true;
	v.open = CASE_COMMAND_CALLBACK;
	v.callback_words = sample_text("电话里说还有一盏不亮。", "One lamp is still dark, says the raiser.");
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	v.events = history(6);
	page_desk_case(h, &v);
}

static void case_decline(struct html *h)
{
	struct view_error errors[] = {
		{"decline-basis", sample_text("依据", "Legal basis"),
			sample_text("请填写。", "Please fill this in.")},
	};
	struct view_desk_case v = opened(true);

	v.state = CASE_STATE_RECEIVED;
	v.can_decline = v.can_assign = true;
	v.open = CASE_COMMAND_DECLINE;
	v.decline_code = DECLINE_REASON_BEFORE_A_COURT;
	v.decline_reason = sample_text("这件事法院已经立案。", "A court has this matter.");
	v.decline_appeal = sample_text("60 天内在本页申请复核。", "On this page, within 60 days.");
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	v.events = history(1);
	page_desk_case(h, &v);
}

static void case_appealed(struct html *h)
{
	struct view_desk_case v = opened(true);

	v.state = CASE_STATE_APPEALED;
	v.can_uphold = v.can_overturn = true;
	v.open = CASE_COMMAND_OVERTURN;
	v.events = history(1);
	page_desk_case(h, &v);
}

static void notices(struct html *h)
{
	const struct view_outbox_row trouble[] = {
		{.code = SLICE("K7M-3FX-9PA"),
			.kind = VIEW_OUTBOX_ANSWERED,
			.cause = VIEW_OUTBOX_REFUSED,
			.reply = SLICE("550 5.1.1"),
			.seq = 5,
			.changed_at = SAMPLE_NOW - SAMPLE_DAY,
			.field = "reason-0"},
		{.code = SLICE("P3C-AAE-MTY"),
			.is_uncertain = true,
			.cause = VIEW_OUTBOX_BROKEN,
			.is_sms = true,
			.seq = 1,
			.changed_at = SAMPLE_NOW - 2 * SAMPLE_DAY,
			.field = "reason-1"},
	};
	const struct view_outbox_row waiting[] = {
		{.code = SLICE("X2V-95H-KR4"),
			.kind = VIEW_OUTBOX_CLOSED,
			.attempts = 3,
			.reply = SLICE("451 4.7.1"),
			.next_at = SAMPLE_NOW + SAMPLE_DAY,
			.field = "reason-0"},
	};
	const struct view_error errors[] = {{"reason-1", sample_text("不再发送的原因", "Why it is dropped"),
		sample_text("请写明不再发送的原因。", "Please say why it is dropped.")}};
	struct view_desk_notices v = {.desk = desk("/desk/admin/notices", VIEW_QUEUE_NONE, true),
		.errors = {errors, ARRAY_LEN(errors)},
		.trouble = trouble,
		.trouble_count = ARRAY_LEN(trouble),
		.waiting = waiting,
		.waiting_count = ARRAY_LEN(waiting)};

	v.desk.is_admin = v.desk.is_outbox = true;
	page_desk_notices(h, &v);
}

static void notices_none(struct html *h)
{
	struct view_desk_notices v = {.desk = desk("/desk/admin/notices", VIEW_QUEUE_NONE, true),
		.done = VIEW_OUTBOX_DROPPED,
		.is_off = true};

	v.desk.is_admin = v.desk.is_outbox = true;
	page_desk_notices(h, &v);
}

// ---- Erasing a person's data

static void case_order(struct html *h)
{
	struct view_desk_case v = opened(true);

	v.can_remind = v.can_order = true;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.reminders = 2;
	v.open = CASE_COMMAND_ORDER;
	page_desk_case(h, &v);
}

static void case_message(struct html *h)
{
	struct view_desk_case v = opened(false);

	v.can_answer = v.can_write = v.can_note = v.can_allot = v.allots_others = v.is_own = true;
	static struct view_support supports[2];

	supports[0] = (struct view_support){.unit = sample_text("供电分公司", "Power Supply Branch"),
		.unit_id = 9,
		.due_at = SAMPLE_NOW + SAMPLE_DAY,
		.accepted_at = SAMPLE_NOW - SAMPLE_DAY};
	supports[1] = (struct view_support){.unit = sample_text("樟树下街道", "Camphor Street Office"),
		.unit_id = 10,
		.due_at = SAMPLE_NOW - SAMPLE_DAY,
		.is_late = true};
	v.supports = supports;
	v.support_count = 2;
	v.support_units = v.end_units = v.units;
	v.can_support = v.can_end_support = true;
	v.with = sample_text("程雨禾", "Cheng Yuhe");
	v.allot_officers = v.units;
	v.told_at = SAMPLE_NOW - SAMPLE_DAY;
	v.message_max = 4000;
	v.open = CASE_COMMAND_WRITE;
	page_desk_case(h, &v);
}

static void case_wait(struct html *h)
{
	struct view_desk_case v = opened(false);

	v.can_answer = v.can_wait = v.can_ask_extension = true;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.unit_due_at = SAMPLE_NOW + 2 * SAMPLE_DAY;
	v.extension_most = SAMPLE_NOW + 14 * SAMPLE_DAY;
	v.open = CASE_COMMAND_WAIT;
	page_desk_case(h, &v);
}

static void case_waits(struct html *h)
{
	struct view_desk_case v = opened(false);

	v.state = CASE_STATE_WAITING;
	v.can_resume = true;
	v.waiting_since = SAMPLE_NOW - SAMPLE_DAY;
	v.waiting_until = SAMPLE_NOW + 9 * SAMPLE_DAY;
	v.waiting_reason = WAITING_REASON_PROCEDURE;
	v.extensions = 1;
	v.open = CASE_COMMAND_RESUME;
	page_desk_case(h, &v);
}

static void case_extension(struct html *h)
{
	struct view_desk_case v = opened(true);

	v.can_grant_extension = v.can_refuse_extension = true;
	v.unit = sample_text("路灯所", "Street Lighting Section");
	v.extension_until = SAMPLE_NOW + 7 * SAMPLE_DAY;
	v.extension_reason = sample_text("配件下周才到。", "The parts come next week.");
	v.open = CASE_COMMAND_GRANT_EXTENSION;
	page_desk_case(h, &v);
}

static void case_answer_order(struct html *h)
{
	struct view_desk_case v = opened(false);

	v.can_answer_order = true;
	v.order = SLICE("2026-7");
	v.order_answer_by = SAMPLE_NOW + 2 * SAMPLE_DAY;
	v.order_text = sample_text("请说明三次延误的原因，并给出修复日期。",
		"Please explain the three delays, and name the day of repair.");
	v.open = CASE_COMMAND_ANSWER_ORDER;
	page_desk_case(h, &v);
}

static struct view_desk_new take(void)
{
	static struct view_option channels[2];
	static struct view_options group;

	channels[0] = (struct view_option){3, sample_text("热线电话", "Hotline"), true};
	channels[1] = (struct view_option){6, sample_text("网格上报", "Grid"), false};
	group = (struct view_options){.items = channels, .count = ARRAY_LEN(channels)};
	struct view_desk_new v = {.desk = desk("/desk/new", VIEW_QUEUE_NONE, true),
		.command = SLICE("c"),
		.channels = {&group, 1}};

	v.desk.takes_down = v.desk.is_taking = true;
	return v;
}

static void take_empty(struct html *h)
{
	struct view_desk_new v = take();
	page_desk_new(h, &v);
}

static void take_wrong(struct html *h)
{
	const struct view_error errors[] = {
		{"take-text", sample_text("来电人说了什么", "What the caller says"),
			sample_text("请写下内容。", "Please write it down.")},
		{"take-kind", sample_text("性质", "Kind"), sample_text("请选一项。", "Please choose one.")},
		{"take-phone", sample_text("电话", "Telephone"),
			sample_text("这不像电话号码。", "This does not look like a telephone number.")},
		{"take-publish", sample_text("可以公开吗", "May it be published?"),
			sample_text("请选一项。", "Please choose one.")}};
	struct view_desk_new v = take();

	v.phone = SLICE("12");
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	page_desk_new(h, &v);
}

static void take_not_yours(struct html *h)
{
	struct view_desk_new v = take();

	v.channels = (struct view_select){0};
	page_desk_new(h, &v);
}

static void taken(struct html *h)
{
	struct view_desk_taken v = {
		.desk = desk("/desk/new/K7M-3FX-9PA", VIEW_QUEUE_NONE, true), .code = SLICE("K7M-3FX-9PA")};
	page_desk_taken(h, &v);
}

static struct view_desk_erase erase(void)
{
	return (struct view_desk_erase){.desk = desk("/desk/c/K7M-3FX-9PA/erase", VIEW_QUEUE_RECEIVED, true),
		.code = SLICE("K7M-3FX-9PA"),
		.seq = 7,
		.command = SLICE("command"),
		.state = CASE_STATE_ANSWERED,
		.kind = CASE_KIND_PROBLEM,
		.category = sample_text("路灯不亮", "Street light out"),
		.contact_left = true,
		.all_left = true};
}

static void erase_form(struct html *h)
{
	struct view_desk_erase v = erase();
	page_desk_erase(h, &v);
}

static void erase_wrong(struct html *h)
{
	const struct view_error errors[] = {
		{"erase-scope", sample_text("删除哪些", "What to erase"),
			sample_text("请选要删除哪些。", "Please choose what to erase.")},
		{"erase-code", sample_text("原因", "Why"), sample_text("请选原因。", "Please choose why.")},
		{"erase-reason", sample_text("理由", "Reason"),
			sample_text("请写明理由。", "Please write down the reason.")}};
	struct view_desk_erase v = erase();

	v.is_stale = true;
	v.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
	page_desk_erase(h, &v);
}

static void erase_confirm(struct html *h)
{
	struct view_desk_erase v = erase();

	v.is_confirm = true;
	v.scope = ERASURE_SCOPE_ALL;
	v.reason_code = ERASURE_REASON_RAISER_ASKED;
	v.reason_word = SLICE("raiser_asked");
	v.reason = sample_text("来信申请，编号 2026-114。", "A letter of the raiser, no. 2026-114.");
	page_desk_erase(h, &v);
}

static void erase_done(struct html *h)
{
	struct view_desk_erase v = erase();

	v.erased = ERASURE_SCOPE_ALL;
	v.erased_reason = ERASURE_REASON_RAISER_ASKED;
	v.erased_at = SAMPLE_NOW;
	v.contact_left = v.all_left = false;
	page_desk_erase(h, &v);
}

static struct view_list sample_desk_list(void)
{
	return (struct view_list){.url = sample_url("/desk/programme/rectify"),
		.name = sample_text("重点问题整改", "Rectification"),
		.owner = sample_text("整改专班", "Working group"),
		.kind = PROGRAMME_KIND_RECTIFICATION,
		.from = 20770,
		.to = 20850,
		.is_public = true,
		.counts = {135, 111, 24, 3}};
}

static void season_board(struct html *h)
{
	static struct view_stage stages[SEASON_STAGES];
	static struct view_step steps[SEASON_STEPS];
	struct view_list lists[] = {sample_desk_list(), sample_desk_list()};
	struct view_desk_season v = {.desk = desk("/desk/seasons", VIEW_QUEUE_NONE, true),
		.has_season = true,
		.may_edit = true,
		.code = SLICE("autumn"),
		.saved = true,
		.others = lists,
		.other_count = 1};

	lists[1].is_public = false;
	lists[1].is_closed = true;
	for (int i = 0; i < SEASON_STAGES; i++)
		stages[i] = (struct view_stage){(enum season_stage_code)i, 20770 + 20 * i, 20789 + 20 * i,
			i == 0, i == 1, sample_text("走遍每个村", "Every village visited")};
	for (int i = 0; i < SEASON_STEPS; i++)
		steps[i] = (struct view_step){(enum season_step_code)i, i < 4 ? 20770 + i : VIEW_NO_DAY, i};
	v.season = (struct view_season){.url = sample_url("/season/autumn"),
		.name = sample_text("秋季大走访", "Autumn season of listening"),
		.from = 20770,
		.to = 20850,
		.counted_at = SAMPLE_NOW,
		.lists = lists,
		.list_count = 2,
		.stages = stages,
		.steps = steps,
		.steps_done = 4};
	page_desk_season(h, &v);
}

static void season_board_none(struct html *h)
{
	page_desk_season(h, &(struct view_desk_season){.desk = desk("/desk/seasons", VIEW_QUEUE_NONE, true)});
}

static void season_form(struct html *h)
{
	const struct view_error error = {.field = "ends_on",
		.label = sample_text("结束日期", "Last day"),
		.text = sample_text("结束日期早于开始日期。", "The end lies before the beginning.")};
	struct view_desk_season_form v = {.desk = desk("/desk/seasons/new", VIEW_QUEUE_NONE, true),
		.action = sample_url("/desk/seasons/new"),
		.back = sample_url("/desk/seasons"),
		.command = SLICE("c"),
		.errors = {&error, 1},
		.is_new = true,
		.season = {.name_zh = SLICE("秋季大走访"),
			.starts_on = SLICE("2026-09-10"),
			.ends_on = SLICE("2026-09-01")}};

	page_desk_season_form(h, &v);
}

static void programme_page(struct html *h)
{
	struct view_desk_programme v = {.desk = desk("/desk/programme/rectify", VIEW_QUEUE_NONE, true),
		.list = sample_desk_list(),
		.code = SLICE("rectify"),
		.plan = SLICE("Plan"),
		.state = SLICE("open"),
		.season = sample_text("秋季大走访", "Autumn season of listening"),
		.may_edit = true,
		.sees_rows = true};

	v.season_url = v.public_url = v.all_url = v.open_url = v.overdue_url = v.closed_url =
		sample_url("/desk/seasons");
	page_desk_programme(h, &v);
}

static void programme_form(struct html *h)
{
	struct view_desk_programme_form v = {.desk = desk("/desk/programmes/new", VIEW_QUEUE_NONE, true),
		.action = sample_url("/desk/programmes/new"),
		.back = sample_url("/desk/seasons"),
		.command = SLICE("c"),
		.is_new = true};

	page_desk_programme_form(h, &v);
}

const struct sample_page_entry sample_desk_pages[] = {
	{"desk-login", login},
	{"desk-login-wrong", login_wrong},
	{"desk-list", list},
	{"desk-list-empty", list_empty},
	{"desk-search-none", search_none},
	{"desk-search-found", search_found},
	{"desk-case-received", case_received},
	{"desk-case-assign", case_assign},
	{"desk-case-classify", case_classify},
	{"desk-case-accept", case_accept},
	{"desk-case-return", case_return},
	{"desk-case-answer", case_answer},
	{"desk-case-close", case_close},
	{"desk-case-order", case_order},
	{"desk-case-answer-order", case_answer_order},
	{"desk-case-message", case_message},
	{"desk-case-wait", case_wait},
	{"desk-sheet", sheet},
	{"desk-sheet-none", sheet_none},
	{"desk-supervision", supervision},
	{"desk-supervision-empty", supervision_empty},
	{"desk-standing", standing_cases},
	{"desk-case-waits", case_waits},
	{"desk-case-extension", case_extension},
	{"desk-case-callback", case_callback},
	{"desk-case-decline", case_decline},
	{"desk-case-appealed", case_appealed},
	{"desk-notices", notices},
	{"desk-notices-none", notices_none},
	{"desk-new", take_empty},
	{"desk-new-wrong", take_wrong},
	{"desk-new-not-yours", take_not_yours},
	{"desk-taken", taken},
	{"desk-erase", erase_form},
	{"desk-erase-wrong", erase_wrong},
	{"desk-erase-confirm", erase_confirm},
	{"desk-erase-done", erase_done},
	{"desk-season", season_board},
	{"desk-season-none", season_board_none},
	{"desk-season-form", season_form},
	{"desk-programme", programme_page},
	{"desk-programme-form", programme_form},
};
const size_t sample_desk_page_count = ARRAY_LEN(sample_desk_pages);
