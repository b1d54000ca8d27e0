// SPDX-License-Identifier: Apache-2.0
// Pages of administration: a table, a form, the same refused and stale, a password shown once.
#include "samples.h"

#include "base/macros.h"
#include "templates/desk_admin.h"

#include <string.h>

static struct view_admin admin_view(const char *here)
{
	return (struct view_admin){.desk = {.page = sample_page(here),
					   .officer = sample_text("席知工", "Xi Zhigong"),
					   .unit = sample_text("受理中心", "Intake Centre"),
					   .token = SLICE("t"),
					   .reads_admin = true,
					   .is_admin = true,
					   .is_administering = true}};
}

static void admin_index(struct html *h)
{
	struct view_admin v = admin_view("/desk/admin");
	struct view_admin_link pages[] = {
		{.url = sample_url("/desk/admin/units"),
			.name = sample_text("单位", "Units"),
			.text = sample_text("单位的上下级、名称和电话。", "The tree of units.")},
		{.url = sample_url("/desk/admin/officers"),
			.name = sample_text("人员", "Officers"),
			.text = sample_text("账号和角色。", "Accounts and roles.")},
	};

	v.is_index = true;
	v.title = sample_text("管理", "Administration");
	v.lede = sample_text("每一次改动都记入变动记录。", "Every change is an entry of the ledger.");
	v.pages = pages;
	v.page_count = ARRAY_LEN(pages);
	page_admin(h, &v);
}

static void admin_table(struct html *h)
{
	struct view_admin v = admin_view("/desk/admin/units");
	struct slice heads[] = {sample_text("名称", "Name"), sample_text("代码", "Code"),
		sample_text("权限", "May"), sample_text("还须满足", "And only")};
	struct view_admin_cell cells[] = {
		{.text = sample_text("禾汀区人民政府", "Heting District"),
			.url = sample_url("/desk/admin/units/heting")},
		{.text = SLICE("heting")},
		{.text = sample_text("可以", "may"), .is_mark = true},
		{.text = SLICE("")},
		{.text = sample_text("道路局", "Roads Department"),
			.url = sample_url("/desk/admin/units/roads"),
			.indent = 1,
			.more = SLICE("Roads")},
		{.text = SLICE("roads")},
		{.text = SLICE("")},
		{.text = sample_text("本单位正在承办", "of the unit in charge")},
	};
	struct view_admin_table tables[] = {
		{sample_text("单位", "Units"), heads, ARRAY_LEN(heads), cells, 2, SLICE("")},
		{.empty = sample_text("还没有单位。", "There is no unit yet.")},
	};
	struct view_admin_link add = {
		.url = sample_url("/desk/admin/units/new"), .name = sample_text("新增单位", "Add a unit")};
	struct view_admin_field find = {.kind = VIEW_ADMIN_LINE,
		.name = "q",
		.label = sample_text("姓名或用户名", "Name or user name")};

	v.title = sample_text("单位", "Units");
	v.done = sample_text("已保存。", "Saved.");
	v.links = &add;
	v.link_count = 1;
	v.filter = (struct view_admin_form){.action = sample_url("/desk/admin/officers"),
		.button = sample_text("筛选", "Filter"),
		.fields = &find,
		.field_count = 1};
	v.tables = tables;
	v.table_count = ARRAY_LEN(tables);
	page_admin(h, &v);
}

#define FIELDS 11

static void fill_fields(struct view_admin_field out[FIELDS], bool is_wrong)
{
	static struct view_admin_option options[2];
	const struct view_admin_option both[] = {{SLICE("1"), sample_text("部门", "Department"),
							 sample_text("委办局", "of the district"), true},
		{SLICE("2"), sample_text("科室", "Section"), SLICE(""), false}};
	struct slice hint = sample_text("对外公布。", "It is published.");
	struct view_admin_field fields[] = {
		{.kind = VIEW_ADMIN_SHOWN,
			.name = "code",
			.label = sample_text("代码", "Code"),
			.value = SLICE("roads"),
			.hint = hint},
		{.kind = VIEW_ADMIN_LINE,
			.name = "name_zh",
			.label = sample_text("中文名称", "Name in Chinese"),
			.value = SLICE("道路局"),
			.has_now = is_wrong,
			.now = SLICE("市政道路局")},
		{.kind = VIEW_ADMIN_LINE,
			.name = "phone",
			.label = sample_text("电话", "Telephone"),
			.hint = hint,
			.is_optional = true},
		{.kind = VIEW_ADMIN_NUMBER,
			.name = "position",
			.label = sample_text("排序", "Place in lists"),
			.value = SLICE("3")},
		{.kind = VIEW_ADMIN_TEXT,
			.name = "words",
			.label = sample_text("关键词", "Keywords"),
			.hint = hint},
		{.kind = VIEW_ADMIN_PASSWORD,
			.name = "old",
			.label = sample_text("现在的密码", "Present password"),
			.autocomplete = "current-password"},
		{.kind = VIEW_ADMIN_HEADING,
			.name = "heading",
			.label = sample_text("位置", "Place"),
			.hint = hint},
		{.kind = VIEW_ADMIN_CHOICE,
			.name = "kind",
			.label = sample_text("类型", "Kind"),
			.options = options,
			.option_count = 2,
			.hint = hint},
		{.kind = VIEW_ADMIN_TICKS,
			.name = "roles",
			.label = sample_text("角色", "Roles"),
			.options = options,
			.option_count = 2},
		{.kind = VIEW_ADMIN_TICK,
			.name = "is_retired",
			.label = sample_text("已停用", "Retired"),
			.hint = hint,
			.has_now = is_wrong,
			.now = sample_text("是", "Yes")},
		{.kind = VIEW_ADMIN_FILE, .name = "file", .label = sample_text("文件", "File"), .hint = hint},
	};

	memcpy(options, both, sizeof(options));
	memcpy(out, fields, sizeof(fields));
}

static void put_form(struct html *h, bool is_wrong)
{
	struct view_admin v = admin_view("/desk/admin/units/roads");
	struct view_admin_field fields[FIELDS];
	struct view_error errors[] = {
		{"name_zh", sample_text("中文名称", "Name in Chinese"),
			sample_text("请填写。", "This has to be filled in.")},
		{"kind", sample_text("类型", "Kind"), sample_text("没有这一项。", "There is no such thing.")},
		{"roles", sample_text("角色", "Roles"), sample_text("请填写。", "This has to be filled in.")},
		{"is_retired", sample_text("已停用", "Retired"),
			sample_text("还有事项。", "It has open cases.")},
	};
	struct view_admin_form form = {.action = sample_url("/desk/admin/units/roads"),
		.token = SLICE("t"),
		.command = SLICE("c"),
		.button = sample_text("保存", "Save"),
		.fields = fields,
		.field_count = ARRAY_LEN(fields)};

	fill_fields(fields, is_wrong);
	if (is_wrong) {
		form.errors = (struct view_errors){errors, ARRAY_LEN(errors)};
		v.warn = sample_text(
			"页面打开以后，这里有了改动", "This was changed after the page was opened");
		v.warn_text = sample_text("您填写的没有丢失。", "What you typed is still there.");
	} else {
		v.secret = SLICE("k7m3-9xqa-p2vb-4hjt");
		v.secret_name = sample_text("新密码如下", "The new password");
		v.secret_text = sample_text("只显示这一次。", "It is shown this once.");
	}
	v.title = sample_text("道路局", "Roads Department");
	v.up = (struct view_admin_link){
		.url = sample_url("/desk/admin/units"), .name = sample_text("单位", "Units")};
	v.forms = &form;
	v.form_count = 1;
	page_admin(h, &v);
}

static void admin_form(struct html *h)
{
	put_form(h, false);
}

static void admin_form_wrong(struct html *h)
{
	put_form(h, true);
}

const struct sample_page_entry sample_admin_pages[] = {
	{"desk-admin", admin_index},
	{"desk-admin-table", admin_table},
	{"desk-admin-form", admin_form},
	{"desk-admin-form-wrong", admin_form_wrong},
};
const size_t sample_admin_page_count = ARRAY_LEN(sample_admin_pages);
