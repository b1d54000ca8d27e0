// SPDX-License-Identifier: Apache-2.0
// What the office keeps for its own work: reply templates, knowledge articles, duties (which unit does what
// on what basis). Who may edit them, and what they must hold. Pure.
#ifndef YIDAN_DOMAIN_OFFICE_TEXT_H
#define YIDAN_DOMAIN_OFFICE_TEXT_H

#include "base/slice.h"
#include "domain/refusal.h"

#include <stdbool.h>
#include <stdint.h>

enum office_text_kind {
	OFFICE_TEXT_REPLY,   // text: the words, with fields in braces; language, case_kind, category, unit:
			     // where it is offered
	OFFICE_TEXT_ARTICLE, // text: Markdown; sources, basis, from and until: while it holds; is_public
	OFFICE_TEXT_DUTY,    // title: the matter; unit: leads; others: support; basis; text: its limits
};
#define OFFICE_TEXT_KINDS 3

#define OFFICE_TEXT_TITLE_CHARS 100
#define OFFICE_TEXT_CHARS	20000
#define OFFICE_TEXT_LINE_CHARS	2000 // others, basis, sources

const char *office_text_kind_name(enum office_text_kind kind); // "reply"
bool office_text_kind_parse(struct slice name, enum office_text_kind *ret);

// Slices are borrowed; 0 and empty: none.
struct office_text_fields {
	struct slice title, text;
	struct slice language;	// "zh-CN", "en"; of a reply
	struct slice case_kind; // name of a kind
	int64_t category_id, unit_id;
	struct slice others, basis, sources; // sources: one address or name a line
	int64_t from_day, until_day;	     // both within
	bool is_public;
};

// Editors and admins all; the head of a unit replies and articles of the own unit; duties are intake's and
// the admins'. `unit_id` of the text as it is and as it is to be.
bool office_text_may_edit(
	enum office_text_kind kind, int64_t roles, int64_t officer_unit_id, int64_t unit_id);
// At most `most` refusals, each at its field.
size_t office_text_check(enum office_text_kind kind, const struct office_text_fields *fields,
	struct refusal *ret, size_t most);

// Whether words meant for a raiser still hold a field that nobody filled: "{due}", "{?day of the visit}".
bool office_text_has_gap(struct slice text);

#endif
