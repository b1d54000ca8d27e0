// SPDX-License-Identifier: Apache-2.0
// Commands to a case: what somebody wants to happen. Values as they were typed (trimmed, and cleaned of
// control characters by the caller); slices are borrowed and must outlive the decision. An empty slice and an
// id of 0 mean "none".
#ifndef YIDAN_DOMAIN_CASE_COMMAND_H
#define YIDAN_DOMAIN_CASE_COMMAND_H

#include "domain/case_events.h"

enum case_command_type {
	CASE_COMMAND_RECEIVE,
	CASE_COMMAND_CLASSIFY,
	CASE_COMMAND_RELEASE,
	CASE_COMMAND_ASSIGN,
	CASE_COMMAND_ACCEPT,
	CASE_COMMAND_RETURN,
	CASE_COMMAND_ANSWER,
	CASE_COMMAND_CLOSE,
	CASE_COMMAND_ERASE,
	CASE_COMMAND_RATE,     // the raiser's word, at the secret link
	CASE_COMMAND_CALLBACK, // the same, asked for and written down by an officer
	CASE_COMMAND_REOPEN,
	CASE_COMMAND_WITHDRAW, // the raiser takes it back
	CASE_COMMAND_DECLINE,  // intake does not take it up
	CASE_COMMAND_APPEAL,   // the raiser does not accept that
	CASE_COMMAND_UPHOLD,   // the appeal is decided: it stays declined …
	CASE_COMMAND_OVERTURN, // … or is received again
	CASE_COMMAND_REMIND,
	CASE_COMMAND_ORDER,
	CASE_COMMAND_ANSWER_ORDER,
	CASE_COMMAND_WAIT,   // the clocks stand still, for a reason, until a day
	CASE_COMMAND_RESUME, // they run again: before that day, or by itself on it
	CASE_COMMAND_ASK_EXTENSION,
	CASE_COMMAND_GRANT_EXTENSION,
	CASE_COMMAND_REFUSE_EXTENSION,
	CASE_COMMAND_SEND_BACK, // who checks the answer does not let it pass
	CASE_COMMAND_NOTE,	// within the office
	CASE_COMMAND_WRITE,	// to the raiser
	CASE_COMMAND_TELL,	// the raiser to the office
	CASE_COMMAND_ALLOT,	// within the unit: who of it works on the case
	CASE_COMMAND_SUPPORT,	// another unit supports the one that has it
	CASE_COMMAND_ACCEPT_SUPPORT,
	CASE_COMMAND_RETURN_SUPPORT,
	CASE_COMMAND_REPORT_SUPPORT,
	CASE_COMMAND_END_SUPPORT, // a supporting unit is taken out
	CASE_COMMAND_LIST,	  // onto the list of a programme, or off it
};
#define CASE_COMMAND_COUNT 36

struct case_receive {
	int64_t case_id;   // from the id source
	struct slice code; // from case_code_from_random
	enum case_channel channel;
	enum case_kind kind;
	enum case_urgency urgency; // NONE: normal; another only where an officer takes it down
	int64_t category_id;
	int64_t programme_id; // the list that it is drawn up for
	struct slice title;
	struct slice text;
	struct slice address;
	bool has_point;
	struct point_e7 point;
	bool is_secret;	       // keep from the units who raised it
	bool has_consent;      // to publishing the words
	struct slice language; // "zh-CN", "en"
	int64_t about_unit_id;
	int64_t about_officer_id;
	const struct event_file *files;
	size_t file_count;
	int64_t enterprise_id;	     // whose need it is
	struct slice visited_on;     // day of the visit, "2026-11-23"
	struct slice outside_number; // in another system; no two cases have the same
	struct slice answers;	     // canonical JSON: an object of texts
	struct slice name;
	struct slice phone;
	struct slice email;
};

struct case_classify {
	int64_t category_id; // 0: as it is
	enum case_kind kind; // NONE: as it is
	bool sets_about;     // the two below replace what is known; else it stays
	int64_t about_unit_id;
	int64_t about_officer_id;
	struct slice reason;
};

struct case_release {
	enum release_extent extent;
	struct slice public_title; // masked and edited; with `row` none of these three
	struct slice public_text;
	const struct event_file *files; // those of the case that are shown
	size_t file_count;
};

struct case_assign {
	int64_t assignment_id; // from the id source
	int64_t unit_id;
	int64_t supervising_unit_id;
	int64_t deadline_us;   // 0: as the policy says
	struct slice standard; // standard of done
	struct slice note;
};

struct case_return {
	enum return_reason reason_code;
	struct slice reason;
	struct slice legal_basis;
};

struct case_answer {
	struct slice text;
	struct slice public_text; // masked
};

struct case_close {
	enum case_outcome outcome;
	struct slice note;
	struct slice public_reason; // asked for with `unsolved` and `partly_done`
};

struct case_erase {
	enum erasure_scope scope;
	enum erasure_reason reason_code;
	struct slice reason;
};

struct case_rate { // callback has the same
	enum raiser_solved solved;
	enum raiser_satisfied satisfied; // NONE: not said
	struct slice words;
};

struct case_reopen {
	struct slice reason;
};

// Withdraw, resume, grant_extension (these may be empty); appeal, uphold, overturn, refuse_extension,
// send_back.
struct case_said {
	struct slice reason;
};

struct case_decline {
	enum decline_reason reason_code;
	struct slice reason; // these three as the raiser reads them
	struct slice legal_basis;
	struct slice how_to_appeal;
	struct slice public_reason; // masked
};

// To the unit that has the case; the unit's answer to an order.
struct case_oversight {
	int64_t order_id;  // order: from the id source
	int64_t answer_by; // order: when the unit has to answer
	struct slice text;
};

struct case_message { // note, write, tell
	struct slice text;
};

struct case_list {
	int64_t programme_id; // 0: off the list that it is on
	struct slice reason;  // asked for where it leaves a list
};

struct case_wait {
	enum waiting_reason reason_code;
	struct slice reason;
	int64_t until; // when it ends by itself
};

struct case_extension {
	int64_t until; // the unit's new deadline
	struct slice reason;
};

struct case_allot {
	int64_t officer_id; // of the unit; 0: nobody in particular any more
	struct slice note;  // to that officer
};

struct case_report {
	struct slice text;
	const struct event_file *files; // evidence
	size_t file_count;
};

struct case_support_end {
	int64_t unit_id;
	struct slice reason;
};

struct case_command {
	enum case_command_type type;
	int64_t expected_seq; // the case as whoever commands saw it; 0: whatever it is now
	union {		      // accept has nothing
		struct case_receive receive;
		struct case_classify classify;
		struct case_release release;
		struct case_assign assign;  // support, too
		struct case_return return_; // return_support, too
		struct case_answer answer;
		struct case_close close;
		struct case_erase erase;
		struct case_rate rate;
		struct case_reopen reopen;
		struct case_said said;
		struct case_decline decline;
		struct case_oversight oversight; // remind, order, answer_order
		struct case_message message;
		struct case_list list;
		struct case_wait wait;
		struct case_extension extension; // ask_extension
		struct case_allot allot;
		struct case_report report; // report_support
		struct case_support_end support_end;
	};
};

const char *case_command_name(enum case_command_type type); // "receive"

#endif
