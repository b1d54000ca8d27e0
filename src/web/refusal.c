// SPDX-License-Identifier: Apache-2.0
#include "web/refusal.h"

#include "domain/case_state.h"
#include "domain/officer.h"
#include "po/words.h"
#include "web/names.h"

#include <string.h>

static struct slice roles_text(struct arena *arena, enum lang lang, uint32_t roles)
{
	static const struct {
		enum officer_role role;
		enum word word;
	} names[] = {
		{ROLE_INTAKE, WORD_ROLE_INTAKE},
		{ROLE_HANDLER, WORD_ROLE_HANDLER},
		{ROLE_UNIT_HEAD, WORD_ROLE_UNIT_HEAD},
		{ROLE_SUPERVISOR, WORD_ROLE_SUPERVISOR},
		{ROLE_LEADER, WORD_ROLE_LEADER},
		{ROLE_EDITOR, WORD_ROLE_EDITOR},
		{ROLE_AUDITOR, WORD_ROLE_AUDITOR},
		{ROLE_ADMIN, WORD_ROLE_ADMIN},
	};
	struct slice list = SLICE("");

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct slice name = slice_of(words_text(lang, names[i].word));
		struct buf longer = buf_in(arena);

		if (!(roles & names[i].role))
			continue;
		words_format(&longer, lang, WORD_REFUSAL_OR, .first = word_arg(list), .rest = word_arg(name));
		list = list.len ? buf_slice(&longer) : name;
	}
	return list;
}

static void put_who(struct web_request *q, const struct refusal *refusal, enum lang lang, struct buf *out)
{
	struct slice unit = q->ref ? web_unit_name(q, refusal->unit_id) : SLICE("");

	if (refusal->code == REFUSAL_ROLE_MISSING)
		words_format(out, lang, WORD_REFUSAL_ROLE_MISSING,
			.who = word_arg(roles_text(q->arena, lang, refusal->roles)));
	else if (unit.len)
		words_format(out, lang, WORD_REFUSAL_NOT_IN_CHARGE, .unit = word_arg(unit));
	else
		buf_put_cstr(out, words_text(lang, WORD_REFUSAL_NOT_IN_CHARGE_OF_ANY));
}

// Words that need nothing, or (is_limited) the limit as their only argument.
static const struct {
	enum refusal_code code;
	enum word word;
	bool is_limited;
} refusal_words[] = {
	{REFUSAL_TEXT_TOO_LONG, WORD_REFUSAL_TEXT_TOO_LONG, true},
	{REFUSAL_FILES_TOO_MANY, WORD_REFUSAL_FILES_TOO_MANY, true},
	{REFUSAL_DEADLINE_TOO_FAR, WORD_REFUSAL_DEADLINE_TOO_FAR, true},
	{REFUSAL_TOO_LATE, WORD_REFUSAL_TOO_LATE, true},
	{REFUSAL_APPEAL_TOO_LATE, WORD_REFUSAL_APPEAL_TOO_LATE, true},
	{REFUSAL_TOO_OFTEN, WORD_REFUSAL_TOO_OFTEN, true},
	{REFUSAL_WAITED_TOO_OFTEN, WORD_REFUSAL_WAITED_TOO_OFTEN, true},
	{REFUSAL_TOLD_TOO_OFTEN, WORD_REFUSAL_TOLD_TOO_OFTEN, true},
	{REFUSAL_RETURN_TOO_LATE, WORD_REFUSAL_RETURN_TOO_LATE, true},
	{REFUSAL_EXTENSION_TOO_LONG, WORD_REFUSAL_EXTENSION_TOO_LONG, true},
	{REFUSAL_NOT_FOR_YOU, WORD_REFUSAL_NOT_FOR_YOU, false},
	{REFUSAL_SAME_OFFICER, WORD_REFUSAL_SAME_OFFICER, false},
	{REFUSAL_CHANNEL_NOT_YOURS, WORD_REFUSAL_CHANNEL_NOT_YOURS, false},
	{REFUSAL_CHANGED_MEANWHILE, WORD_REFUSAL_CHANGED_MEANWHILE, false},
	{REFUSAL_TEXT_MISSING, WORD_REFUSAL_TEXT_MISSING, false},
	{REFUSAL_TEXT_MALFORMED, WORD_REFUSAL_TEXT_MALFORMED, false},
	{REFUSAL_REASON_MISSING, WORD_REFUSAL_REASON_MISSING, false},
	{REFUSAL_CHOICE_MISSING, WORD_REFUSAL_CHOICE_MISSING, false},
	{REFUSAL_CATEGORY_UNKNOWN, WORD_REFUSAL_CATEGORY_UNKNOWN, false},
	{REFUSAL_UNIT_UNKNOWN, WORD_REFUSAL_UNIT_UNKNOWN, false},
	{REFUSAL_OFFICER_UNKNOWN, WORD_REFUSAL_OFFICER_UNKNOWN, false},
	{REFUSAL_PHONE_MALFORMED, WORD_REFUSAL_PHONE_MALFORMED, false},
	{REFUSAL_EMAIL_MALFORMED, WORD_REFUSAL_EMAIL_MALFORMED, false},
	{REFUSAL_LANGUAGE_UNKNOWN, WORD_REFUSAL_LANGUAGE_UNKNOWN, false},
	{REFUSAL_POINT_MALFORMED, WORD_REFUSAL_POINT_MALFORMED, false},
	{REFUSAL_FILE_UNKNOWN, WORD_REFUSAL_FILE_UNKNOWN, false},
	{REFUSAL_NOTHING_CHANGED, WORD_REFUSAL_NOTHING_CHANGED, false},
	{REFUSAL_UNIT_COMPLAINED_OF, WORD_REFUSAL_UNIT_COMPLAINED_OF, false},
	{REFUSAL_SUPERVISES_ITSELF, WORD_REFUSAL_SUPERVISES_ITSELF, false},
	{REFUSAL_DEADLINE_MISSING, WORD_REFUSAL_DEADLINE_MISSING, false},
	{REFUSAL_DEADLINE_PASSED, WORD_REFUSAL_DEADLINE_PASSED, false},
	{REFUSAL_CONSENT_MISSING, WORD_REFUSAL_CONSENT_MISSING, false},
	{REFUSAL_WORDS_WITHOUT_CONSENT, WORD_REFUSAL_WORDS_WITHOUT_CONSENT, false},
	{REFUSAL_ERASED_ALREADY, WORD_REFUSAL_ERASED_ALREADY, false},
	{REFUSAL_URGENCY_NOT_YOURS, WORD_REFUSAL_URGENCY_NOT_YOURS, false},
	{REFUSAL_PROGRAMME_UNKNOWN, WORD_REFUSAL_PROGRAMME_UNKNOWN, false},
	{REFUSAL_ENTERPRISE_UNKNOWN, WORD_REFUSAL_ENTERPRISE_UNKNOWN, false},
	{REFUSAL_OUTSIDE_NUMBER_TAKEN, WORD_REFUSAL_OUTSIDE_NUMBER_TAKEN, false},
	{REFUSAL_GAP_LEFT, WORD_REFUSAL_GAP_LEFT, false},
	{REFUSAL_DATE_MALFORMED, WORD_REFUSAL_DATE_MALFORMED, false},
	{REFUSAL_CODE_MALFORMED, WORD_REFUSAL_CODE_MALFORMED, false},
	{REFUSAL_CODE_TAKEN, WORD_REFUSAL_CODE_TAKEN, false},
	{REFUSAL_DAYS_REVERSED, WORD_REFUSAL_DAYS_REVERSED, false},
	{REFUSAL_DAY_OUTSIDE, WORD_REFUSAL_DAY_OUTSIDE, false},
	{REFUSAL_NOT_INDEPENDENT, WORD_REFUSAL_NOT_INDEPENDENT, false},
	{REFUSAL_RAISER_SPOKE, WORD_REFUSAL_RAISER_SPOKE, false},
	{REFUSAL_NOT_UNSOLVED, WORD_REFUSAL_NOT_UNSOLVED, false},
	{REFUSAL_OWN_DECLINE, WORD_REFUSAL_OWN_DECLINE, false},
	{REFUSAL_APPEALED_ALREADY, WORD_REFUSAL_APPEALED_ALREADY, false},
	{REFUSAL_OVERTURNED_BEFORE, WORD_REFUSAL_OVERTURNED_BEFORE, false},
	{REFUSAL_EXTENSION_OPEN, WORD_REFUSAL_EXTENSION_OPEN, false},
	{REFUSAL_EXTENDED_BEFORE, WORD_REFUSAL_EXTENDED_BEFORE, false},
	{REFUSAL_EXTENSION_TOO_LATE, WORD_REFUSAL_EXTENSION_TOO_LATE, false},
	{REFUSAL_NOT_AN_EXTENSION, WORD_REFUSAL_NOT_AN_EXTENSION, false},
	{REFUSAL_OWN_REQUEST, WORD_REFUSAL_OWN_REQUEST, false},
	{REFUSAL_DISPUTED, WORD_REFUSAL_DISPUTED, false},
	{REFUSAL_DISPUTE_SETTLED, WORD_REFUSAL_DISPUTE_SETTLED, false},
	{REFUSAL_ALLOTTED_TO_ANOTHER, WORD_REFUSAL_ALLOTTED_TO_ANOTHER, false},
	{REFUSAL_ALLOTS_OTHERS, WORD_REFUSAL_ALLOTS_OTHERS, false},
	{REFUSAL_OFFICER_NOT_OF_UNIT, WORD_REFUSAL_OFFICER_NOT_OF_UNIT, false},
	{REFUSAL_SUPPORTS_TOO_MANY, WORD_REFUSAL_SUPPORTS_TOO_MANY, true},
	{REFUSAL_SUPPORTS_ALREADY, WORD_REFUSAL_SUPPORTS_ALREADY, false},
	{REFUSAL_SUPPORTS_ITSELF, WORD_REFUSAL_SUPPORTS_ITSELF, false},
	{REFUSAL_NOT_SUPPORTING, WORD_REFUSAL_NOT_SUPPORTING, false},
	{REFUSAL_SUPPORT_ACCEPTED, WORD_REFUSAL_SUPPORT_ACCEPTED, false},
	{REFUSAL_SUPPORT_NOT_ACCEPTED, WORD_REFUSAL_SUPPORT_NOT_ACCEPTED, false},
	{REFUSAL_OFFICER_COMPLAINED_OF, WORD_REFUSAL_OFFICER_COMPLAINED_OF, false},
};
// All but none, and those that put_words knows.
_Static_assert(ARRAY_LEN(refusal_words) == REFUSAL_COUNT - 6, "every refusal has words");

static void put_words(struct web_request *q, const struct refusal *refusal, enum lang lang, struct buf *out)
{
	struct word_arg limit = word_arg(refusal->limit);

	if (refusal->code == REFUSAL_ROLE_MISSING || refusal->code == REFUSAL_NOT_IN_CHARGE)
		put_who(q, refusal, lang, out);
	else if (refusal->code == REFUSAL_WRONG_STATE)
		words_format(out, lang, WORD_REFUSAL_WRONG_STATE,
			.state = word_arg(web_state_text(lang, (enum case_state_code)refusal->state)));
	else if (refusal->code == REFUSAL_ORDER_OPEN)
		words_format(out, lang, WORD_REFUSAL_ORDER_OPEN,
			.number = word_arg(web_order_number(q, refusal->limit, refusal->value)));
	else if (refusal->code == REFUSAL_SUPPORT_OPEN)
		words_format(out, lang, WORD_REFUSAL_SUPPORT_OPEN,
			.unit = word_arg(q->ref ? web_unit_name(q, refusal->unit_id) : SLICE("")),
			.n = word_arg(refusal->value));
	for (size_t i = 0; i < ARRAY_LEN(refusal_words); i++) {
		if (refusal_words[i].code != refusal->code)
			continue;
		if (refusal_words[i].is_limited)
			word_format(out, &words[refusal_words[i].word], lang, &limit, 1);
		else
			buf_put_cstr(out, words_text(lang, refusal_words[i].word));
	}
}

struct slice web_refusal_text(struct web_request *q, const struct refusal *refusal)
{
	struct buf out = buf_in(q->arena);

	put_words(q, refusal, q->lang, &out);
	return buf_slice(&out);
}

struct slice web_refusal_english(struct web_request *q, const struct refusal *refusal)
{
	struct buf out = buf_in(q->arena);

	put_words(q, refusal, LANG_EN, &out);
	return buf_slice(&out);
}

// What the pages call their fields.
static const struct {
	const char *field;
	enum word label;
} field_labels[] = {
	// the form of the public
	{"text", WORD_NEW_TEXT_LABEL},
	{"kind", WORD_CASE_KIND},
	{"category", WORD_CASE_CATEGORY},
	{"area", WORD_NEW_AREA_LABEL},
	{"address", WORD_NEW_ADDRESS_LABEL},
	{"name", WORD_NEW_NAME_LABEL},
	{"phone", WORD_NEW_PHONE_LABEL},
	{"email", WORD_NEW_EMAIL_LABEL},
	{"publish", WORD_DESK_PUBLISH},
	{"title", WORD_NEW_TITLE_LABEL},
	// the moves of the desk
	{"public-title", WORD_MOVES_PUBLIC_TITLE},
	{"public-text", WORD_MOVES_PUBLIC_TEXT},
	{"classify-category", WORD_CASE_CATEGORY},
	{"classify-about", WORD_DESK_ABOUT},
	{"classify-reason", WORD_MOVES_REASON},
	{"assign-unit", WORD_MOVES_UNIT},
	{"assign-deadline", WORD_MOVES_DEADLINE},
	{"assign-supervising", WORD_MOVES_SUPERVISING},
	{"assign-standard", WORD_MOVES_STANDARD},
	{"assign-note", WORD_MOVES_NOTE},
	{"return-code", WORD_MOVES_RETURN_WHY},
	{"return-reason", WORD_MOVES_REASON},
	{"return-basis", WORD_MOVES_LEGAL_BASIS},
	{"answer-text", WORD_MOVES_ANSWER_TEXT},
	{"answer-public", WORD_MOVES_ANSWER_PUBLIC_TEXT},
	{"close-outcome", WORD_MOVES_OUTCOME},
	{"close-reason", WORD_MOVES_CLOSE_REASON},
	{"close-note", WORD_MOVES_CLOSE_NOTE},
	{"callback-solved", WORD_RATING_SOLVED},
	{"callback-words", WORD_RATING_WORDS},
	{"take-channel", WORD_TAKE_CHANNEL},
	{"take-text", WORD_TAKE_TEXT},
	{"take-title", WORD_TAKE_HEADING},
	{"take-kind", WORD_TAKE_KIND},
	{"take-category", WORD_TAKE_CATEGORY},
	{"take-about", WORD_TAKE_ABOUT},
	{"take-address", WORD_NEW_ADDRESS_LABEL},
	{"take-name", WORD_NEW_NAME_LABEL},
	{"take-phone", WORD_NEW_PHONE_LABEL},
	{"take-email", WORD_NEW_EMAIL_LABEL},
	{"take-publish", WORD_TAKE_PUBLISH},
	{"wait-code", WORD_MOVES_WAIT_WHY},
	{"wait-reason", WORD_MOVES_REASON},
	{"wait-until", WORD_MOVES_WAIT_UNTIL},
	{"resume-reason", WORD_MOVES_REASON},
	{"extension-until", WORD_MOVES_EXTENSION_UNTIL},
	{"extension-reason", WORD_MOVES_REASON},
	{"grant-reason", WORD_MOVES_REASON},
	{"refuse-reason", WORD_MOVES_REASON},
	{"send-back-reason", WORD_MOVES_REASON},
	{"note-text", WORD_MOVES_NOTE_TEXT},
	{"take-number", WORD_TAKE_OUTSIDE_NUMBER},
	{"take-visit", WORD_TAKE_VISITED_ON},
	{"write-text", WORD_MOVES_WRITE_TEXT},
	{"support-unit", WORD_MOVES_SUPPORT_UNIT},
	{"support-deadline", WORD_MOVES_SUPPORT_DEADLINE},
	{"support-supervising", WORD_MOVES_SUPERVISING},
	{"support-standard", WORD_MOVES_STANDARD},
	{"support-note", WORD_MOVES_NOTE},
	{"return-support-code", WORD_MOVES_RETURN_WHY},
	{"return-support-reason", WORD_MOVES_REASON},
	{"return-support-basis", WORD_MOVES_LEGAL_BASIS},
	{"report-support-text", WORD_MOVES_REPORT_TEXT},
	{"end-support-unit", WORD_MOVES_SUPPORT_UNIT},
	{"end-support-reason", WORD_MOVES_REASON},
	{"allot-officer", WORD_MOVES_ALLOT_OFFICER},
	{"allot-note", WORD_MOVES_NOTE},
	{"tell-text", WORD_TELL_TEXT},
	{"remind-text", WORD_MOVES_REMIND_TEXT},
	{"order-text", WORD_MOVES_ORDER_TEXT},
	{"order-by", WORD_MOVES_ORDER_BY},
	{"answer-order-text", WORD_MOVES_ANSWER_ORDER_TEXT},
	// the raiser's own
	{"decline-code", WORD_MOVES_DECLINE_WHY},
	{"decline-reason", WORD_MOVES_REASON},
	{"decline-basis", WORD_MOVES_LEGAL_BASIS},
	{"decline-appeal", WORD_MOVES_DECLINE_APPEAL},
	{"decline-public", WORD_MOVES_DECLINE_PUBLIC},
	{"uphold-reason", WORD_MOVES_REASON},
	{"overturn-reason", WORD_MOVES_REASON},
	{"withdraw-reason", WORD_WITHDRAW_REASON},
	{"appeal-reason", WORD_APPEAL_REASON},
	{"rate-solved", WORD_RATING_SOLVED},
	{"rate-words", WORD_RATING_WORDS},
	{"reopen-reason", WORD_REOPEN_REASON},
};

struct view_error web_error_at(struct web_request *q, const char *field, struct slice text)
{
	struct view_error error = {.field = field, .text = text};

	for (size_t i = 0; i < ARRAY_LEN(field_labels); i++) {
		if (strcmp(field_labels[i].field, field) == 0)
			error.label = slice_of(words_text(q->lang, field_labels[i].label));
	}
	return error;
}

struct slice web_photo_refusal(struct web_request *q, struct slice name, enum picture_refusal refusal)
{
	struct buf out = buf_in(q->arena);
	struct word_arg file = word_arg(name.len ? name : slice_of(words_text(q->lang, WORD_PHOTO_ONE)));

	switch (refusal) {
	case PICTURE_REFUSAL_NONE:
	case PICTURE_REFUSAL_BROKEN:
		words_format(&out, q->lang, WORD_PHOTO_BROKEN, .name = file);
		break;
	case PICTURE_REFUSAL_TOO_LARGE:
		words_format(&out, q->lang, WORD_PHOTO_TOO_LARGE, .name = file);
		break;
	case PICTURE_REFUSAL_UNSUPPORTED:
		words_format(&out, q->lang, WORD_PHOTO_UNSUPPORTED, .name = file);
		break;
	case PICTURE_REFUSAL_TIMEOUT:
		words_format(&out, q->lang, WORD_PHOTO_TIMEOUT, .name = file);
		break;
	}
	return buf_slice(&out);
}

struct slice web_photo_name(struct web_request *q, size_t number)
{
	struct buf out = buf_in(q->arena);

	words_format(&out, q->lang, WORD_PHOTO_ALT, .n = word_arg(number));
	return buf_slice(&out);
}
