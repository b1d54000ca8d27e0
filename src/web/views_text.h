// SPDX-License-Identifier: Apache-2.0
// What the pages of the office's own texts print: reply templates, knowledge, duties
// (templates/desk/text.html), and the public help (templates/public/help.html). KIND is reply, article or
// duty.
#ifndef YIDAN_WEB_VIEWS_TEXT_H
#define YIDAN_WEB_VIEWS_TEXT_H

#include "domain/office_text.h"
#include "web/views_desk.h"

struct view_text_row {
	struct slice code, title;
	struct slice unit, category; // may be empty
	struct slice basis, others;
	struct slice language;
	int64_t until_day; // days since 1970; 0: none
	bool is_old;	   // it held until a day that is past
	bool is_public;
	struct slice words; // of an article or a reply, its beginning; of a duty its limits
};

// GET /desk/texts/KIND?q=WORDS
struct view_text_list {
	struct view_desk desk;
	enum office_text_kind kind;
	struct slice words;
	const struct view_text_row *rows;
	size_t count;
	bool is_more, may_add;
};

struct view_text_source {
	struct html_url url; // empty: a name alone
	struct slice text;
};
struct view_text_version {
	int64_t version, at;
	struct slice officer;
	bool is_retired;
};

// GET /desk/texts/KIND/CODE; POST there with do=retire, version.
struct view_text_page {
	struct view_desk desk;
	enum office_text_kind kind;
	struct view_text_row row;
	int64_t version, from_day, at;
	bool is_retired;
	struct html_raw body; // of an article
	struct slice text;    // of the others
	const struct view_text_source *sources;
	size_t source_count;
	const struct view_text_version *versions;
	size_t version_count;
	bool may_edit;
};

// GET /desk/texts/KIND/new and /desk/texts/KIND/CODE?edit=1; POST /desk/texts/KIND/CODE with do=keep,
// version, command, title, text, language, case_kind, category, unit, others, basis, sources, from, until,
// public. Errors at "text-" and the field.
struct view_text_form {
	struct view_desk desk;
	enum office_text_kind kind;
	struct slice code; // empty: a new one
	int64_t version;
	struct slice command;
	struct view_errors errors;
	struct slice title, text, language, others, basis, sources, from, until;
	enum case_kind case_kind;
	struct view_select categories, units;
	bool is_public;
	bool own_unit_only; // the head of a unit writes for the own unit
};

// GET /help?q=WORDS and /help/CODE
struct view_help_list {
	struct view_page page;
	struct slice words;
	const struct view_text_row *rows;
	size_t count;
};
struct view_help {
	struct view_page page;
	struct view_text_row row;
	int64_t at;
	struct html_raw body;
	const struct view_text_source *sources;
	size_t source_count;
};

#endif
