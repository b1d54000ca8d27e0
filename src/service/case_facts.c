// SPDX-License-Identifier: Apache-2.0
// The facts that the rules ask for: who acts, what the policy says, what is known of whom a command names.
#include "service/case_attempt.h"
#include "service/outside_numbers.h"
#include "service/service.h"
#include "sql.h"

// Where a case has no category, or the category no deadline of its own for a unit.
#define DEFAULT_REPLY_DAYS 5
#define GIVE_BACK_DAYS	   2  // so many working days after it is assigned a unit may give it back
#define EXTENSION_DAYS	   10 // by how much at most a unit's deadline is extended

static struct case_period working_days(int32_t days)
{
	return (struct case_period){days > 0, {CALENDAR_UNIT_WORKING_DAY, days}};
}

static struct case_policy policy_of(const struct reference *ref, int64_t category_id)
{
	const struct ref_category *category = reference_category(ref, category_id);
	struct case_policy policy = {
		.reply = working_days(DEFAULT_REPLY_DAYS),
		.unit = working_days(DEFAULT_REPLY_DAYS),
		.give_back = working_days(GIVE_BACK_DAYS),
		.extension = working_days(EXTENSION_DAYS),
		.needs_check = true,
		.version = ref->version,
	};

	if (!category)
		return policy;
	policy.contact = working_days(category->contact_days);
	policy.reply = working_days(category->reply_days);
	policy.solve = working_days(category->solve_days);
	if (category->reply_days > 0)
		policy.unit = policy.reply;
	policy.needs_check = category->needs_check;
	policy.public_without_consent = category->public_without_consent;
	return policy;
}

static bool is_complained_of(const struct reference *ref, int64_t officer_id, int64_t unit_id,
	int64_t about_unit_id, int64_t about_officer_id)
{
	if (about_officer_id && officer_id == about_officer_id)
		return true;
	return about_unit_id && unit_id && reference_unit_within(ref, unit_id, about_unit_id);
}

static int64_t private_id_value(const struct private_id *id)
{
	return id->state == PRIVATE_PRESENT ? id->value : 0;
}

struct case_actor cases_actor(
	const struct reference *ref, const struct officer *officer, const struct case_state *state)
{
	return (struct case_actor){
		.by = EVENT_BY_OFFICER,
		.officer_id = officer->id,
		.unit_id = officer->unit_id,
		.roles = (uint32_t)officer->roles,
		.is_complained_of = is_complained_of(ref, officer->id, officer->unit_id,
			private_id_value(&state->about_unit_id), private_id_value(&state->about_officer_id)),
		.is_of_answering_unit =
			state->answered_by_unit_id &&
			reference_unit_within(ref, officer->unit_id, state->answered_by_unit_id),
	};
}

void cases_facts(const struct reference *ref, const struct officer *officer, const struct case_state *state,
	struct case_facts *ret)
{
	*ret = (struct case_facts){
		.jurisdiction_id = ref->jurisdiction_id,
		.actor = cases_actor(ref, officer, state),
		.policy = policy_of(ref, state->category_id),
		.category_exists = true,
		.about_unit_exists = true,
		.about_officer_exists = true,
		.unit_in_charge_is_complained_of =
			is_complained_of(ref, 0, state->unit_id, private_id_value(&state->about_unit_id), 0),
		.calendar = ref->calendar,
	};
}

static struct case_unit_fact unit_fact(struct case_attempt *a, int64_t unit_id)
{
	const struct ref_unit *unit = reference_unit(a->ref, unit_id);
	const struct case_state *state = &a->stream.state;

	return (struct case_unit_fact){
		.exists = unit && !unit->is_retired,
		.is_complained_of =
			is_complained_of(a->ref, 0, unit_id, private_id_value(&state->about_unit_id), 0),
	};
}

static int officer_exists(struct case_attempt *a, int64_t officer_id, bool *ret)
{
	struct officer officer;
	int r;

	if (officer_id == 0)
		return 0;
	r = officers_by_id(a->conn, a->arena, a->request->jurisdiction_id, officer_id, &officer, a->err);
	*ret = r == 0;
	return r == ERR_NOT_FOUND ? 0 : r;
}

static int allot_facts(struct case_attempt *a, int64_t officer_id)
{
	const struct case_state *state = &a->stream.state;
	struct officer officer;
	int r;

	if (officer_id == 0)
		return 0;
	r = officers_by_id(a->conn, a->arena, a->request->jurisdiction_id, officer_id, &officer, a->err);
	if (r < 0)
		return r == ERR_NOT_FOUND ? 0 : r;
	a->facts.officer = (struct case_officer_fact){
		.exists = true,
		.unit_id = officer.unit_id,
		.roles = (uint32_t)officer.roles,
		.is_complained_of = is_complained_of(a->ref, officer.id, officer.unit_id,
			private_id_value(&state->about_unit_id), private_id_value(&state->about_officer_id)),
	};
	return 0;
}

static bool takes_cases(const struct reference *ref, int64_t programme_id)
{
	const struct programme *programme = reference_programme(ref, programme_id);

	return programme && !programme->is_closed;
}

static int receive_facts(struct case_attempt *a)
{
	struct case_receive *receive = &a->request->command.receive;
	struct case_facts *facts = &a->facts;
	struct slice code;
	int r;

	facts->policy = policy_of(a->ref, receive->category_id);
	facts->category_exists = receive->category_id && reference_category(a->ref, receive->category_id);
	facts->about_unit_exists = receive->about_unit_id && reference_unit(a->ref, receive->about_unit_id);
	facts->actor.is_complained_of =
		facts->actor.by == EVENT_BY_OFFICER &&
		is_complained_of(a->ref, facts->actor.officer_id, facts->actor.unit_id,
			receive->about_unit_id, receive->about_officer_id);
	if (receive->has_point) {
		struct ref_place place =
			reference_place_at(a->ref, receive->point.lat_e7 / 1e7, receive->point.long_e7 / 1e7);

		facts->place_area_id = place.area_id;
		facts->town_area_id = place.town_id;
	}
	if (!facts->place_area_id && reference_area(a->ref, a->request->place_area_id)) {
		facts->place_area_id = a->request->place_area_id;
		facts->town_area_id = reference_town_of(a->ref, a->request->place_area_id);
	}
	facts->programme_exists = takes_cases(a->ref, receive->programme_id);
	r = outside_numbers_find(service_keys(a->service), a->conn, a->arena, a->request->jurisdiction_id,
		receive->outside_number, &facts->outside_number_is_taken, &code, a->err);
	return r == 0 ? officer_exists(a, receive->about_officer_id, &facts->about_officer_exists) : r;
}

static int classify_facts(struct case_attempt *a)
{
	struct case_classify *classify = &a->request->command.classify;

	if (classify->category_id)
		a->facts.policy = policy_of(a->ref, classify->category_id);
	a->facts.category_exists = classify->category_id && reference_category(a->ref, classify->category_id);
	a->facts.about_unit_exists =
		classify->about_unit_id && reference_unit(a->ref, classify->about_unit_id);
	a->facts.about_officer_exists = false;
	return officer_exists(a, classify->about_officer_id, &a->facts.about_officer_exists);
}

// The next number of the year in which it is given. Who else takes it at the same moment makes this one run
// again.
static int order_facts(struct case_attempt *a)
{
	struct sql_oversight_order_newest_number_row newest;
	struct calendar_civil now;
	int r;

	a->request->command.oversight.order_id = service_next_id(a->service);
	calendar_civil(a->ref->calendar, a->now_us, &now);
	a->facts.order_year = now.year;
	r = sql_oversight_order_newest_number(a->conn, a->arena,
		&(struct sql_oversight_order_newest_number_in){
			.jurisdiction_id = a->request->jurisdiction_id, .year = now.year},
		&newest, a->err);
	if (r == 0)
		a->facts.order_number = newest.number + 1;
	return r;
}

int case_attempt_facts(struct case_attempt *a)
{
	struct case_request *request = a->request;
	struct officer officer = {0};
	int r = 0;

	if (request->officer_id)
		r = officers_by_id(
			a->conn, a->arena, request->jurisdiction_id, request->officer_id, &officer, a->err);
	if (r < 0)
		return r == ERR_NOT_FOUND ? case_attempt_end(a, CASE_REQUEST_NO_CASE, "the officer is gone")
					  : r;
	cases_facts(a->ref, &officer, &a->stream.state, &a->facts);
	if (!request->officer_id)
		a->facts.actor =
			(struct case_actor){.by = request->by_system ? EVENT_BY_SYSTEM : EVENT_BY_RAISER};
	switch (request->command.type) {
	case CASE_COMMAND_RECEIVE:
		return receive_facts(a);
	case CASE_COMMAND_CLASSIFY:
		return classify_facts(a);
	case CASE_COMMAND_ASSIGN:
	case CASE_COMMAND_SUPPORT:
		a->facts.target = unit_fact(a, request->command.assign.unit_id);
		a->facts.supervising = unit_fact(a, request->command.assign.supervising_unit_id);
		break;
	case CASE_COMMAND_ORDER:
		return order_facts(a);
	case CASE_COMMAND_LIST:
		a->facts.programme_exists = takes_cases(a->ref, request->command.list.programme_id);
		break;
	case CASE_COMMAND_ALLOT:
		return allot_facts(a, request->command.allot.officer_id);
	case CASE_COMMAND_ACCEPT_SUPPORT ... CASE_COMMAND_END_SUPPORT:
	case CASE_COMMAND_RELEASE:
	case CASE_COMMAND_ACCEPT:
	case CASE_COMMAND_RETURN:
	case CASE_COMMAND_ANSWER:
	case CASE_COMMAND_CLOSE:
	case CASE_COMMAND_ERASE:
	case CASE_COMMAND_RATE:
	case CASE_COMMAND_CALLBACK:
	case CASE_COMMAND_REOPEN:
	case CASE_COMMAND_WITHDRAW:
	case CASE_COMMAND_DECLINE:
	case CASE_COMMAND_APPEAL:
	case CASE_COMMAND_UPHOLD:
	case CASE_COMMAND_OVERTURN:
	case CASE_COMMAND_REMIND:
	case CASE_COMMAND_ANSWER_ORDER:
	case CASE_COMMAND_WAIT:
	case CASE_COMMAND_RESUME:
	case CASE_COMMAND_ASK_EXTENSION:
	case CASE_COMMAND_GRANT_EXTENSION:
	case CASE_COMMAND_REFUSE_EXTENSION:
	case CASE_COMMAND_SEND_BACK:
	case CASE_COMMAND_NOTE:
	case CASE_COMMAND_WRITE:
	case CASE_COMMAND_TELL:
		break;
	}
	return 0;
}
