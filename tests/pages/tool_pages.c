// SPDX-License-Identifier: Apache-2.0
// The desk's tools: several cases at once, filters, the handbook.
#include "samples.h"

#include "base/macros.h"
#include "templates/desk_bulk.h"
#include "templates/desk_filter.h"
#include "templates/desk_text.h"
#include "templates/public_help.h"
#include "web/views_bulk.h"
#include "web/views_filter.h"
#include "web/views_text.h"

static struct view_bulk bulk(enum view_bulk_step step, enum case_command_type move)
{
	static struct view_bulk_row rows[3];

	rows[0] = (struct view_bulk_row){.code = SLICE("K7M-3FX-9PA"),
		.title = sample_text("榆荫路一连三盏路灯不亮", "Three street lamps dark in Yuyin Road"),
		.seq = 2,
		.state = CASE_STATE_RECEIVED,
		.unit = sample_text("路灯所", "Street Lighting Section"),
		.category = sample_text("路灯", "Street lamps"),
		.due_at = SAMPLE_NOW + 3 * SAMPLE_DAY};
	rows[1] = rows[0];
	rows[1].code = SLICE("Q4T-8RW-2HC");
	rows[1].title = sample_text("菜市场门口积水", "Water in front of the market");
	rows[2] = rows[0];
	rows[2].code = SLICE("P9D-5KE-7VN");
	rows[2].title = sample_text("反映路灯所服务态度", "About how the lighting section treats people");
	rows[2].why = sample_text(
		"这件事反映的就是该单位，不能交给它。", "The case is about this unit, so it cannot have it.");
	return (struct view_bulk){.desk = sample_desk("/desk?queue=new", VIEW_QUEUE_RECEIVED, true),
		.step = step,
		.move = move,
		.back = SLICE("/desk?queue=new"),
		.command = SLICE("c"),
		.rows = rows,
		.count = 3,
		.able = 2,
		.units = sample_units(0),
		.supervising_units = sample_units(0),
		.categories = sample_categories(0)};
}

static void bulk_ask(struct html *h)
{
	static struct view_error error;
	struct view_bulk v = bulk(VIEW_BULK_ASK, CASE_COMMAND_ASSIGN);

	error = (struct view_error){.field = "bulk-unit", .text = sample_text("请选择。", "Please choose.")};
	v.errors = (struct view_errors){&error, 1};
	page_desk_bulk(h, &v);
}

static void bulk_look(struct html *h)
{
	struct view_bulk v = bulk(VIEW_BULK_LOOK, CASE_COMMAND_ASSIGN);

	page_desk_bulk(h, &v);
}

static void bulk_done(struct html *h)
{
	struct view_bulk v = bulk(VIEW_BULK_DONE, CASE_COMMAND_REMIND);

	page_desk_bulk(h, &v);
}

static void bulk_nothing(struct html *h)
{
	struct view_bulk v = bulk(VIEW_BULK_ASK, CASE_COMMAND_NOTE);

	v.count = v.able = 0;
	page_desk_bulk(h, &v);
}

static struct view_desk_filter filter(void)
{
	static const struct view_filter_state states[] = {{CASE_STATE_RECEIVED, "received", false},
		{CASE_STATE_IN_HAND, "in_hand", true}, {CASE_STATE_WAITING, "waiting", false}};
	static const enum case_command_type moves[] = {CASE_COMMAND_REMIND, CASE_COMMAND_NOTE};
	static struct view_option channel;
	static struct view_options channels;
	static struct view_filter_link links[2];
	struct view_desk_filter v = {.desk = sample_desk("/desk/filter", VIEW_QUEUE_NONE, true),
		.sees_units = true,
		.states = states,
		.state_count = ARRAY_LEN(states),
		.kind = CASE_KIND_COMPLAINT,
		.due = SLICE("overdue"),
		.categories = sample_categories(0),
		.towns = sample_areas(0),
		.units = sample_units(0),
		.moves = moves,
		.move_count = ARRAY_LEN(moves),
		.back = SLICE("/desk/filter?filter=1")};

	channel = (struct view_option){CASE_CHANNEL_HOTLINE, sample_text("热线电话", "Hotline"), false};
	channels = (struct view_options){.items = &channel, .count = 1};
	v.channels = (struct view_select){&channels, 1};
	links[0] = (struct view_filter_link){.name = sample_text("道路超期", "Roads, overdue"),
		.url = sample_url("/desk/filter?saved=1"),
		.count = 14,
		.late = 14,
		.is_current = true};
	links[1] = (struct view_filter_link){
		.name = sample_text("樟树下街道的新投诉", "New complaints from Camphor Street"),
		.url = sample_url("/desk/filter?saved=2"),
		.count = 200,
		.is_more = true};
	v.desk.has_lists = true;
	v.desk.filters = links;
	v.desk.filter_count = 2;
	return v;
}

static void filter_form(struct html *h)
{
	struct view_desk_filter v = filter();

	v.desk.is_filtering = true;
	page_desk_filter(h, &v);
}

static void filter_found(struct html *h)
{
	struct view_desk_filter v = filter();

	v.is_asked = true;
	v.saved_id = 1;
	v.name = sample_text("道路超期", "Roads, overdue");
	v.rows = sample_rows();
	v.count = 5;
	page_desk_filter(h, &v);
}

static void filter_nothing(struct html *h)
{
	static struct view_error error;
	struct view_desk_filter v = filter();

	v.is_asked = true;
	error = (struct view_error){
		.field = "filter-name", .text = sample_text("请填写名称。", "Give it a name.")};
	v.errors = (struct view_errors){&error, 1};
	page_desk_filter(h, &v);
}

static struct view_text_row text_row(bool is_old)
{
	return (struct view_text_row){.code = SLICE("K7M3FX9PA"),
		.title = sample_text("居民停车证怎么办", "How to get a resident's parking permit"),
		.unit = sample_text("路灯所", "Street Lighting Section"),
		.category = sample_text("停车", "Parking"),
		.until_day = is_old ? 20000 : 21000,
		.is_old = is_old,
		.is_public = true,
		.words = sample_text("带身份证和行驶证到街道便民服务中心办理。",
			"Bring your identity card and the vehicle licence to the town's service centre.")};
}

static void text_list(struct html *h)
{
	static struct view_text_row rows[3];
	struct view_text_list v = {.desk = sample_desk("/desk/texts/article", VIEW_QUEUE_NONE, true),
		.kind = OFFICE_TEXT_ARTICLE,
		.rows = rows,
		.count = 3,
		.may_add = true};

	for (int i = 0; i < 3; i++)
		rows[i] = text_row(i == 1);
	v.desk.is_texts = true;
	v.desk.texts = "article";
	page_text_list(h, &v);
}

static void text_nothing(struct html *h)
{
	struct view_text_list v = {.desk = sample_desk("/desk/texts/duty?q=x", VIEW_QUEUE_NONE, true),
		.kind = OFFICE_TEXT_DUTY,
		.words = SLICE("x")};

	page_text_list(h, &v);
}

static const struct view_text_source sources[] = {{.text = SLICE("《城市道路管理条例》第三条")}};

static void text_article(struct html *h)
{
	static struct view_text_version versions[2];
	struct view_text_page v = {
		.desk = sample_desk("/desk/texts/article/K7M3FX9PA", VIEW_QUEUE_NONE, true),
		.kind = OFFICE_TEXT_ARTICLE,
		.row = text_row(true),
		.version = 2,
		.at = SAMPLE_NOW,
		.body = html_raw_trusted(
			SLICE("<h2>1</h2><p>2 <strong>3</strong></p><ul><li>4</li><li>5</li></ul>")),
		.sources = sources,
		.source_count = 1,
		.versions = versions,
		.version_count = 2,
		.may_edit = true};

	versions[0] = (struct view_text_version){2, SAMPLE_NOW, sample_text("程雨禾", "Cheng Yuhe"), false};
	versions[1] = (struct view_text_version){
		1, SAMPLE_NOW - SAMPLE_DAY, sample_text("程雨禾", "Cheng Yuhe"), false};
	page_text(h, &v);
}

static void text_form(struct html *h, enum office_text_kind kind)
{
	static struct view_error error;
	struct view_text_form v = {.desk = sample_desk("/desk/texts", VIEW_QUEUE_NONE, true),
		.kind = kind,
		.command = SLICE("c"),
		.text = sample_text("{title}：{?哪天}前办好。", "{title}: done by {?day}."),
		.language = SLICE("zh-CN"),
		.categories = sample_categories(0),
		.units = sample_units(0)};

	error = (struct view_error){
		.field = "text-title", .text = sample_text("请填写。", "Please fill this in.")};
	v.errors = (struct view_errors){&error, 1};
	page_text_form(h, &v);
}

static void text_form_reply(struct html *h)
{
	text_form(h, OFFICE_TEXT_REPLY);
}

static void text_form_article(struct html *h)
{
	text_form(h, OFFICE_TEXT_ARTICLE);
}

static void text_form_duty(struct html *h)
{
	text_form(h, OFFICE_TEXT_DUTY);
}

static void help_list(struct html *h)
{
	static struct view_text_row rows[2];
	struct view_help_list v = {.page = sample_page("/help"), .rows = rows, .count = 2};

	rows[0] = text_row(false);
	rows[1] = text_row(true);
	page_help_list(h, &v);
}

static void help_article(struct html *h)
{
	struct view_help v = {.page = sample_page("/help/K7M3FX9PA"),
		.row = text_row(true),
		.at = SAMPLE_NOW,
		.body = html_raw_trusted(SLICE("<p>1 <strong>2</strong></p><ul><li>3</li></ul>")),
		.sources = sources,
		.source_count = 1};

	page_help(h, &v);
}

const struct sample_page_entry sample_tool_pages[] = {
	{"desk-texts", text_list},
	{"desk-texts-nothing", text_nothing},
	{"desk-text", text_article},
	{"desk-text-reply", text_form_reply},
	{"desk-text-article", text_form_article},
	{"desk-text-duty", text_form_duty},
	{"help", help_list},
	{"help-article", help_article},
	{"desk-filter", filter_form},
	{"desk-filter-found", filter_found},
	{"desk-filter-nothing", filter_nothing},
	{"desk-bulk-ask", bulk_ask},
	{"desk-bulk-look", bulk_look},
	{"desk-bulk-done", bulk_done},
	{"desk-bulk-nothing", bulk_nothing},
};
const size_t sample_tool_page_count = ARRAY_LEN(sample_tool_pages);
