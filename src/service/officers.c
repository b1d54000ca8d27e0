// SPDX-License-Identifier: Apache-2.0
#include "service/officers.h"

#include "sql.h"
#include "store/jurisdictions.h"

#include <string.h>

#define FIRST_WAIT_US	(30 * US_PER_SECOND)
#define LONGEST_WAIT_US (15 * US_PER_MINUTE)

static struct slice hash_slice(const unsigned char hash[KEYS_HASH_BYTES])
{
	return slice_from(hash, KEYS_HASH_BYTES);
}

int officers_by_session(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct slice cookie, int64_t now_us, struct officer_session *ret, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];
	struct sql_session_officer_row row;
	bool found;
	int r;

	keys_cookie_hash(cookie, hash);
	r = sql_session_officer(conn, arena,
		&(struct sql_session_officer_in){
			.jurisdiction_id = jurisdiction_id, .id_hash = hash_slice(hash), .now = now_us},
		&found, &row, err);
	if (r < 0)
		return r;
	if (!found)
		return err_set(err, ERR_NOT_FOUND, "no such session");
	*ret = (struct officer_session){
		.officer = {row.officer_id, row.unit_id, row.roles, row.login, row.name},
		.must_change = row.must_change != 0,
		.created_at = row.created_at,
		.seen_at = row.seen_at,
		.expires_at = row.expires_at,
	};
	return 0;
}

bool officers_session_is_stale(const struct officer_session *session, int64_t now_us)
{
	return now_us - session->seen_at > SESSION_TOUCH_US;
}

static int64_t expiry(int64_t created_at, int64_t now_us)
{
	int64_t idle = now_us + SESSION_IDLE_US, last = created_at + SESSION_LONGEST_US;

	return idle < last ? idle : last;
}

int officers_touch_session(struct db_conn *conn, int64_t jurisdiction_id, struct slice cookie,
	const struct officer_session *session, int64_t now_us, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];

	keys_cookie_hash(cookie, hash);
	return sql_session_touch(conn,
		&(struct sql_session_touch_in){
			.jurisdiction_id = jurisdiction_id,
			.id_hash = hash_slice(hash),
			.seen_at = now_us,
			.expires_at = expiry(session->created_at, now_us),
		},
		NULL, err);
}

int officers_find(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, struct slice login,
	struct officer_login *ret, struct err *err)
{
	struct sql_officer_by_login_row row;
	bool found;
	int r;

	r = sql_officer_by_login(conn, arena,
		&(struct sql_officer_by_login_in){.jurisdiction_id = jurisdiction_id, .login = login}, &found,
		&row, err);
	if (r < 0)
		return r;
	*ret = (struct officer_login){0};
	if (!found || row.disabled)
		return 0;
	ret->officer = (struct officer){row.id, row.unit_id, row.roles, row.login, row.name};
	ret->password_hash = row.has_password_hash ? arena_cstr(arena, row.password_hash) : NULL;
	ret->failures = row.failed_logins;
	ret->locked_until = row.locked_until;
	return 0;
}

int officers_sign_in(struct db_conn *conn, int64_t jurisdiction_id, const struct officer_login *login,
	struct slice cookie, struct slice old_cookie, int64_t now_us, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];
	int r = 0;

	if (old_cookie.len)
		r = officers_sign_out(conn, jurisdiction_id, old_cookie, err);
	keys_cookie_hash(cookie, hash);
	if (r == 0)
		r = sql_session_insert(conn,
			&(struct sql_session_insert_in){
				.jurisdiction_id = jurisdiction_id,
				.id_hash = hash_slice(hash),
				.officer_id = login->officer.id,
				.created_at = now_us,
				.seen_at = now_us,
				.expires_at = expiry(now_us, now_us),
			},
			NULL, err);
	if (r == 0 && login->failures)
		r = sql_officer_login_failed(conn,
			&(struct sql_officer_login_failed_in){
				.jurisdiction_id = jurisdiction_id, .id = login->officer.id},
			NULL, err);
	return r;
}

int officers_sign_out(struct db_conn *conn, int64_t jurisdiction_id, struct slice cookie, struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];

	keys_cookie_hash(cookie, hash);
	return sql_session_delete(conn,
		&(struct sql_session_delete_in){
			.jurisdiction_id = jurisdiction_id, .id_hash = hash_slice(hash)},
		NULL, err);
}

int officers_count_failure(struct db_conn *conn, int64_t jurisdiction_id, const struct officer_login *login,
	int64_t now_us, struct err *err)
{
	int64_t failures = login->failures + 1, wait_us = 0;

	if (login->officer.id == 0)
		return 0;
	// 30 s after the fifth, then twice as long each time
	if (failures >= LOGIN_TRIES) {
		wait_us = FIRST_WAIT_US;
		for (int64_t i = LOGIN_TRIES; i < failures && wait_us < LONGEST_WAIT_US; i++)
			wait_us *= 2;
		if (wait_us > LONGEST_WAIT_US)
			wait_us = LONGEST_WAIT_US;
	}
	return sql_officer_login_failed(conn,
		&(struct sql_officer_login_failed_in){
			.jurisdiction_id = jurisdiction_id,
			.id = login->officer.id,
			.failed_logins = failures,
			.locked_until = wait_us ? now_us + wait_us : 0,
		},
		NULL, err);
}

int officers_by_id(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t officer_id,
	struct officer *ret, struct err *err)
{
	struct sql_officer_by_id_row row;
	bool found;
	int r;

	r = sql_officer_by_id(conn, arena,
		&(struct sql_officer_by_id_in){.jurisdiction_id = jurisdiction_id, .id = officer_id}, &found,
		&row, err);
	if (r < 0)
		return r;
	if (!found || row.disabled)
		return err_set(err, ERR_NOT_FOUND, "no such officer");
	*ret = (struct officer){row.id, row.unit_id, row.roles, row.login, row.name};
	return 0;
}

int officers_names(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct officer_name **ret, size_t *ret_count, struct err *err)
{
	struct sql_officer_names_row *rows;
	struct officer_name *names;
	size_t count;
	int r;

	r = sql_officer_names(conn, arena, &(struct sql_officer_names_in){.jurisdiction_id = jurisdiction_id},
		&rows, &count, err);
	if (r < 0)
		return r;
	names = ARENA_ARRAY(arena, struct officer_name, count);
	for (size_t i = 0; i < count; i++)
		names[i] = (struct officer_name){
			rows[i].id, rows[i].unit_id, rows[i].roles, rows[i].disabled != 0, rows[i].name};
	*ret = names;
	*ret_count = count;
	return 0;
}

int officers_add(struct db_conn *conn, int64_t jurisdiction_id, int64_t id, const struct officer_new *officer,
	int64_t now_us, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct jurisdiction_writing w;
	int r;

	r = jurisdiction_write_begin(conn, arena, jurisdiction_id, now_us, &w, err);
	if (r < 0)
		return r;
	return jurisdiction_put_officer(&w,
		&(struct officer_set){
			.officer_id = id,
			.login = private_text_of(officer->login),
			.name = private_text_of(officer->name),
			.unit_id = officer->unit_id,
			.roles = officer->roles,
		},
		officer->password_hash, err);
}

int officers_password(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t officer_id,
	const char **ret, struct err *err)
{
	struct sql_officer_by_id_row row;
	bool found;
	int r;

	r = sql_officer_by_id(conn, arena,
		&(struct sql_officer_by_id_in){.jurisdiction_id = jurisdiction_id, .id = officer_id}, &found,
		&row, err);
	if (r < 0)
		return r;
	if (!found || row.disabled)
		return err_set(err, ERR_NOT_FOUND, "no such officer");
	*ret = row.has_password_hash ? arena_cstr(arena, row.password_hash) : NULL;
	return 0;
}

int officers_change_password(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	int64_t officer_id, const char *old_hash, const char *password_hash, struct slice cookie,
	struct err *err)
{
	unsigned char hash[KEYS_HASH_BYTES];
	const char *now;
	int r;

	r = officers_password(conn, arena, jurisdiction_id, officer_id, &now, err);
	if (r == 0 && (!now || !old_hash || strcmp(now, old_hash) != 0))
		r = err_set(err, ERR_CONFLICT, "the password was changed meanwhile");
	if (r == 0)
		r = sql_officer_password(conn,
			&(struct sql_officer_password_in){.jurisdiction_id = jurisdiction_id,
				.id = officer_id,
				.password_hash = slice_of(password_hash)},
			NULL, err);
	keys_cookie_hash(cookie, hash);
	if (r == 0)
		r = sql_session_delete_others(conn,
			&(struct sql_session_delete_others_in){.jurisdiction_id = jurisdiction_id,
				.officer_id = officer_id,
				.id_hash = hash_slice(hash)},
			NULL, err);
	return r;
}

int officers_set_password(struct db_conn *conn, int64_t jurisdiction_id, struct slice login,
	const char *password_hash, struct err *err)
{
	struct arena *arena = arena_new();
	struct sql_officer_by_login_row row;
	bool found;
	int r;

	r = sql_officer_by_login(conn, arena,
		&(struct sql_officer_by_login_in){.jurisdiction_id = jurisdiction_id, .login = login}, &found,
		&row, err);
	if (r == 0 && !found)
		r = err_set(err, ERR_NOT_FOUND, "there is no officer with the login %.*s", SLICE_ARG(login));
	if (r == 0)
		r = sql_officer_password(conn,
			&(struct sql_officer_password_in){.jurisdiction_id = jurisdiction_id,
				.id = row.id,
				.password_hash = slice_of(password_hash)},
			NULL, err);
	if (r == 0)
		r = sql_session_delete_of_officer(conn,
			&(struct sql_session_delete_of_officer_in){
				.jurisdiction_id = jurisdiction_id, .officer_id = row.id},
			NULL, err);
	arena_free(arena);
	return r;
}
