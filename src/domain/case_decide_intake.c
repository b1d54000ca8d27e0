// SPDX-License-Identifier: Apache-2.0
// How a matter comes onto the list: received, classified, made public.
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_clock.h"
#include "domain/case_decide_impl.h"
#include "domain/case_moves.h"
#include "domain/limits.h"

static void check_about(struct case_decision_draft *d, int64_t unit_id, int64_t officer_id)
{
	if (unit_id != 0 && !d->facts->about_unit_exists)
		refusals_add_field(&d->refusals, "about_unit_id", REFUSAL_UNIT_UNKNOWN);
	if (officer_id != 0 && !d->facts->about_officer_exists)
		refusals_add_field(&d->refusals, "about_officer_id", REFUSAL_OFFICER_UNKNOWN);
}

// Of whom and from where it comes, besides the words.
static void check_origin(struct case_decision_draft *d, const struct case_receive *c)
{
	struct refusals *r = &d->refusals;

	// It moves the clocks of the office: whoever reads the matter judges it.
	if (c->urgency > CASE_URGENCY_NORMAL && d->facts->actor.by != EVENT_BY_OFFICER)
		refusals_add_field(r, "urgency", REFUSAL_URGENCY_NOT_YOURS);
	if (c->programme_id != 0 && !d->facts->programme_exists)
		refusals_add_field(r, "programme_id", REFUSAL_PROGRAMME_UNKNOWN);
	if (c->enterprise_id != 0 && !d->facts->enterprise_exists)
		refusals_add_field(r, "enterprise_id", REFUSAL_ENTERPRISE_UNKNOWN);
	check_day(r, "visited_on", c->visited_on);
	check_line(r, "outside_number", c->outside_number, LIMIT_OUTSIDE_BYTES, REFUSAL_NONE);
	if (c->outside_number.len > LIMIT_OUTSIDE_BYTES)
		refusals_add(r, (struct refusal){.code = REFUSAL_TEXT_TOO_LONG,
					.field = "outside_number",
					.limit = LIMIT_OUTSIDE_BYTES});
	else if (d->facts->outside_number_is_taken)
		refusals_add_field(r, "outside_number", REFUSAL_OUTSIDE_NUMBER_TAKEN);
	if (c->answers.len > LIMIT_ANSWERS_BYTES)
		refusals_add(r, (struct refusal){.code = REFUSAL_TEXT_TOO_LONG,
					.field = "answers",
					.limit = LIMIT_ANSWERS_BYTES});
}

static void check_received(struct case_decision_draft *d, const struct case_receive *c)
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
	check_origin(d, c);
	if (c->file_count > LIMIT_FILES)
		refusals_add(
			r, (struct refusal){
				   .code = REFUSAL_FILES_TOO_MANY, .field = "files", .limit = LIMIT_FILES});
	check_language(r, "language", c->language);
	check_line(r, "name", c->name, LIMIT_NAME_CHARS, REFUSAL_NONE);
	check_phone(r, "phone", c->phone);
	check_email(r, "email", c->email);
}

static void decide_receive(struct case_decision_draft *d, const struct case_receive *c)
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
		.urgency = c->urgency != CASE_URGENCY_NONE ? c->urgency : CASE_URGENCY_NORMAL,
		.programme_id = c->programme_id,
		.category_id = c->category_id,
		.area_id = d->facts->town_area_id,
		.contact_by = case_decision_deadline(d, &policy->contact, at_us),
		.reply_by = case_decision_deadline(d, &policy->reply, at_us),
		.solve_by = case_decision_deadline(d, &policy->solve, at_us),
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
		.enterprise_id = private_id_of(c->enterprise_id),
		.visited_on = private_text_of(c->visited_on),
		.outside_number = private_text_of(c->outside_number),
		.answers = private_text_of(c->answers),
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

// The policy's, from the day it was received, with every pause until now and every extension that was
// granted.
static struct case_clocks clocks_of_policy(const struct case_decision_draft *d)
{
	const struct case_state *s = d->state;
	const struct case_policy *policy = &d->facts->policy;
	struct case_clocks clocks = {
		case_decision_deadline(d, &policy->contact, s->received_at_us),
		case_decision_deadline(d, &policy->reply, s->received_at_us),
		case_decision_deadline(d, &policy->solve, s->received_at_us),
	};

	for (int i = 0; i < s->pause_count; i++)
		clocks = case_clocks_paused(d->facts->calendar, clocks, s->pauses[i]);
	return case_clocks_extended(clocks, s->extended_until_us);
}

static void decide_classify(struct case_decision_draft *d, const struct case_classify *c)
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
	struct case_clocks clocks = {s->contact_by_us, s->reply_by_us, s->solve_by_us};

	// Another category has other clocks; they run from the day it was received, not from today.
	if (is_other_category)
		clocks = clocks_of_policy(d);
	d->event->classified = (struct case_classified){
		.category_id = category_id,
		.previous_category_id = s->category_id,
		.kind = kind,
		.contact_by = clocks.contact_by_us,
		.reply_by = clocks.reply_by_us,
		.solve_by = clocks.solve_by_us,
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
static void check_published_files(struct case_decision_draft *d, const struct case_release *c)
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

static void decide_release(struct case_decision_draft *d, const struct case_release *c)
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

// Off a list it goes with a reason: otherwise a row that does not fit the figures could just be left out.
static void decide_list(struct case_decision_draft *d, const struct case_list *c)
{
	int64_t previous = d->state->programme_id;

	if (c->programme_id == previous)
		refusals_add_field(&d->refusals, "programme_id", REFUSAL_NOTHING_CHANGED);
	else if (c->programme_id != 0 && !d->facts->programme_exists)
		refusals_add_field(&d->refusals, "programme_id", REFUSAL_PROGRAMME_UNKNOWN);
	check_text(&d->refusals, "reason", c->reason, LIMIT_REASON_CHARS,
		previous != 0 ? REFUSAL_REASON_MISSING : REFUSAL_NONE);
	d->event->listed = (struct case_listed){
		.programme_id = c->programme_id,
		.previous_programme_id = previous,
		.reason = private_text_of(c->reason),
	};
}

void case_decide_intake(struct case_decision_draft *d, const struct case_command *command)
{
	if (command->type == CASE_COMMAND_RECEIVE) {
		d->event->type = CASE_EVENT_RECEIVED;
		decide_receive(d, &command->receive);
	} else if (command->type == CASE_COMMAND_CLASSIFY) {
		d->event->type = CASE_EVENT_CLASSIFIED;
		decide_classify(d, &command->classify);
	} else if (command->type == CASE_COMMAND_LIST) {
		d->event->type = CASE_EVENT_LISTED;
		decide_list(d, &command->list);
	} else {
		must(command->type == CASE_COMMAND_RELEASE);
		d->event->type = CASE_EVENT_RELEASED;
		decide_release(d, &command->release);
	}
}
