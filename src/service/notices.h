// SPDX-License-Identifier: Apache-2.0
// Notices to raisers: the outbox. Rows are written in the transaction of the event that they tell of; a job
// (jobs/notifying.h) sends them. Everything takes a connection with a transaction that the caller opened; any
// thread.
//
// Each notice goes out once: who sends it claims it first, and asks once more (notices_hand_over) in the last
// moment before the receiving server has all of it. Who dies before that leaves a claim that runs out and is
// taken by another; who dies after it leaves a notice of which nobody knows whether it arrived, and that
// stays so until an officer decides (NOTICE_UNCERTAIN).
#ifndef YIDAN_SERVICE_NOTICES_H
#define YIDAN_SERVICE_NOTICES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "domain/case_decide.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_conn;
struct service;

enum notice_channel { NOTICE_MAIL, NOTICE_SMS };
#define NOTICE_CHANNELS 2

enum notice_kind {
	NOTICE_RECEIVED,
	NOTICE_ANSWERED,
	NOTICE_CLOSED,
	NOTICE_REOPENED,
	NOTICE_DECLINED,
	NOTICE_APPEAL_DECIDED,
	NOTICE_PAUSED,	 // it waits
	NOTICE_EXTENDED, // the unit gets more time
	NOTICE_WRITTEN,	 // the office wrote
};

enum notice_state {
	NOTICE_WAITING,
	NOTICE_CLAIMED,
	NOTICE_HANDED, // the receiving server gets it now
	NOTICE_SENT,
	NOTICE_DEAD,	  // will not go out by itself
	NOTICE_UNCERTAIN, // may have arrived
	NOTICE_DROPPED,
};

enum notice_cause {
	NOTICE_CAUSE_NONE,
	NOTICE_CAUSE_LATER,    // the receiving server asked to come again, or could not be reached
	NOTICE_CAUSE_REFUSED,  // it will never take it
	NOTICE_CAUSE_ADDRESS,  // the address is none that can be sent to
	NOTICE_CAUSE_BROKEN,   // ended between the last byte and the answer
	NOTICE_CAUSE_ERASED,   // the contact data are gone
	NOTICE_CAUSE_STOPPED,  // the raiser wants none
	NOTICE_CAUSE_OFFICER,  // decided at the desk
	NOTICE_CAUSE_RESTORED, // waited in a copy that was brought back
};

#define NOTICE_TRIES_MAX 22 // then it is dead

struct notice {
	int64_t case_id, seq;
	enum notice_channel channel;
	enum notice_kind kind;
	enum notice_state state;
	int64_t attempts;
	int64_t claim; // of whoever sends it; rises
};

// In the transaction of a command: one notice for each event that a raiser is told of, by e-mail where one
// was left and mail is set up, else by SMS where that is.
int notices_store(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct case_decision *decision, const struct case_command *command, int64_t now_us,
	struct err *err);
// In the transaction of an erasure: nobody is told any more.
int notices_erase(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t case_id, int64_t now_us, struct err *err);

// After a copy of the database was brought back: what waited in it may have gone out since, and is uncertain.
int notices_restored(struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, struct err *err);

// ---- Sending

// At most `most`, the oldest first: what waits, and claims that ran out.
int notices_due(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t now_us,
	int64_t most, struct notice **ret, size_t *ret_count, struct err *err);
// *ret: it is ours until then, and notice->claim is our claim. Not of one that was handed over.
int notices_claim(struct db_conn *conn, int64_t jurisdiction_id, struct notice *notice, int64_t now_us,
	int64_t until_us, bool *ret, struct err *err);
// *ret: still ours; now it counts as handed over.
int notices_hand_over(struct db_conn *conn, int64_t jurisdiction_id, const struct notice *notice,
	int64_t now_us, int64_t until_us, bool *ret, struct err *err);

struct notice_outcome {
	enum notice_state state;
	enum notice_cause cause;
	int code;	     // what the receiving server answered; 0: nothing
	struct slice status; // its enhanced code; may be empty
	int64_t next_at;     // WAITING: when it is tried again
};
int notices_finish(struct db_conn *conn, int64_t jurisdiction_id, const struct notice *notice,
	const struct notice_outcome *outcome, int64_t now_us, struct err *err);

// Whom it goes to and what about, as it is now.
struct notice_content {
	struct slice code;	   // of the case, as stored
	struct slice language;	   // "zh-CN", "en"; empty: not said
	struct slice email, phone; // empty: none, or erased
	bool is_stopped;
};
int notices_content(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct notice *notice, struct notice_content *ret, struct err *err);

// A mobile number that can get an SMS, as "+8613900000001" or "13900000001"; false for others, in `out` only
// digits and a leading plus.
#define NOTICE_PHONE_BYTES 40
bool notice_phone(struct slice typed, char out[NOTICE_PHONE_BYTES]);

// ---- Who wants none

int notices_stop(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t case_id, int64_t now_us, struct err *err);
int notices_is_stopped(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	bool *ret, struct err *err);

// ---- The desk

struct notice_row {
	struct notice notice;
	enum notice_cause cause;
	struct slice code; // of the case
	int reply;	   // what the receiving server answered; 0: nothing
	struct slice status;
	int64_t next_at, created_at, changed_at;
};

int notices_open(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t most,
	struct notice_row **ret, size_t *ret_count, struct err *err);
int notices_trouble(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t most,
	struct notice_row **ret, size_t *ret_count, struct err *err);

struct notice_decision {
	int64_t case_id, seq, claim;
	enum notice_channel channel;
	bool is_drop; // else it is sent again
	int64_t officer_id;
	struct slice reason; // of dropping it
};
// *ret false: it is no longer as the officer saw it.
int notices_decide(struct db_conn *conn, int64_t jurisdiction_id, const struct notice_decision *decision,
	int64_t now_us, bool *ret, struct err *err);

// ---- Names in rows and forms

const char *notice_channel_name(enum notice_channel channel);
bool notice_channel_parse(struct slice name, enum notice_channel *ret);

#endif
