// SPDX-License-Identifier: Apache-2.0
// In this order: may the actor know of the case; is it still as the actor saw it; is there such a move for
// this actor (case_moves.c); then what the command holds, all mistakes at once. Each decide_… fills the event
// or adds refusals.
#include "domain/case_decide.h"

#include "base/clock.h"
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_erasure.h"
#include "domain/case_moves.h"
#include "domain/case_view.h"
#include "domain/limits.h"

struct decision {
	const struct case_state *state;
	const struct case_facts *facts;
	struct refusals refusals;
	struct case_event *event; // its type and meta are set
	struct arena *arena;
};

static const char *const command_names[] = {
	[CASE_COMMAND_RECEIVE] = "receive",
	[CASE_COMMAND_CLASSIFY] = "classify",
	[CASE_COMMAND_RELEASE] = "release",
	[CASE_COMMAND_ASSIGN] = "assign",
	[CASE_COMMAND_ACCEPT] = "accept",
	[CASE_COMMAND_RETURN] = "return",
	[CASE_COMMAND_ANSWER] = "answer",
	[CASE_COMMAND_CLOSE] = "close",
	[CASE_COMMAND_ERASE] = "erase",
};
_Static_assert(ARRAY_LEN(command_names) == CASE_COMMAND_COUNT, "every command has a name");

const char *case_command_name(enum case_command_type type)
{
	must((size_t)type < ARRAY_LEN(command_names));
	return command_names[type];
}

static int64_t deadline(const struct decision *d, const struct case_period *period, int64_t from_us)
{
	return period->is_set ? calendar_deadline(d->facts->calendar, from_us, period->period) : 0;
}

static bool is_about_unit(const struct decision *d, int64_t unit_id)
{
	return d->state->about_unit_id.state == PRIVATE_PRESENT && d->state->about_unit_id.value == unit_id;
}

static void check_about(struct decision *d, int64_t unit_id, int64_t officer_id)
{
	if (unit_id != 0 && !d->facts->about_unit_exists)
		refusals_add_field(&d->refusals, "about_unit_id", REFUSAL_UNIT_UNKNOWN);
	if (officer_id != 0 && !d->facts->about_officer_exists)
		refusals_add_field(&d->refusals, "about_officer_id", REFUSAL_OFFICER_UNKNOWN);
}

static void check_received(struct decision *d, const struct case_receive *c)
{
	struct refusals *r = &d->refusals;
	const struct case_actor *actor = &d->facts->actor;

	if (!case_channel_is_open(c->channel, actor))
		refusals_add_field(r, "channel", REFUSAL_CHANNEL_NOT_YOURS);
	// Whoever takes a complaint down knows what it says: here, unlike later, the reason can be told.
	if (actor->by == EVENT_BY_OFFICER &&
		(actor->is_complained_of || c->about_officer_id == actor->officer_id ||
			c->about_unit_id == actor->unit_id))
		refusals_add_field(r, "about_unit_id", REFUSAL_UNIT_COMPLAINED_OF);
	if (c->kind == CASE_KIND_NONE)
		refusals_add_field(r, "kind", REFUSAL_CHOICE_MISSING);
	if (c->category_id != 0 && !d->facts->category_exists)
		refusals_add_field(r, "category_id", REFUSAL_CATEGORY_UNKNOWN);
	check_line(r, "title", c->title, LIMIT_TITLE_CHARS, REFUSAL_TEXT_MISSING);
	check_text(r, "text", c->text, LIMIT_TEXT_CHARS, REFUSAL_TEXT_MISSING);
	check_line(r, "address", c->address, LIMIT_ADDRESS_CHARS, REFUSAL_NONE);
	if (c->has_point)
		check_point(r, "point", c->point);
	check_about(d, c->about_unit_id, c->about_officer_id);
	if (c->file_count > LIMIT_FILES)
		refusals_add(
			r, (struct refusal){
				   .code = REFUSAL_FILES_TOO_MANY, .field = "files", .limit = LIMIT_FILES});
	check_language(r, "language", c->language);
	check_line(r, "name", c->name, LIMIT_NAME_CHARS, REFUSAL_NONE);
	check_phone(r, "phone", c->phone);
	check_email(r, "email", c->email);
}

static void decide_receive(struct decision *d, const struct case_receive *c)
{
	const struct case_policy *policy = &d->facts->policy;
	int64_t at_us = d->event->meta.at_us;

	must(c->case_id > 0 && c->channel != CASE_CHANNEL_NONE && d->facts->calendar);
	must(c->code.len > 0);
	check_received(d, c);
	if (d->refusals.count > 0)
		return;
	d->event->received = (struct case_received){
		.code = c->code,
		.channel = c->channel,
		.kind = c->kind,
		.category_id = c->category_id,
		.area_id = d->facts->town_area_id,
		.contact_by = deadline(d, &policy->contact, at_us),
		.reply_by = deadline(d, &policy->reply, at_us),
		.solve_by = deadline(d, &policy->solve, at_us),
		.calendar_version = calendar_version(d->facts->calendar),
		.category_version = policy->version,
		.title = private_text_of(c->title),
		.text = private_text_of(c->text),
		.address = private_text_of(c->address),
		.point = {c->has_point ? PRIVATE_PRESENT : PRIVATE_ABSENT, c->point},
		.place_area_id = private_id_of(d->facts->place_area_id),
		.secret = private_flag_of(c->is_secret),
		.consent = private_flag_of(c->has_consent),
		.has_contact = private_flag_of(c->name.len > 0 || c->phone.len > 0 || c->email.len > 0),
		.language = private_text_of(c->language),
		.about_unit_id = private_id_of(c->about_unit_id),
		.about_officer_id = private_id_of(c->about_officer_id),
		.files = private_files_of(c->files, c->file_count),
		.name = private_text_of(c->name),
		.phone = private_text_of(c->phone),
		.email = private_text_of(c->email),
	};
	if (!c->has_point)
		d->event->received.point.value = (struct point_e7){0};
}

static int64_t known_id(const struct private_id *id)
{
	must(id->state != PRIVATE_UNREAD); // a decision needs the private part
	return id->state == PRIVATE_PRESENT ? id->value : 0;
}

static void decide_classify(struct decision *d, const struct case_classify *c)
{
	const struct case_state *s = d->state;
	const struct case_policy *policy = &d->facts->policy;
	int64_t category_id = c->category_id ? c->category_id : s->category_id;
	enum case_kind kind = c->kind != CASE_KIND_NONE ? c->kind : s->kind;
	int64_t about_unit_id = c->sets_about ? c->about_unit_id : known_id(&s->about_unit_id);
	int64_t about_officer_id = c->sets_about ? c->about_officer_id : known_id(&s->about_officer_id);
	bool is_other_category = category_id != s->category_id;

	must(d->facts->calendar);
	if (category_id == 0)
		refusals_add_field(&d->refusals, "category_id", REFUSAL_CHOICE_MISSING);
	else if (c->category_id != 0 && !d->facts->category_exists)
		refusals_add_field(&d->refusals, "category_id", REFUSAL_CATEGORY_UNKNOWN);
	else if (!is_other_category && kind == s->kind && about_unit_id == known_id(&s->about_unit_id) &&
		 about_officer_id == known_id(&s->about_officer_id))
		refusals_add_field(&d->refusals, NULL, REFUSAL_NOTHING_CHANGED);
	if (c->sets_about)
		check_about(d, c->about_unit_id, c->about_officer_id);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS,
		s->category_id != 0 ? REFUSAL_REASON_MISSING : REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	// Another category has other clocks; they run from the day it was received, not from today.
	d->event->classified = (struct case_classified){
		.category_id = category_id,
		.previous_category_id = s->category_id,
		.kind = kind,
		.contact_by = is_other_category ? deadline(d, &policy->contact, s->received_at_us)
						: s->contact_by_us,
		.reply_by =
			is_other_category ? deadline(d, &policy->reply, s->received_at_us) : s->reply_by_us,
		.solve_by =
			is_other_category ? deadline(d, &policy->solve, s->received_at_us) : s->solve_by_us,
		.calendar_version = calendar_version(d->facts->calendar),
		.category_version = policy->version,
		.about_unit_id = private_id_of(about_unit_id),
		.about_officer_id = private_id_of(about_officer_id),
		.reason = private_text_of(c->reason),
	};
}

static bool has_file(const struct event_file *files, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++) {
		if (files[i].id == id)
			return true;
	}
	return false;
}

// Published are files of this case, each once. Their bytes may be others than those sent in: faces covered.
static void check_published_files(struct decision *d, const struct case_release *c)
{
	const struct private_files *own = &d->state->files;
	size_t own_count = own->state == PRIVATE_PRESENT ? own->count : 0;

	if (c->file_count > LIMIT_FILES) {
		refusals_add(&d->refusals,
			(struct refusal){
				.code = REFUSAL_FILES_TOO_MANY, .field = "files", .limit = LIMIT_FILES});
		return;
	}
	for (size_t i = 0; i < c->file_count; i++) {
		if (!has_file(own->items, own_count, c->files[i].id) ||
			has_file(c->files, i, c->files[i].id)) {
			refusals_add_field(&d->refusals, "files", REFUSAL_FILE_UNKNOWN);
			return;
		}
	}
}

static void decide_release(struct decision *d, const struct case_release *c)
{
	bool has_consent = case_has_consent(d->state);
	bool has_words = c->public_title.len > 0 || c->public_text.len > 0 || c->file_count > 0;

	switch (c->extent) {
	case RELEASE_EXTENT_NONE:
		refusals_add_field(&d->refusals, "extent", REFUSAL_CHOICE_MISSING);
		break;
	case RELEASE_EXTENT_WORDS:
		if (!has_consent) {
			refusals_add_field(&d->refusals, "extent", REFUSAL_CONSENT_MISSING);
			break;
		}
		check_line(&d->refusals, "public_title", c->public_title, LIMIT_TITLE_CHARS,
			REFUSAL_TEXT_MISSING);
		check_text(&d->refusals, "public_text", c->public_text, LIMIT_TEXT_CHARS, REFUSAL_NONE);
		check_published_files(d, c);
		break;
	case RELEASE_EXTENT_ROW:
		if (!has_consent && !d->facts->policy.public_without_consent)
			refusals_add_field(&d->refusals, "extent", REFUSAL_CONSENT_MISSING);
		else if (has_words)
			refusals_add_field(&d->refusals, "public_text", REFUSAL_WORDS_WITHOUT_CONSENT);
		else if (d->state->released == RELEASE_EXTENT_ROW)
			refusals_add_field(&d->refusals, NULL, REFUSAL_NOTHING_CHANGED);
		break;
	}
	if (d->refusals.count > 0)
		return;
	d->event->released = (struct case_released){
		.extent = c->extent,
		.public_title = private_text_of(c->public_title),
		.public_text = private_text_of(c->public_text),
		.published_files = private_files_of(c->files, c->file_count),
	};
}

// The deadline that intake chose, else the policy's, else the raiser's next one that is still ahead.
static int64_t unit_deadline(struct decision *d, const struct case_assign *c)
{
	const struct case_state *s = d->state;
	int64_t at_us = d->event->meta.at_us, by_us = c->deadline_us;

	if (by_us == 0)
		by_us = deadline(d, &d->facts->policy.unit, at_us);
	if (by_us == 0 && s->reply_by_us > at_us)
		by_us = s->reply_by_us;
	if (by_us == 0 && s->solve_by_us > at_us)
		by_us = s->solve_by_us;
	if (by_us == 0)
		refusals_add_field(&d->refusals, "deadline", REFUSAL_DEADLINE_MISSING);
	else if (by_us <= at_us)
		refusals_add_field(&d->refusals, "deadline", REFUSAL_DEADLINE_PASSED);
	else if (c->deadline_us != 0 && by_us > at_us + LIMIT_DEADLINE_DAYS * US_PER_DAY)
		refusals_add(&d->refusals, (struct refusal){.code = REFUSAL_DEADLINE_TOO_FAR,
						   .field = "deadline",
						   .limit = LIMIT_DEADLINE_DAYS});
	return by_us;
}

static void check_unit(
	struct decision *d, const char *field, int64_t unit_id, const struct case_unit_fact *unit)
{
	if (!unit->exists)
		refusals_add_field(&d->refusals, field, REFUSAL_UNIT_UNKNOWN);
	else if (unit->is_complained_of || is_about_unit(d, unit_id))
		refusals_add_field(&d->refusals, field, REFUSAL_UNIT_COMPLAINED_OF);
}

static void decide_assign(struct decision *d, const struct case_assign *c)
{
	must(c->assignment_id > 0 && d->facts->calendar);
	if (c->unit_id == 0)
		refusals_add_field(&d->refusals, "unit_id", REFUSAL_CHOICE_MISSING);
	else
		check_unit(d, "unit_id", c->unit_id, &d->facts->target);
	if (c->supervising_unit_id != 0)
		check_unit(d, "supervising_unit_id", c->supervising_unit_id, &d->facts->supervising);
	if (c->supervising_unit_id != 0 && c->supervising_unit_id == c->unit_id)
		refusals_add_field(&d->refusals, "supervising_unit_id", REFUSAL_SUPERVISES_ITSELF);
	check_text(&d->refusals, "standard", c->standard, LIMIT_REASON_CHARS, REFUSAL_NONE);
	check_text(&d->refusals, "note", c->note, LIMIT_REASON_CHARS, REFUSAL_NONE);
	int64_t by_us = unit_deadline(d, c);

	if (d->refusals.count > 0)
		return;
	d->event->assigned = (struct case_assigned){
		.assignment_id = c->assignment_id,
		.unit_id = c->unit_id,
		.role = ASSIGNMENT_ROLE_LEAD,
		.assigning_unit_id = d->facts->actor.unit_id,
		.supervising_unit_id = c->supervising_unit_id,
		.deadline = by_us,
		.calendar_version = calendar_version(d->facts->calendar),
		.category_version = d->facts->policy.version,
		.standard = private_text_of(c->standard),
		.note = private_text_of(c->note),
	};
}

static void decide_accept(struct decision *d)
{
	d->event->accepted = (struct case_accepted){d->state->assignment_id, d->state->unit_id};
}

static void decide_return(struct decision *d, const struct case_return *c)
{
	if (c->reason_code == RETURN_REASON_NONE)
		refusals_add_field(&d->refusals, "reason_code", REFUSAL_CHOICE_MISSING);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	check_text(&d->refusals, "legal_basis", c->legal_basis, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	d->event->returned = (struct case_returned){
		.assignment_id = d->state->assignment_id,
		.unit_id = d->state->unit_id,
		.reason_code = c->reason_code,
		.reason = private_text_of(c->reason),
		.legal_basis = private_text_of(c->legal_basis),
	};
}

static void decide_answer(struct decision *d, const struct case_answer *c)
{
	const struct case_state *s = d->state;
	bool at_once = s->unit_id == 0;

	check_text(&d->refusals, "text", c->text, LIMIT_TEXT_CHARS, REFUSAL_TEXT_MISSING);
	check_text(&d->refusals, "public_text", c->public_text, LIMIT_TEXT_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	d->event->answered = (struct case_answered){
		.assignment_id = s->assignment_id,
		.unit_id = at_once ? d->facts->actor.unit_id : s->unit_id,
		.at_once = at_once,
		.correction = s->state == CASE_STATE_ANSWERED,
		.text = private_text_of(c->text),
		.public_text = private_text_of(c->public_text),
	};
}

static void decide_close(struct decision *d, const struct case_close *c)
{
	enum refusal_code missing = REFUSAL_NONE;

	if (c->outcome == CASE_OUTCOME_NONE)
		refusals_add_field(&d->refusals, "outcome", REFUSAL_CHOICE_MISSING);
	// What stays unsolved says so, and why, wherever it is shown.
	if (c->outcome == CASE_OUTCOME_UNSOLVED || c->outcome == CASE_OUTCOME_PARTLY_DONE)
		missing = REFUSAL_REASON_MISSING;
	check_text(&d->refusals, "public_reason", c->public_reason, LIMIT_REASON_CHARS, missing);
	check_text(&d->refusals, "note", c->note, LIMIT_REASON_CHARS, REFUSAL_NONE);
	if (d->refusals.count > 0)
		return;
	int64_t answered_by = d->state->answered_by_officer_id;

	d->event->closed = (struct case_closed){
		.outcome = c->outcome,
		// Nothing is claimed where who answered is not known any more.
		.checked = answered_by != 0 && answered_by != d->facts->actor.officer_id,
		.note = private_text_of(c->note),
		.public_reason = private_text_of(c->public_reason),
	};
}

// Whether there was anything to erase is not asked: else the entry would say that a name had been given.
static void decide_erase(struct decision *d, const struct case_erase *c)
{
	if (c->scope == ERASURE_SCOPE_NONE)
		refusals_add_field(&d->refusals, "scope", REFUSAL_CHOICE_MISSING);
	else if (case_is_erased(d->state, c->scope))
		refusals_add_field(&d->refusals, NULL, REFUSAL_ERASED_ALREADY);
	if (c->reason_code == ERASURE_REASON_NONE)
		refusals_add_field(&d->refusals, "reason_code", REFUSAL_CHOICE_MISSING);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS, REFUSAL_REASON_MISSING);
	if (d->refusals.count > 0)
		return;
	d->event->erased = (struct case_erased){
		.scope = c->scope,
		.reason_code = c->reason_code,
		.until_seq = d->state->seq,
		.reason = private_text_of(c->reason),
	};
}

static void decide(struct decision *d, const struct case_command *command)
{
	switch (command->type) {
	case CASE_COMMAND_RECEIVE:
		d->event->type = CASE_EVENT_RECEIVED;
		decide_receive(d, &command->receive);
		break;
	case CASE_COMMAND_CLASSIFY:
		d->event->type = CASE_EVENT_CLASSIFIED;
		decide_classify(d, &command->classify);
		break;
	case CASE_COMMAND_RELEASE:
		d->event->type = CASE_EVENT_RELEASED;
		decide_release(d, &command->release);
		break;
	case CASE_COMMAND_ASSIGN:
		d->event->type = CASE_EVENT_ASSIGNED;
		decide_assign(d, &command->assign);
		break;
	case CASE_COMMAND_ACCEPT:
		d->event->type = CASE_EVENT_ACCEPTED;
		decide_accept(d);
		break;
	case CASE_COMMAND_RETURN:
		d->event->type = CASE_EVENT_RETURNED;
		decide_return(d, &command->return_);
		break;
	case CASE_COMMAND_ANSWER:
		d->event->type = CASE_EVENT_ANSWERED;
		decide_answer(d, &command->answer);
		break;
	case CASE_COMMAND_CLOSE:
		d->event->type = CASE_EVENT_CLOSED;
		decide_close(d, &command->close);
		break;
	case CASE_COMMAND_ERASE:
		d->event->type = CASE_EVENT_ERASED;
		decide_erase(d, &command->erase);
		break;
	}
}

bool case_may(const struct case_state *state, enum case_command_type command, const struct case_facts *facts,
	struct refusal *ret_why_not)
{
	const struct case_actor *actor = &facts->actor;

	must(actor->by != EVENT_BY_NONE);
	must((actor->by == EVENT_BY_OFFICER) == (actor->officer_id > 0) &&
		(actor->by != EVENT_BY_OFFICER || actor->unit_id > 0));
	// Whoever erases need not see what is erased: admins see no case.
	if (command != CASE_COMMAND_RECEIVE && state->state != CASE_STATE_NONE &&
		actor->by == EVENT_BY_OFFICER && !case_may_see(state, actor) &&
		!(command == CASE_COMMAND_ERASE && case_may_erase(state, actor))) {
		*ret_why_not = (struct refusal){.code = REFUSAL_NOT_FOR_YOU};
		return false;
	}
	return case_move_find(state, command, facts, ret_why_not) != NULL;
}

static struct event_meta meta_of(const struct case_state *state, const struct case_command *command,
	const struct case_facts *facts, int64_t now_us)
{
	bool is_new = command->type == CASE_COMMAND_RECEIVE;

	return (struct event_meta){
		.jurisdiction_id = is_new ? facts->jurisdiction_id : state->jurisdiction_id,
		.stream_id = is_new ? command->receive.case_id : state->case_id,
		.seq = state->seq + 1,
		// Time never falls within a stream, whatever the clocks of two servers say.
		.at_us = now_us > state->last_at_us ? now_us : state->last_at_us,
		.by = facts->actor.by,
		.by_officer_id = facts->actor.officer_id,
		.by_unit_id = facts->actor.unit_id,
	};
}

bool case_decide(const struct case_state *state, const struct case_command *command,
	const struct case_facts *facts, int64_t now_us, struct arena *arena, struct case_decision *ret)
{
	struct case_decision decision = {.state = *state};
	struct decision d = {
		.state = state, .facts = facts, .arena = arena, .event = ARENA_NEW(arena, struct case_event)};
	struct refusal why_not;

	must(now_us > 0 && facts->jurisdiction_id > 0);
	must(state->state == CASE_STATE_NONE || facts->jurisdiction_id == state->jurisdiction_id);
	d.event->meta = meta_of(state, command, facts, now_us);
	bool may = case_may(state, command->type, facts, &why_not);

	// A page that is too old is told so before it is told what it could not do; but never to whom the
	// case is closed.
	if (!may && why_not.code == REFUSAL_NOT_FOR_YOU)
		refusals_add(&d.refusals, why_not);
	else if (command->expected_seq != 0 && command->expected_seq != state->seq)
		refusals_add(&d.refusals, (struct refusal){.code = REFUSAL_CHANGED_MEANWHILE,
						  .value = state->seq,
						  .state = (int)state->state});
	else if (!may)
		refusals_add(&d.refusals, why_not);
	else
		decide(&d, command);
	if (d.refusals.count == 0) {
		must(case_apply(&decision.state, d.event, NULL) == 0);
		decision.events = d.event;
		decision.event_count = 1;
	} else {
		decision.refusals =
			arena_memdup(arena, d.refusals.items, d.refusals.count * sizeof(struct refusal));
		decision.refusal_count = d.refusals.count;
	}
	*ret = decision;
	return d.refusals.count == 0;
}
