// SPDX-License-Identifier: Apache-2.0
// What the templates of the desk (templates/desk/) print; see web/views.h for what holds for all views. Desk
// pages are personal and never cached. Every form of the desk posts `token` (form token) and, where it moves
// a case, `command` (idempotency id) and `seq` (sequence of the case that the page was made from).
#ifndef YIDAN_WEB_VIEWS_DESK_H
#define YIDAN_WEB_VIEWS_DESK_H

#include "domain/case_command.h"
#include "domain/standing.h"
#include "web/views.h"

// ---- Login: GET and POST /desk/login, fields: login, password, next (hidden), token (hidden)
enum view_login_error {
	VIEW_LOGIN_NONE,
	VIEW_LOGIN_WRONG, // login or password; it is not said which
	VIEW_LOGIN_SLOW,  // too many tries; retry_at says when
	VIEW_LOGIN_ENDED, // the session ended while working; what was typed is not lost (it comes back after)
	VIEW_LOGIN_SIGNED_OUT,
};
// An account of the demonstration, shown on its login page alone.
struct view_demo_account {
	struct slice login, password, name, role;
};
struct view_login {
	struct view_page page;
	struct slice login; // as typed
	struct slice next;  // path to go to afterwards; may be empty
	struct slice token;
	enum view_login_error error;
	int64_t retry_at;
	const struct view_demo_account *accounts;
	size_t account_count;
};

// ---- The frame of the desk

enum view_queue_id {
	VIEW_QUEUE_RECEIVED,	  // intake: new
	VIEW_QUEUE_RETURNED,	  // intake: given back by a unit
	VIEW_QUEUE_ANSWERED,	  // intake: answered, to be checked and closed
	VIEW_QUEUE_ASSIGNED,	  // unit: to be accepted
	VIEW_QUEUE_IN_HAND,	  // unit: in hand
	VIEW_QUEUE_OURS_ANSWERED, // unit: answered by us, not closed yet
	VIEW_QUEUE_ALL_ASSIGNED,  // intake and above: given to units, not accepted yet
	VIEW_QUEUE_ALL_IN_HAND,	  // intake and above: what units have in hand
	VIEW_QUEUE_REOPENED,	  // intake: not solved, to be assigned again
	VIEW_QUEUE_APPEALED,	  // supervisors: declined, and the raiser appeals
	VIEW_QUEUE_CLOSED,
	VIEW_QUEUE_DECLINED,
	VIEW_QUEUE_WITHDRAWN,
	VIEW_QUEUE_EXTENSIONS,	 // intake and supervisors: a unit asks for more time
	VIEW_QUEUE_WAITING,	 // unit: the clocks stand still
	VIEW_QUEUE_ALL_WAITING,	 // intake and above
	VIEW_QUEUE_CALLBACK,	 // closed, and the raiser has not said whether it is solved
	VIEW_QUEUE_MINE,	 // handlers and heads: allotted to me
	VIEW_QUEUE_NOT_ALLOTTED, // heads
	VIEW_QUEUE_SUPPORTING,	 // what the unit supports
	VIEW_QUEUE_NONE,	 // for whoever has no queue at all
	VIEW_QUEUE_SEARCH,	 // what the search field found; not in the list on the left
};
struct view_queue {
	enum view_queue_id id;
	struct html_url url;
	int64_t count; // -1: not counted
	int64_t late;  // overdue among them
	bool is_more;  // there are more than `count`
	bool is_more_late;
	bool is_current;
};

// A filter that the officer keeps.
struct view_filter_link {
	struct slice name;
	struct html_url url;
	int64_t count, late; // -1: not counted
	bool is_more;
	bool is_current;
};

// What happened just before, told once at the top of the next page.
enum view_notice {
	VIEW_NOTICE_NONE,
	VIEW_NOTICE_RELEASED,
	VIEW_NOTICE_CLASSIFIED,
	VIEW_NOTICE_ASSIGNED,
	VIEW_NOTICE_ACCEPTED,
	VIEW_NOTICE_RETURNED,
	VIEW_NOTICE_ANSWERED,
	VIEW_NOTICE_CLOSED,
	VIEW_NOTICE_CALLED_BACK,
	VIEW_NOTICE_REOPENED,
	VIEW_NOTICE_DECLINED,
	VIEW_NOTICE_UPHELD,
	VIEW_NOTICE_OVERTURNED,
	VIEW_NOTICE_REMINDED,
	VIEW_NOTICE_ORDERED,
	VIEW_NOTICE_ORDER_ANSWERED,
	VIEW_NOTICE_WAITS,
	VIEW_NOTICE_RESUMED,
	VIEW_NOTICE_EXTENSION_ASKED,
	VIEW_NOTICE_EXTENSION_GRANTED,
	VIEW_NOTICE_EXTENSION_REFUSED,
	VIEW_NOTICE_SENT_BACK,
	VIEW_NOTICE_NOTED,
	VIEW_NOTICE_WRITTEN,
	VIEW_NOTICE_ALLOTTED,
	VIEW_NOTICE_SUPPORT_ASKED,
	VIEW_NOTICE_SUPPORT_ACCEPTED,
	VIEW_NOTICE_SUPPORT_RETURNED,
	VIEW_NOTICE_SUPPORT_REPORTED,
	VIEW_NOTICE_SUPPORT_ENDED,
	VIEW_NOTICE_LISTED,
	VIEW_NOTICE_STALE, // the case changed since the page was made; nothing was done, the words typed are
			   // still there
};

// Logging out: POST /desk/logout, field: token.
struct view_desk {
	struct view_page page;
	struct slice officer, unit; // names
	struct slice token;
	const struct view_queue *queues;
	size_t queue_count;
	const struct view_filter_link *filters;
	size_t filter_count;
	bool has_lists;	       // sees cases at all …
	bool is_texts;	       // … at the handbook …
	const char *texts;     // … with texts of this kind; NULL: no
	bool is_filtering;     // … and is narrowing them down
	struct slice list;     // this list, for the addresses of its cases (web/desk_listing.h); may be empty
	struct slice search;   // in the search field
	bool takes_down;       // may take matters down …
	bool oversees;	       // sees how it stands with each unit …
	bool is_counting;      // … and this page shows the figures
	bool is_overseeing;    // … and this page shows that
	bool is_taking;	       // … and does
	bool is_admin;	       // sees what admins may do …
	bool is_outbox;	       // … and is at the notices
	bool reads_admin;      // sees administration: admins, auditors …
	bool is_administering; // … and this page is of it
	bool is_season;	       // at the board of a season or one of its lists
	enum view_notice notice;
};

// ---- Erasing a person's data: GET and POST /desk/c/CODE/erase, for admins, who need not see the case. The
// form (fields scope, reason_code, reason) leads to a page that shows once more what will happen; its form
// has step=do besides and carries it out.
struct view_desk_erase {
	struct view_desk desk;
	struct slice code;
	int64_t seq;
	struct slice command;
	enum case_state_code state;
	enum case_kind kind;
	struct slice category; // may be empty
	enum erasure_scope erased;
	enum erasure_reason erased_reason;
	int64_t erased_at;
	bool contact_left, all_left; // what there still is to erase
	bool is_stale;		     // the case changed since the page was made
	bool is_confirm;
	enum erasure_scope scope;
	enum erasure_reason reason_code;
	struct slice reason_word; // its code, as it is sent
	struct slice reason;
	struct view_errors errors;
};

// ---- Taking a matter down: GET and POST /desk/new. Fields: channel, text, title, kind, category,
// about_unit, area, address, name, phone, email, language, secret ("1"), publish ("1" or "0"). Errors at
// "take-" and the field. Carried out it leads to GET /desk/new/CODE, which shows the code to be read out.
struct view_desk_new {
	struct view_desk desk;
	struct slice command;
	struct view_errors errors;
	struct view_select channels; // whose ids are the channels; none: this officer takes nothing down
	struct slice text, title;
	enum case_kind kind;
	enum case_urgency urgency;
	struct slice outside_number, visited_on;
	struct view_select categories, units, areas;
	struct slice address, name, phone, email;
	bool is_english, is_secret;
	enum view_choice publish;
};
struct view_desk_taken {
	struct view_desk desk;
	struct slice code;
};

// ---- Notices to raisers: GET /desk/admin/notices; POST there with code, seq, channel, claim, do (retry,
// drop), reason. For admins.
enum view_outbox_kind {
	VIEW_OUTBOX_RECEIVED,
	VIEW_OUTBOX_ANSWERED,
	VIEW_OUTBOX_CLOSED,
	VIEW_OUTBOX_REOPENED,
	VIEW_OUTBOX_DECLINED,
	VIEW_OUTBOX_APPEAL_DECIDED,
	VIEW_OUTBOX_PAUSED,
	VIEW_OUTBOX_EXTENDED,
	VIEW_OUTBOX_WRITTEN
};
enum view_outbox_cause {
	VIEW_OUTBOX_NONE,
	VIEW_OUTBOX_LATER,
	VIEW_OUTBOX_REFUSED,
	VIEW_OUTBOX_ADDRESS,
	VIEW_OUTBOX_BROKEN,
	VIEW_OUTBOX_RESTORED,
};
enum view_outbox_done { VIEW_OUTBOX_NOTHING, VIEW_OUTBOX_RETRIED, VIEW_OUTBOX_DROPPED, VIEW_OUTBOX_STALE };
struct view_outbox_row {
	struct slice code;
	enum view_outbox_kind kind;
	bool is_sms;	   // else by mail
	bool is_uncertain; // may have arrived
	enum view_outbox_cause cause;
	struct slice reply; // what the receiving server answered, "550 5.1.1"; may be empty
	int64_t seq, claim, attempts;
	int64_t next_at, changed_at;
	const char *field;   // id of the field for the reason
	struct slice reason; // as typed
};
struct view_desk_notices {
	struct view_desk desk;
	struct view_errors errors;
	enum view_outbox_done done;
	bool is_off; // neither way is set up
	const struct view_outbox_row *trouble, *waiting;
	size_t trouble_count, waiting_count;
	bool is_more_trouble, is_more_waiting;
};

// ---- List: GET /desk?queue=NAME&…; search: below
struct view_desk_row {
	struct slice code;
	struct slice title;
	struct slice place; // may be empty
	enum case_kind kind;
	enum case_state_code state;
	struct slice unit;     // in charge; may be empty
	int64_t due_at;	       // of whoever acts next; 0: none
	bool is_late, is_soon; // passed; within a working day
	int64_t last_at;
	enum raiser_solved solved; // closed: the raiser's word; NONE: no answer
	int64_t told_at;	   // a message of the raiser waits; 0: none
	bool shows_state;	   // in a list of cases of several states
	struct slice with;	   // who of the unit works on it; empty: nobody in particular
	bool is_ticked;		   // in a list where several are chosen
};
struct view_desk_list {
	struct view_desk desk;
	enum view_queue_id queue;
	const struct view_desk_row *rows;
	size_t count;
	struct html_url more;	    // empty: no further page
	struct html_url first;	    // empty: this is the first
	bool shows_due, shows_unit; // columns that say something in this queue
	struct slice
		done; // code of the case that the notice is about, where it is gone from here; may be empty
	const enum case_command_type *moves; // for several at once (web/views_bulk.h); none: no ticks
	size_t move_count;
	struct slice back; // path of this list
};

// ---- Search: GET /desk?q=WORDS (a code leads to its case at once); by contact data: POST /desk/find, field
// contact, for those allowed
struct view_desk_search {
	struct view_desk desk; // `search`: what was typed
	bool is_contact;       // by contact data; what was typed is not shown again
	bool can_contact;      // may look for contact data
	bool is_nothing;       // what was typed has no letter or digit
	bool is_incomplete;    // older cases are still being added
	const struct view_desk_row *rows;
	size_t count;
	bool is_first; // the newest; with no further page these are all
	struct html_url more, first;
};

// A unit that supports the one that leads.
struct view_support {
	struct slice unit, assigning_unit, supervising_unit;
	int64_t unit_id;
	int64_t assigned_at, due_at, accepted_at, reported_at; // the last two 0: not yet
	bool is_late, is_own;				       // the unit of whoever looks
	struct slice standard, note;
};

// ---- Hand-over sheet: GET /desk/c/CODE/sheet, for whoever sees the case; made to be printed

struct view_desk_sheet {
	struct view_desk desk;
	struct slice code;
	struct slice unit; // empty: no unit has it, and there is no sheet
	struct slice assigning_unit, supervising_unit;
	int64_t assigned_at, accepted_at, due_at; // accepted_at 0: not yet
	struct slice standard, note;
	enum case_kind kind;
	struct slice category, place; // may be empty
	int64_t received_at;
	struct slice title, text;
	struct slice order; // number of an open oversight order; empty: none
	int64_t order_answer_by;
	int64_t returns;
	struct slice lead;		     // a sheet of a supporting unit: who leads; else empty
	const struct view_support *supports; // who else works on it
	size_t support_count;
};

// ---- Supervision: GET /desk/supervision, for intake, supervisors, leaders, auditors

struct view_standing {
	struct slice unit;
	int64_t unit_id;
	int64_t counts[STANDINGS]; // by enum standing
	int64_t orders_overdue;
	int64_t supports_overdue;
};
struct view_desk_supervision {
	struct view_desk desk;
	const struct view_standing *rows; // what is most overdue first
	size_t count;
	struct view_standing all;
};

// GET /desk/supervision/NAME?unit=ID: the cases behind a number.
struct view_desk_standing {
	struct view_desk desk;
	enum standing standing;
	struct slice unit; // empty: of all
	const struct view_desk_row *rows;
	size_t count;
	struct html_url more, first;
	bool shows_due;
	const enum case_command_type *moves; // as in view_desk_list
	size_t move_count;
	struct slice back;
};

// ---- Case: GET /desk/c/CODE

// A move that is not allowed, for "why can't I…".
struct view_refusal {
	enum case_command_type move;
	struct slice why; // in the words of the refusal
};

// Who looked at the contact data.
struct view_seen {
	struct slice officer, unit;
	int64_t at;
};

// A reply template with what the case fills in.
struct view_reply {
	struct slice code, title, text;
};

struct view_desk_case {
	struct view_desk desk;
	struct slice code;
	int64_t seq;
	struct slice command;			 // each form appends its own move to it
	struct slice list;			 // it was opened from; may be empty
	int64_t list_at;			 // where it stood there, from 0
	struct html_url to_list, previous, next; // empty: none

	// The story
	enum case_state_code state;
	enum case_kind kind;
	struct slice title, text; // the raiser's
	struct view_photos photos;
	struct view_events events; // with officers and notes

	// The facts
	enum case_urgency urgency;
	struct slice visited_on, outside_number; // may be empty
	struct slice programme, programme_code;	 // the list that it is on; may be empty
	enum case_channel channel;
	struct slice category, area, address; // may be empty
	struct view_map map;		      // point or area; an empty `areas` shows no map
	struct slice language;		      // name of the language the raiser is answered in
	int64_t received_at, contact_by, reply_by, solve_by;
	struct slice unit; // in charge; may be empty
	struct slice with; // who of it works on it; empty: nobody in particular
	bool is_own;	   // … and it is the unit of whoever looks
	const struct view_support *supports;
	size_t support_count;
	const struct view_support *own_support; // NULL: the unit of whoever looks supports nothing here
	int64_t unit_due_at;
	int64_t due_at; // of whoever acts next
	bool is_late;
	enum case_outcome outcome_told; // closed: as concluded; then the raiser's word, NONE: no answer
	enum raiser_solved solved;
	enum raiser_satisfied satisfied;
	int64_t rated_at, word_until;
	int64_t reopens; // how often it was closed and not solved
	bool is_callback;
	struct slice order; // number of the oversight order that waits for its answer, "2026-7"; empty: none
	int64_t order_answer_by;
	struct slice order_text;
	int64_t reminders;
	int64_t waiting_since, waiting_until; // 0: it does not wait
	enum waiting_reason waiting_reason;
	struct slice waiting_note;
	int64_t extension_until; // asked for, to be decided; 0: none
	struct slice extension_reason;
	int64_t extensions, waitings; // how often
	int64_t told_at;	      // a message of the raiser waits since then; 0: none
	size_t message_max;
	bool is_disputed;			// given back twice: whoever assigns it decides, and says why
	bool is_secret, is_public;		// keep from the unit; consent to publish
	struct slice about_unit, about_officer; // complained of; may be empty
	// what was erased of it, when and why; NONE: nothing
	enum erasure_scope erased;
	enum erasure_reason erased_reason;
	int64_t erased_at;
	bool may_erase; // an admin: the link to the page that does it
	bool is_released;
	struct slice public_title, public_text; // as published; empty before

	// Contact data. Showing it: POST /desk/c/CODE/contact, fields: token.
	bool has_contact;
	bool may_see_contact;
	bool contact_shown; // then these three are filled
	struct slice name, phone, email;
	const struct view_seen *seen;
	size_t seen_count;

	// The moves
	bool can_release, can_classify, can_assign, can_accept, can_return, can_answer, can_close,
		can_callback, can_reopen, can_decline, can_uphold, can_overturn, can_remind, can_order,
		can_answer_order, can_wait, can_resume, can_ask_extension, can_grant_extension,
		can_refuse_extension, can_send_back, can_write, can_note, can_allot, can_support,
		can_accept_support, can_return_support, can_report_support, can_end_support, can_list;
	enum case_command_type open; // the move whose form stands open: the one that came back with errors,
				     // else the likely one; CASE_COMMAND_RECEIVE: none
	struct view_errors errors;
	const struct view_refusal *refusals;
	size_t refusal_count;

	// POST /desk/c/CODE/release, fields: public_title, public_text, photo (ids, repeated).
	// Without consent (is_public false) only the row is released and the form has no fields.
	struct slice release_title, release_text; // masked suggestion, or what was typed
	struct view_text masked;		  // the raiser's words with what the masker found
	size_t masked_count;

	// POST /desk/c/CODE/classify, fields: kind, category (id), about_unit (id or ""), reason.
	enum case_kind classify_kind;
	struct view_select categories, about_units;
	bool classify_needs_reason; // a category was set before
	struct slice classify_reason;

	// POST /desk/c/CODE/assign, fields: unit (id), supervising_unit (id or ""), deadline
	// ("2026-11-26T17:30" in local time, or "" for the policy's), standard, note.
	struct view_select units, supervising_units;
	struct slice suggested_unit; // by the category; may be empty
	int64_t policy_due_at;	     // what the policy gives; 0: it gives none
	struct slice deadline;	     // as typed
	struct slice standard, assign_note;

	// POST /desk/c/CODE/remind, /answer_order, /note, /write: text; /order: text, answer_by (local time).
	struct slice oversight_text, order_by;

	// POST /desk/c/CODE/list: programme (id; "": off the list), reason.
	struct view_select programmes;
	struct slice list_reason;

	// POST /desk/c/CODE/wait: reason_code (name of enum waiting_reason), reason, until (local time);
	// /ask_extension: until, reason; /resume, /grant_extension, /refuse_extension, /send_back: reason.
	enum waiting_reason wait_code;
	struct slice time_until, time_reason;
	int64_t extension_most; // how far an extension may go; 0: none

	// POST /desk/c/CODE/fill with the fields of the form, fill ("answer", "write") and template (code):
	// the form again with the template in it. For whoever has no script.
	const struct view_reply *replies;
	size_t reply_count;
	struct slice unchanged; // title of the template that the answer is, word for word; empty: none

	// By the catalogue of duties, for whoever assigns; code empty: it says nothing.
	struct slice duty_code, duty_unit, duty_basis, duty_others;

	// POST /desk/c/CODE/accept: no fields.

	// POST /desk/c/CODE/return, fields: reason_code (name of enum return_reason), reason, legal_basis.
	enum return_reason return_reason;
	struct slice return_text, legal_basis;

	// POST /desk/c/CODE/answer, fields: text, public_text ("": the same after masking).
	struct slice answer, answer_public;
	int answer_max;
	bool is_correction; // there is an answer already

	// POST /desk/c/CODE/close, fields: outcome (name of enum case_outcome), public_reason, note.
	enum case_outcome outcome;
	struct slice public_reason, close_note;

	// POST /desk/c/CODE/callback, fields: solved, satisfied (names of their enums), words.
	enum raiser_solved callback_solved;
	enum raiser_satisfied callback_satisfied;
	struct slice callback_words;

	// POST /desk/c/CODE/reopen, fields: reason.
	struct slice reopen_reason;

	// POST /desk/c/CODE/decline, fields: reason_code (name of enum decline_reason), reason, legal_basis,
	// how_to_appeal, public_reason ("": the reason after masking).
	enum decline_reason decline_code;
	struct slice decline_reason, decline_basis, decline_appeal, decline_public;

	// POST /desk/c/CODE/support: unit, supervising_unit, deadline, standard, note as for assign;
	// /accept_support; /return_support as return; /report_support: text; /end_support: unit, reason.
	struct view_select support_units, end_units;

	// POST /desk/c/CODE/allot, fields: officer (id or ""), note. A handler only takes it, or gives it up.
	struct view_select allot_officers;
	bool allots_others; // the unit's head
	int64_t self_id;
	bool is_mine;
	struct slice allot_note;

	// POST /desk/c/CODE/uphold and …/overturn, fields: reason.
	struct slice appeal_reason;
};

#endif
