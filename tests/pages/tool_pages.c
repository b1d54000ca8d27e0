// SPDX-License-Identifier: Apache-2.0
// The desk's tools: several cases at once.
#include "samples.h"

#include "base/macros.h"
#include "templates/desk_bulk.h"
#include "templates/desk_filter.h"
#include "web/views_bulk.h"
#include "web/views_filter.h"

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

const struct sample_page_entry sample_tool_pages[] = {
	{"desk-filter", filter_form},
	{"desk-filter-found", filter_found},
	{"desk-filter-nothing", filter_nothing},
	{"desk-bulk-ask", bulk_ask},
	{"desk-bulk-look", bulk_look},
	{"desk-bulk-done", bulk_done},
	{"desk-bulk-nothing", bulk_nothing},
};
const size_t sample_tool_page_count = ARRAY_LEN(sample_tool_pages);
