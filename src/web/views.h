// SPDX-License-Identifier: Apache-2.0
// What the public templates (templates/layout.html, parts.html, public/) print: plain structs that code in
// web/ fills and templates read. No logic here beyond finding an error by its field. All texts are borrowed,
// in UTF-8 and in the language of the page; names of units, areas and categories come already chosen for it.
// Times are microseconds UTC, 0 where there is none. Codes are in the form people read (with their
// separators), which is also what URLs carry.
//
// Each page's struct says above it which form it has: where it posts to, and the names of its fields. Forms
// work without JavaScript; the scripts of assets/js only make them more pleasant.
//
//	struct view_home v = {.page = page_of(request), .text_max = 4000, …};
//	page_home(&h, &v);
#ifndef YIDAN_WEB_VIEWS_H
#define YIDAN_WEB_VIEWS_H

#include "base/slice.h"
#include "domain/case_events.h"
#include "domain/case_state.h"
#include "html/html.h"

#include <string.h>

// ---- The frame of every page

// Which item of the head's navigation the page belongs to.
enum view_nav {
	VIEW_NAV_NONE,
	VIEW_NAV_NEW,
	VIEW_NAV_CASES,
	VIEW_NAV_LOOKUP,
	VIEW_NAV_FIGURES,
	VIEW_NAV_ABOUT
};

// Flags of a layout: what the page needs beside the common files.
#define VIEW_WITH_MAP	 1 // map.css and map.js
#define VIEW_PRIVATE	 2 // not for search engines; no Referer leaves the page
#define VIEW_WITH_LEDGER 4 // ledger.js, which checks receipts and proofs

// What follows from the jurisdiction and the request. Public pages are cached: nothing here is personal.
struct view_page {
	struct html_url base;	    // "" or "/j/SLUG": stands before every URL of ours (not before /assets)
	struct html_url here;	    // path and query of this page: where choosing a language comes back to
	struct html_url accent_css; // ":root { --accent: #11659a }"; empty: the default accent
	struct slice name;	    // of the jurisdiction
	struct slice portal;	    // the operator's own name for the portal, as a second line; may be empty
	struct slice invented;	    // says that this is a demonstration; empty where it is not
	struct slice contact_line;  // whom to ring up or visit; may be empty
};

// Something wrong with one field. The text is whole: "The text is longer than 4,000 characters."
struct view_error {
	const char *field;  // id of the field in the page, for the link to it
	struct slice label; // of the field, for the list at the top; may be empty
	struct slice text;
};
struct view_errors {
	const struct view_error *items;
	size_t count;
};

// The first error of a field, or NULL.
static inline const struct view_error *view_error_find(const struct view_errors *errors, const char *field)
{
	for (size_t i = 0; i < errors->count; i++)
		if (strcmp(errors->items[i].field, field) == 0)
			return &errors->items[i];
	return NULL;
}

// ---- Parts

// An entry of a <select>.
struct view_option {
	int64_t id;
	struct slice name;
	bool is_chosen;
};
// Entries under a heading; an empty name: without heading.
struct view_options {
	struct slice name;
	const struct view_option *items;
	size_t count;
};
struct view_select {
	const struct view_options *groups;
	size_t count;
};

struct view_photo {
	int64_t id;
	struct html_url url;   // the picture
	struct html_url thumb; // at most 480 px
	struct slice name; // what the raiser's file was called; only in drafts and on the desk, else empty
	bool is_chosen;	   // on the desk: to be published
};
struct view_photos {
	const struct view_photo *items;
	size_t count;
};

// A piece of a text that went through the masker.
struct view_piece {
	struct slice text;
	bool is_mark; // stands for something that was taken out
};
struct view_text {
	const struct view_piece *pieces;
	size_t count;
};

// Where the map comes from. Without tiles it shows the areas alone.
struct view_map {
	struct html_url areas;	 // GeoJSON FeatureCollection; properties {"id": number, "name": text}
	struct slice tiles;	 // template of tile addresses; empty: none
	struct slice tiles_by;	 // their attribution
	bool has_point;		 // lat, long below are a place to show
	struct slice lat, longi; // "28.123456", as typed or stored
	int64_t area_id;	 // area to show where there is no point; 0: all
};

// One row of a list of cases.
struct view_case_row {
	struct slice code;
	struct slice
		title; // empty: the raiser did not agree to its being shown; kind and category stand instead
	enum case_state_code state;
	enum case_kind kind;
	struct slice category; // may be empty
	struct slice town;     // may be empty
	struct slice unit;     // in charge; may be empty
	int64_t received_at;
	int64_t answered_at;
	int64_t due_at;		   // when the answer is due, while there is none
	bool is_late;		   // due_at has passed
	enum raiser_solved solved; // closed: the raiser's word; NONE: no answer
};

// One thing that happened, as everybody may read it.
struct view_event {
	enum case_event_type type;
	int64_t at;
	struct slice unit;    // who acted; empty: the raiser
	struct slice to_unit; // assigned: to whom
	int64_t due_at;	      // assigned: answer due by
	// answered: the answer; closed: why unsolved; received: the raiser's words, unless these stand above.
	struct slice text;
	enum return_reason reason; // returned
	enum case_outcome outcome; // closed
	bool is_correction;	   // answered: replaces an earlier answer
	enum erasure_scope erased; // erased: what, and why
	enum erasure_reason erased_reason;
	enum raiser_solved solved; // rated: the raiser's word
	enum raiser_satisfied satisfied;
	bool is_callback;		    // rated: an officer asked
	enum decline_reason decline_reason; // declined
	enum appeal_outcome appeal_outcome; // decided
	enum waiting_reason waiting_reason; // waiting; due_at: until when
	bool is_by_itself;		    // resumed: on its day
	bool is_granted;		    // an extension that was decided; due_at: the unit's deadline
	struct slice order; // number of an oversight order, "2026-7"; due_at: when it has to be answered
	struct view_photos photos;
	struct slice list; // listed: the programme; empty: taken off
	int64_t seq;	   // of its entry in the ledger, where the page can be compared with it; 0: not
	// On the desk alone:
	struct slice officer;	  // name; empty: not by an officer
	struct slice to_officer;  // allotted: to whom; empty: not known
	bool is_taken_back;	  // allotted: to nobody any more
	struct slice note;	  // words within the office: note to the unit, reason, standard of done
	struct slice public_text; // answered: what everybody reads, where it differs from text
};
struct view_events {
	const struct view_event *items;
	size_t count;
};

// ---- Home: GET /

struct view_season;

// Box "tell us": POST /new, fields: text, step=what. It begins a draft and leads to /new with the words in
// their box. Look-up: POST /lookup, field: code.
struct view_home {
	struct view_page page;
	int text_max;			    // characters
	const struct view_case_row *newest; // newest answers
	size_t newest_count;
	const struct view_season *season; // web/views_season.h; NULL: none is on
	bool has_figures;
	int64_t month_at;	  // any time in the month that the figures are of
	int64_t received, closed; // in that month
	int64_t on_time, due;	  // of those that were due in it
	int64_t open;		  // now
};

// ---- The form: GET and POST /new, /new/where, /new/reach, /new/check
//
// Each step posts to its own URL and is stored in the draft; then 303 to the next. "Back" is a link and loses
// nothing that was sent. All four carry no command id but the last.

// POST /new (multipart/form-data), fields: text, kind (name of enum case_kind), category (id or ""), about
// ("1"), about_unit (id or ""), photo (files), remove_photo (id: a button; takes the photo out and shows the
// step again). Errors at: text kind category about-unit photo.
struct view_new_what {
	struct view_page page;
	struct view_errors errors;
	struct slice text;
	int text_max;
	enum case_kind kind; // CASE_KIND_NONE: not chosen yet
	struct view_select categories;
	bool is_about; // about a unit or its staff
	struct view_select units;
	struct view_photos photos; // already in the draft
	int photo_max;
	int64_t photo_bytes_max;
};

// POST /new/where, fields: lat, long, area (id or ""), address, no_place ("1").
// Errors at: area address point.
struct view_new_where {
	struct view_page page;
	struct view_errors errors;
	struct view_map map;
	struct view_select areas; // towns and streets, then what lies in them
	struct slice address;
	int address_max;
	bool no_place;
};

enum view_choice { VIEW_CHOICE_NONE, VIEW_CHOICE_YES, VIEW_CHOICE_NO };

// POST /new/reach, fields: name, phone, email, secret ("1"), publish ("1" or "0").
// Errors at: name phone email publish.
struct view_new_reach {
	struct view_page page;
	struct view_errors errors;
	struct slice name, phone, email;
	bool is_secret;
	enum view_choice publish;
	bool is_about; // then the page says who will not see it
};

// POST /new/check, fields: title, category (id or ""), command (hidden).
// Errors at: title category, or "send" for a refusal of the whole.
struct view_new_check {
	struct view_page page;
	struct view_errors errors;
	struct slice command;
	struct slice title; // typed, or the first words
	int title_max;
	enum case_kind kind;
	struct slice text; // as typed
	struct view_select categories;
	bool category_suggested; // chosen by us from the words
	struct slice about_unit; // empty: about none
	struct view_photos photos;
	bool no_place, has_point;
	struct slice area, address; // may be empty
	struct slice name, phone, email;
	bool is_secret;
	bool is_public;		      // consent to publish
	struct view_text public_text; // masked, as everybody will read it
	size_t masked;		      // how many pieces were taken out
};

// What the raiser takes away of the ledger (docs/ledger.md).
enum view_proof_state {
	VIEW_PROOF_NONE,
	VIEW_PROOF_WAITING, // the entry waits for its checkpoint; the page asked again has it
	VIEW_PROOF_THERE,
};
struct view_proof {
	enum view_proof_state state;
	struct html_url again;	// waiting: this page
	struct html_url file;	// the receipt as a file
	struct slice line;	// the short receipt, to be copied
	struct html_url check;	// the page that checks it, with the short receipt behind '#'
	struct html_raw qr;	// the same address
	int64_t place, entries; // the entry is the place-th (from 1) of so many
};

// ---- Receipt: what a new case is answered with, at its secret link; also GET /r/CODE/TOKEN?new=1
struct view_receipt {
	struct view_page page;
	struct slice code;
	struct slice secret_url;     // whole, with scheme and host: to be copied, and in the QR code
	struct html_url secret_path; // the same without scheme and host
	struct html_raw qr;	     // <svg>; empty: none
	struct view_proof proof;
	int64_t received_at;
	int64_t contact_by, reply_by;
	bool has_contact;
	bool is_public;
};

// ---- Case page: GET /c/CODE. Before release only code and state are shown.
struct view_case {
	struct view_page page;
	struct slice code;
	enum case_state_code state;
	bool is_released; // anything but code and state may be shown
	enum case_kind kind;
	bool has_words; // the raiser agreed: title, text and photos are shown too
	struct slice title;
	struct slice text;
	struct slice category, town, unit; // may be empty
	int64_t received_at, assigned_at, answered_at, closed_at;
	int64_t due_at; // while it is open: when the answer is due
	bool is_late;
	enum case_outcome outcome; // when closed
	// the raiser's word about that; NONE, 0: no answer
	enum raiser_solved solved;
	enum raiser_satisfied satisfied;
	int64_t rated_at;
	bool is_callback;		    // an officer asked
	int64_t reopens;		    // how often it was closed and not solved
	int64_t reopened_at;		    // the last time
	enum waiting_reason waiting_reason; // waiting, until when
	int64_t waiting_until;
	int64_t extensions;		    // how often the unit got more time
	enum decline_reason decline_reason; // declined
	int64_t ended_at;		    // when it was declined, appealed or withdrawn
	// what was erased of it, when and why; NONE: nothing
	enum erasure_scope erased;
	enum erasure_reason erased_reason;
	int64_t erased_at;
	struct view_events events;
	struct view_photos photos; // published ones
	struct view_map map;	   // its area, never its point; an empty `areas` shows no map
	int64_t entered_at; // into the ledger: later than received_at where it was loaded from elsewhere
	int64_t entries;    // of the case in the ledger: as many as its events, told or not
};

// ---- The raiser's own page: GET /r/CODE/TOKEN. Shows what the raiser wrote, whether it is public, and every
// answer; when it is closed, asks whether it is solved.
enum view_mine_done {
	VIEW_MINE_NOTHING,
	VIEW_MINE_RATED,
	VIEW_MINE_REOPENED,
	VIEW_MINE_WITHDRAWN,
	VIEW_MINE_TOLD,
	VIEW_MINE_APPEALED
};
struct view_mine {
	struct view_case c; // with the raiser's own words; page, code and events as there
	struct slice secret_url;
	struct html_raw qr;
	struct view_proof proof;
	bool is_secret, is_public, has_contact;
	struct slice address;
	struct view_text public_text; // where it is public and differs from what was written; empty otherwise

	// What the raiser decides: each form posts `command` to `action`/MOVE.
	struct slice command;
	struct html_url action;
	struct view_errors errors; // at MOVE-FIELD
	enum view_mine_done done;  // told once after it was carried out

	// POST …/rate, fields: solved, satisfied (names of their enums), words.
	bool can_rate;
	int64_t rate_until; // 0: it is not closed
	enum raiser_solved solved;
	enum raiser_satisfied satisfied;
	struct slice words;
	int words_max;

	// POST …/reopen, fields: reason.
	bool can_reopen;
	struct slice reopen_reason;

	// POST …/withdraw and …/appeal, fields: reason.
	bool can_withdraw, can_appeal;
	// POST …/tell, field: text.
	bool can_tell, is_asked; // is_asked: the office wrote last
	size_t message_max;
	struct slice tell_text;
	int64_t appeal_until;
	struct slice withdraw_reason, appeal_reason;
};

// ---- List: GET /cases, fields: kind, state ("open", "answered", "closed" or ""), category, town (ids or "")
enum view_state_filter { VIEW_STATE_ALL, VIEW_STATE_OPEN, VIEW_STATE_ANSWERED, VIEW_STATE_CLOSED };
struct view_cases {
	struct view_page page;
	const struct view_case_row *rows;
	size_t count;
	enum case_kind kind; // CASE_KIND_NONE: all
	enum view_state_filter state;
	struct view_select categories, towns;
	bool is_filtered;
	struct slice words;    // that were looked for; empty: none were
	struct html_url older; // empty: this is the last page
	struct html_url first; // empty: this is the first page
};

// ---- Look-up: GET and POST /lookup, field: code. Found: 303 to /c/CODE.
enum view_lookup_result {
	VIEW_LOOKUP_NONE,      // nothing asked yet
	VIEW_LOOKUP_MALFORMED, // no code at all: wrong length or letters
	VIEW_LOOKUP_MISTYPED,  // its check character is wrong
	VIEW_LOOKUP_NOT_FOUND,
};
struct view_lookup {
	struct view_page page;
	struct slice code; // as typed
	enum view_lookup_result result;
};

// ---- No more notices: GET and POST /n/CODE/TOKEN, no fields.
struct view_stop {
	struct view_page page;
	struct slice code;
	bool is_stopped;
};

// ---- About: GET /about. What happens with a matter and with data.
struct view_about {
	struct view_page page;
	struct slice source_url; // of the program's source, shown as text; empty: none
	struct slice version;
};

// ---- The ledger for people: GET /ledger, field: code (leads to the proof of that case).
struct view_witness {
	struct slice key; // its verifier key; begins with its name
	int64_t entries;  // it saw the ledger with so many
	int64_t at;	  // when it cosigned that
};
struct view_earlier_log {
	struct slice origin;
	int64_t entries;
	int64_t from, until; // began; was signed last
};
// The first and the last tile of a row; where there is one alone, it is the last.
struct view_tiles {
	struct html_url first, last;
};
struct view_ledger {
	struct view_page page;
	bool is_there; // false: nothing was signed yet; what stands below is empty
	struct slice origin;
	int64_t entries, signed_at;
	struct slice root_head, root_tail; // first and last characters of the root
	struct slice checkpoint;	   // the whole note
	struct slice key;		   // verifier key in force
	struct slice address;		   // of /ledger, with scheme and host
	struct view_tiles hashes, bundles;
	const struct view_witness *witnesses;
	size_t witness_count;
	const struct view_earlier_log *earlier; // the oldest first
	size_t earlier_count;
};

// ---- Checking a receipt in the reader's browser: GET /ledger/check. What is checked never reaches the
// server.
struct view_ledger_check {
	struct view_page page;
	int offset_min; // of the jurisdiction's time now, minutes east of UTC
};

// ---- Errors of all kinds
struct view_error_page {
	struct view_page page;	 // with empty names where the jurisdiction is not known
	int status;		 // 400, 403, 404, 405, 413, 414, 429, 500, 503 have words of their own
	struct slice request_id; // for whoever asks for help; empty: none
	int64_t retry_after_s;	 // 429, 503; 0: not said
};

#endif
