// SPDX-License-Identifier: Apache-2.0
#include "case_world.h"

#include "base/clock.h"
#include "base/macros.h"

#include <string.h>

static const struct event_file photo = {.id = 501, .sha256 = {1, 2, 3}, .type = FILE_TYPE_JPEG};

void world_init(struct world *w)
{
	*w = (struct world){.arena = arena_new(), .next_id = 1000, .now_us = WORLD_NOW_US};
	w->calendar = calendar_build(calendar_builder_new(), 7);
	world_new_case(w);
}

void world_release(struct world *w)
{
	calendar_free(w->calendar);
	arena_free(w->arena);
}

static struct case_period days(int count)
{
	return (struct case_period){true, {CALENDAR_UNIT_WORKING_DAY, count}};
}

void world_new_case(struct world *w)
{
	w->state = (struct case_state){0};
	w->now_us = WORLD_NOW_US;
	w->facts = (struct case_facts){
		.jurisdiction_id = 1,
		.policy = {.contact = days(1),
			.reply = days(5),
			.solve = days(15),
			.unit = days(3),
			.extension = days(10),
			.give_back = days(2),
			.needs_check = true,
			.version = 12},
		.category_exists = true,
		.about_unit_exists = true,
		.programme_exists = true,
		.enterprise_exists = true,
		.about_officer_exists = true,
		.target = {.exists = true},
		.supervising = {.exists = true},
		.officer = {.exists = true, .unit_id = UNIT_ROADS, .roles = ROLE_HANDLER},
		.town_area_id = 71,
		.place_area_id = 72,
		.order_year = 2026,
		.order_number = 7,
		.calendar = w->calendar,
	};
	world_raiser(w);
}

void world_officer(struct world *w, int64_t officer_id, int64_t unit_id, uint32_t roles)
{
	w->facts.actor = (struct case_actor){EVENT_BY_OFFICER, officer_id, unit_id, roles, false};
}

void world_raiser(struct world *w)
{
	w->facts.actor = (struct case_actor){.by = EVENT_BY_RAISER};
}

struct case_command world_receive(struct world *w)
{
	return (struct case_command){
		.type = CASE_COMMAND_RECEIVE,
		.receive =
			{
				.case_id = w->next_id++,
				.code = SLICE("222222222"),
				.channel = CASE_CHANNEL_PORTAL,
				.kind = CASE_KIND_COMPLAINT,
				.title = SLICE("路灯不亮"),
				.text = SLICE("幸福路口的路灯\n三天没亮了"),
				.address = SLICE("幸福路 12 号"),
				.has_point = true,
				.point = {268934567, 1125712345},
				.has_consent = true,
				.language = SLICE("zh-CN"),
				.files = &photo,
				.file_count = 1,
				.name = SLICE("王某"),
				.phone = SLICE("+86 138-0000-0000"),
				.email = SLICE("w@example.org"),
			},
	};
}

struct case_command world_assign(struct world *w, int64_t unit_id)
{
	return (struct case_command){.type = CASE_COMMAND_ASSIGN,
		.assign = {
			.assignment_id = w->next_id++, .unit_id = unit_id, .standard = SLICE("lamp is lit")}};
}

static const struct case_decline declined = {DECLINE_REASON_BEFORE_A_COURT, SLICE("已由法院受理"),
	SLICE("条例第十四条"), SLICE("60 日内申请复核"), SLICE("已由法院受理")};

static const struct case_release released = {
	RELEASE_EXTENT_WORDS, SLICE("路灯不亮"), SLICE("路灯三天没亮"), &photo, 1};
static const struct case_answer answered = {SLICE("已修好，王先生"), SLICE("已修好")};
static const struct case_close closed = {CASE_OUTCOME_DONE, SLICE("seen on site"), SLICE("")};
static const struct case_return returned = {RETURN_REASON_NOT_OURS, SLICE("belongs to water"), SLICE("")};
static const struct case_rate unsolved = {RAISER_SOLVED_NO, RAISER_SATISFIED_NO, SLICE("又不亮了")};
static const struct case_erase erased = {
	ERASURE_SCOPE_ALL, ERASURE_REASON_RAISER_ASKED, SLICE("asked in writing")};

static struct case_oversight ordered(struct world *w)
{
	return (struct case_oversight){w->next_id++, w->now_us + 3 * US_PER_DAY, SLICE("说明原因")};
}

static void fill_time_or_said(const struct world *w, struct case_command *c)
{
	if (c->type == CASE_COMMAND_WAIT)
		c->wait = (struct case_wait){
			WAITING_REASON_PROCEDURE, SLICE("公示十天"), w->now_us + 10 * US_PER_DAY};
	else if (c->type == CASE_COMMAND_ASK_EXTENSION)
		c->extension = (struct case_extension){
			w->state.unit_deadline_us + 2 * US_PER_DAY, SLICE("等待配件")};
	else if (c->type == CASE_COMMAND_NOTE || c->type == CASE_COMMAND_WRITE ||
		 c->type == CASE_COMMAND_TELL)
		c->message.text = SLICE("灯杆编号是 17");
	else if (c->type == CASE_COMMAND_REOPEN)
		c->reopen.reason = SLICE("又不亮了");
	else if (c->type == CASE_COMMAND_LIST)
		c->list = (struct case_list){w->state.programme_id == 0 ? 801 : 0, SLICE("归口整改")};
	else
		c->said.reason = SLICE("理由");
}

static void fill_work(struct case_command *c)
{
	if (c->type == CASE_COMMAND_RELEASE)
		c->release = released;
	else if (c->type == CASE_COMMAND_RETURN)
		c->return_ = returned;
	else if (c->type == CASE_COMMAND_ANSWER)
		c->answer = answered;
	else if (c->type == CASE_COMMAND_CLOSE)
		c->close = closed;
	else
		c->decline = declined;
}

// By whoever acts next.
static void fill_shared(struct world *w, struct case_command *c)
{
	if (c->type == CASE_COMMAND_ALLOT)
		c->allot = (struct case_allot){w->facts.actor.officer_id, SLICE("请尽快")};
	else if (c->type == CASE_COMMAND_SUPPORT)
		c->assign = (struct case_assign){
			.assignment_id = w->next_id++, .unit_id = UNIT_WATER, .note = SLICE("请查水管")};
	else if (c->type == CASE_COMMAND_RETURN_SUPPORT)
		c->return_ = returned;
	else if (c->type == CASE_COMMAND_REPORT_SUPPORT)
		c->report.text = SLICE("水管已查");
	else if (c->type == CASE_COMMAND_END_SUPPORT)
		c->support_end = (struct case_support_end){UNIT_WATER, SLICE("不需要了")};
}

struct case_command world_command(struct world *w, enum case_command_type type)
{
	struct case_command c = {.type = type};

	switch (type) {
	case CASE_COMMAND_RECEIVE:
		return world_receive(w);
	case CASE_COMMAND_CLASSIFY:
		c.classify.category_id = w->state.category_id == 301 ? 302 : 301;
		c.classify.reason = SLICE("it is about lamps");
		break;
	case CASE_COMMAND_ASSIGN:
		return world_assign(w, UNIT_ROADS);
	case CASE_COMMAND_ACCEPT:
		break;
	case CASE_COMMAND_RELEASE:
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_ANSWER:
	case CASE_COMMAND_CLOSE:
	case CASE_COMMAND_DECLINE:
		fill_work(&c);
		break;
	case CASE_COMMAND_ALLOT ... CASE_COMMAND_END_SUPPORT:
		fill_shared(w, &c);
		break;
	case CASE_COMMAND_ERASE:
		c.erase = erased;
		break;
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ANSWER_ORDER:
	case CASE_COMMAND_ORDER:
		c.oversight = ordered(w);
		break;
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_CALLBACK:
		c.rate = unsolved;
		break;
	case CASE_COMMAND_REOPEN:
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_APPEAL:
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_TELL:
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_ASK_EXTENSION:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
	case CASE_COMMAND_SEND_BACK:
	case CASE_COMMAND_LIST:
		fill_time_or_said(w, &c);
		break;
	}
	return c;
}

enum refusal_code world_do(struct world *w, struct case_command command)
{
	if (!case_decide(&w->state, &command, &w->facts, w->now_us, w->arena, &w->decision))
		return w->decision.refusals[0].code;
	w->state = w->decision.state;
	return REFUSAL_NONE;
}

bool world_refused(const struct world *w, enum refusal_code code, const char *field)
{
	for (size_t i = 0; i < w->decision.refusal_count; i++) {
		const struct refusal *refusal = &w->decision.refusals[i];

		if (refusal->code == code &&
			(field ? refusal->field && strcmp(refusal->field, field) == 0 : !refusal->field))
			return true;
	}
	return false;
}

static void must_do(struct world *w, enum case_command_type type)
{
	must(world_do(w, world_command(w, type)) == REFUSAL_NONE);
}

// Ways out of the list for a case that was received.
static void leave(struct world *w, enum case_state_code state)
{
	if (state == CASE_STATE_WITHDRAWN) {
		must_do(w, CASE_COMMAND_WITHDRAW);
	} else {
		world_officer(w, 1, UNIT_INTAKE, ROLE_INTAKE);
		must_do(w, CASE_COMMAND_DECLINE);
	}
	if (state == CASE_STATE_APPEALED) {
		world_raiser(w);
		must_do(w, CASE_COMMAND_APPEAL);
	}
	must(w->state.state == state);
}

void world_case_in(struct world *w, enum case_state_code state)
{
	world_new_case(w);
	if (state == CASE_STATE_NONE)
		return;
	must_do(w, CASE_COMMAND_RECEIVE);
	if (state == CASE_STATE_DECLINED || state == CASE_STATE_APPEALED || state == CASE_STATE_WITHDRAWN) {
		leave(w, state);
		return;
	}
	if (state != CASE_STATE_RECEIVED) {
		world_officer(w, 1, UNIT_INTAKE, ROLE_INTAKE);
		must_do(w, CASE_COMMAND_ASSIGN);
	}
	world_officer(w, 2, UNIT_ROADS, ROLE_HANDLER);
	if (state == CASE_STATE_RETURNED)
		must_do(w, CASE_COMMAND_RETURN);
	bool is_over = state == CASE_STATE_CLOSED || state == CASE_STATE_REOPENED;

	if (state == CASE_STATE_IN_HAND || state == CASE_STATE_WAITING || state == CASE_STATE_ANSWERED ||
		is_over)
		must_do(w, CASE_COMMAND_ACCEPT);
	if (state == CASE_STATE_WAITING) {
		world_officer(w, 6, UNIT_ROADS, ROLE_UNIT_HEAD);
		must_do(w, CASE_COMMAND_WAIT);
	}
	if (state == CASE_STATE_ANSWERED || is_over)
		must_do(w, CASE_COMMAND_ANSWER);
	if (is_over) {
		world_officer(w, 4, UNIT_OVERSIGHT, ROLE_SUPERVISOR);
		must_do(w, CASE_COMMAND_CLOSE);
	}
	if (state == CASE_STATE_REOPENED) {
		world_raiser(w);
		must_do(w, CASE_COMMAND_RATE);
		must_do(w, CASE_COMMAND_REOPEN);
	}
	must(w->state.state == state);
}
