// SPDX-License-Identifier: Apache-2.0
#include "domain/office_text.h"

#include "base/macros.h"
#include "domain/officer.h"

static const char *const names[OFFICE_TEXT_KINDS] = {
	[OFFICE_TEXT_REPLY] = "reply", [OFFICE_TEXT_ARTICLE] = "article", [OFFICE_TEXT_DUTY] = "duty"};

const char *office_text_kind_name(enum office_text_kind kind)
{
	return names[kind];
}

bool office_text_kind_parse(struct slice name, enum office_text_kind *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (slice_eq_cstr(name, names[i])) {
			*ret = (enum office_text_kind)i;
			return true;
		}
	}
	return false;
}

bool office_text_may_edit(enum office_text_kind kind, int64_t roles, int64_t officer_unit_id, int64_t unit_id)
{
	if (kind == OFFICE_TEXT_DUTY)
		return (roles & (ROLE_INTAKE | ROLE_ADMIN)) != 0;
	if (roles & (ROLE_EDITOR | ROLE_ADMIN))
		return true;
	return (roles & ROLE_UNIT_HEAD) != 0 && unit_id != 0 && unit_id == officer_unit_id;
}

struct checked {
	struct refusal *refusals;
	size_t count, most;
};

static void refuse(struct checked *c, const char *field, struct refusal refusal)
{
	refusal.field = field;
	if (c->count < c->most)
		c->refusals[c->count++] = refusal;
}

static void check(struct checked *c, const char *field, struct slice text, size_t chars, bool is_needed)
{
	size_t len = slice_utf8_len(text);

	if (is_needed && text.len == 0)
		refuse(c, field, (struct refusal){.code = REFUSAL_TEXT_MISSING});
	else if (len > chars)
		refuse(c, field,
			(struct refusal){.code = REFUSAL_TEXT_TOO_LONG,
				.limit = (int64_t)chars,
				.value = (int64_t)len});
}

size_t office_text_check(
	enum office_text_kind kind, const struct office_text_fields *fields, struct refusal *ret, size_t most)
{
	struct checked c = {ret, 0, most};

	check(&c, "title", fields->title, OFFICE_TEXT_TITLE_CHARS, true);
	check(&c, "text", fields->text, OFFICE_TEXT_CHARS, kind != OFFICE_TEXT_DUTY);
	check(&c, "others", fields->others, OFFICE_TEXT_LINE_CHARS, false);
	check(&c, "basis", fields->basis, OFFICE_TEXT_LINE_CHARS, kind == OFFICE_TEXT_DUTY);
	check(&c, "sources", fields->sources, OFFICE_TEXT_LINE_CHARS, false);
	if (kind == OFFICE_TEXT_DUTY && fields->unit_id == 0)
		refuse(&c, "unit", (struct refusal){.code = REFUSAL_CHOICE_MISSING});
	if (kind == OFFICE_TEXT_REPLY && fields->language.len == 0)
		refuse(&c, "language", (struct refusal){.code = REFUSAL_CHOICE_MISSING});
	if (fields->from_day && fields->until_day && fields->until_day < fields->from_day)
		refuse(&c, "until", (struct refusal){.code = REFUSAL_DATE_MALFORMED});
	return c.count;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_';
}

bool office_text_has_gap(struct slice text)
{
	for (size_t i = 0; i + 2 < text.len; i++) {
		size_t end = i + 1;

		if (text.ptr[i] != '{')
			continue;
		if (text.ptr[end] == '?')
			return slice_find_byte(slice_sub(text, end, text.len - end), '}') > 0;
		while (end < text.len && is_word(text.ptr[end]))
			end++;
		if (end > i + 1 && end < text.len && text.ptr[end] == '}')
			return true;
	}
	return false;
}
