// SPDX-License-Identifier: Apache-2.0
// Officers who sign in: sessions (server-side, in a cookie that scripts cannot read, rotated at each login),
// wrong passwords with growing waits. The functions with a conn run inside a transaction that their caller
// opened; those that hash a password belong on the heavy pool (service/password.h).
//
// Signing in takes three steps on three threads, so that hashing holds up neither reads nor writes:
//	officers_find (read) → password_matches (heavy) → officers_sign_in or officers_count_failure (write)
#ifndef YIDAN_SERVICE_OFFICERS_H
#define YIDAN_SERVICE_OFFICERS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "service/keys.h"

#include <stdint.h>

struct db_conn;
struct service;

#define SESSION_IDLE_US	   (2 * US_PER_HOUR)   // ends after so long without a request
#define SESSION_LONGEST_US (12 * US_PER_HOUR)  // and in any case after a working day
#define SESSION_TOUCH_US   (5 * US_PER_MINUTE) // use is written down no more often than this
#define LOGIN_TRIES	   5		       // wrong passwords in a row before the waits begin

struct officer {
	int64_t id;
	int64_t unit_id;
	int64_t roles; // bits of domain/officer.h
	struct slice login;
	struct slice name;
};

struct officer_session {
	struct officer officer;
	bool must_change; // the password, before anything else
	int64_t created_at, seen_at, expires_at;
};

// ERR_NOT_FOUND where the cookie names no session that still holds.
int officers_by_session(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct slice cookie, int64_t now_us, struct officer_session *ret, struct err *err);
// Whether the session's use should be written down now, and how.
bool officers_session_is_stale(const struct officer_session *session, int64_t now_us);
int officers_touch_session(struct db_conn *conn, int64_t jurisdiction_id, struct slice cookie,
	const struct officer_session *session, int64_t now_us, struct err *err);

struct officer_login {
	struct officer officer;	   // id 0: no such login, or it is disabled
	const char *password_hash; // NULL: none is set
	int64_t failures;
	int64_t locked_until; // microseconds UTC; 0: not
};
// A login that is not there is no error: *ret has id 0, and the password is checked all the same.
int officers_find(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice login,
	struct officer_login *ret, struct err *err);
// A new session; `old_cookie` (or the empty slice) ends.
int officers_sign_in(struct db_conn *conn, int64_t jurisdiction_id, const struct officer_login *login,
	struct slice cookie, struct slice old_cookie, int64_t now_us, struct err *err);
int officers_sign_out(struct db_conn *conn, int64_t jurisdiction_id, struct slice cookie, struct err *err);
int officers_count_failure(struct db_conn *conn, int64_t jurisdiction_id, const struct officer_login *login,
	int64_t now_us, struct err *err);

// An officer by id for a command that is carried out now: ERR_NOT_FOUND where disabled meanwhile.
int officers_by_id(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t officer_id,
	struct officer *ret, struct err *err);

// Names of all officers, also of those who left: for whom an event or a look names.
struct officer_name {
	int64_t id;
	int64_t unit_id;
	int64_t roles;
	bool is_disabled;
	struct slice name;
};
int officers_names(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct officer_name **ret, size_t *ret_count, struct err *err);

struct officer_new {
	struct slice login, name;
	int64_t unit_id;
	int64_t roles;
	const char *password_hash; // NULL: cannot sign in yet
};
// ERR_CONSTRAINT "officer_login_key" where the login is taken.
int officers_add(struct db_conn *conn, int64_t jurisdiction_id, int64_t id, const struct officer_new *officer,
	int64_t now_us, struct err *err);
// The officer's own new password: ends every other session. `old_hash` is that which the old password was
// compared with: ERR_CONFLICT where another was set meanwhile.
int officers_change_password(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t officer_id, const char *old_hash, const char *password_hash, struct slice cookie,
	struct err *err);
// The hash that a typed password is compared with: NULL where none is set. ERR_NOT_FOUND.
int officers_password(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t officer_id,
	const char **ret, struct err *err);
// Sets the password and ends all sessions of the officer. ERR_NOT_FOUND.
int officers_set_password(struct db_conn *conn, int64_t jurisdiction_id, struct slice login,
	const char *password_hash, struct err *err);

#endif
