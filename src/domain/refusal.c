// SPDX-License-Identifier: Apache-2.0
#include "domain/refusal.h"

#include "base/macros.h"
#include "domain/code_list.h"

static const char *const names[] = {
	[REFUSAL_NONE] = "",
	[REFUSAL_NOT_FOR_YOU] = "not_for_you",
	[REFUSAL_ROLE_MISSING] = "role_missing",
	[REFUSAL_NOT_IN_CHARGE] = "not_in_charge",
	[REFUSAL_SAME_OFFICER] = "same_officer",
	[REFUSAL_CHANNEL_NOT_YOURS] = "channel_not_yours",
	[REFUSAL_WRONG_STATE] = "wrong_state",
	[REFUSAL_CHANGED_MEANWHILE] = "changed_meanwhile",
	[REFUSAL_TEXT_MISSING] = "text_missing",
	[REFUSAL_TEXT_TOO_LONG] = "text_too_long",
	[REFUSAL_GAP_LEFT] = "gap_left",
	[REFUSAL_TEXT_MALFORMED] = "text_malformed",
	[REFUSAL_REASON_MISSING] = "reason_missing",
	[REFUSAL_CHOICE_MISSING] = "choice_missing",
	[REFUSAL_CATEGORY_UNKNOWN] = "category_unknown",
	[REFUSAL_UNIT_UNKNOWN] = "unit_unknown",
	[REFUSAL_OFFICER_UNKNOWN] = "officer_unknown",
	[REFUSAL_PHONE_MALFORMED] = "phone_malformed",
	[REFUSAL_EMAIL_MALFORMED] = "email_malformed",
	[REFUSAL_LANGUAGE_UNKNOWN] = "language_unknown",
	[REFUSAL_POINT_MALFORMED] = "point_malformed",
	[REFUSAL_FILES_TOO_MANY] = "files_too_many",
	[REFUSAL_FILE_UNKNOWN] = "file_unknown",
	[REFUSAL_NOTHING_CHANGED] = "nothing_changed",
	[REFUSAL_UNIT_COMPLAINED_OF] = "unit_complained_of",
	[REFUSAL_SUPERVISES_ITSELF] = "supervises_itself",
	[REFUSAL_DEADLINE_MISSING] = "deadline_missing",
	[REFUSAL_DEADLINE_PASSED] = "deadline_passed",
	[REFUSAL_DEADLINE_TOO_FAR] = "deadline_too_far",
	[REFUSAL_CONSENT_MISSING] = "consent_missing",
	[REFUSAL_WORDS_WITHOUT_CONSENT] = "words_without_consent",
	[REFUSAL_ERASED_ALREADY] = "erased_already",
	[REFUSAL_URGENCY_NOT_YOURS] = "urgency_not_yours",
	[REFUSAL_PROGRAMME_UNKNOWN] = "programme_unknown",
	[REFUSAL_ENTERPRISE_UNKNOWN] = "enterprise_unknown",
	[REFUSAL_OUTSIDE_NUMBER_TAKEN] = "outside_number_taken",
	[REFUSAL_DATE_MALFORMED] = "date_malformed",
	[REFUSAL_CODE_MALFORMED] = "code_malformed",
	[REFUSAL_CODE_TAKEN] = "code_taken",
	[REFUSAL_DAYS_REVERSED] = "days_reversed",
	[REFUSAL_DAY_OUTSIDE] = "day_outside",
	[REFUSAL_NOT_INDEPENDENT] = "not_independent",
	[REFUSAL_TOO_LATE] = "too_late",
	[REFUSAL_TOO_OFTEN] = "too_often",
	[REFUSAL_RAISER_SPOKE] = "raiser_spoke",
	[REFUSAL_NOT_UNSOLVED] = "not_unsolved",
	[REFUSAL_OWN_DECLINE] = "own_decline",
	[REFUSAL_APPEAL_TOO_LATE] = "appeal_too_late",
	[REFUSAL_APPEALED_ALREADY] = "appealed_already",
	[REFUSAL_OVERTURNED_BEFORE] = "overturned_before",
	[REFUSAL_ORDER_OPEN] = "order_open",
	[REFUSAL_WAITED_TOO_OFTEN] = "waited_too_often",
	[REFUSAL_EXTENSION_OPEN] = "extension_open",
	[REFUSAL_EXTENDED_BEFORE] = "extended_before",
	[REFUSAL_EXTENSION_TOO_LATE] = "extension_too_late",
	[REFUSAL_EXTENSION_TOO_LONG] = "extension_too_long",
	[REFUSAL_NOT_AN_EXTENSION] = "not_an_extension",
	[REFUSAL_OWN_REQUEST] = "own_request",
	[REFUSAL_TOLD_TOO_OFTEN] = "told_too_often",
	[REFUSAL_RETURN_TOO_LATE] = "return_too_late",
	[REFUSAL_DISPUTED] = "disputed",
	[REFUSAL_DISPUTE_SETTLED] = "dispute_settled",
	[REFUSAL_ALLOTTED_TO_ANOTHER] = "allotted_to_another",
	[REFUSAL_ALLOTS_OTHERS] = "allots_others",
	[REFUSAL_OFFICER_NOT_OF_UNIT] = "officer_not_of_unit",
	[REFUSAL_OFFICER_COMPLAINED_OF] = "officer_complained_of",
	[REFUSAL_SUPPORT_OPEN] = "support_open",
	[REFUSAL_SUPPORTS_TOO_MANY] = "supports_too_many",
	[REFUSAL_SUPPORTS_ALREADY] = "supports_already",
	[REFUSAL_SUPPORTS_ITSELF] = "supports_itself",
	[REFUSAL_NOT_SUPPORTING] = "not_supporting",
	[REFUSAL_SUPPORT_ACCEPTED] = "support_accepted",
	[REFUSAL_SUPPORT_NOT_ACCEPTED] = "support_not_accepted",
};
_Static_assert(ARRAY_LEN(names) == REFUSAL_COUNT, "every refusal has a name");
static const struct code_list list = {"refusal", names, REFUSAL_COUNT};

const char *refusal_name(enum refusal_code code)
{
	return code_list_name(&list, (int)code);
}

bool refusal_parse(struct slice name, enum refusal_code *ret)
{
	int value = code_list_find(&list, name);

	if (value == 0)
		return false;
	*ret = (enum refusal_code)value;
	return true;
}
