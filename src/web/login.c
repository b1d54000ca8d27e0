// SPDX-License-Identifier: Apache-2.0
// Signing in and out. A password is hashed on the heavy pool; before and after it the store is asked and
// told, the second time anew, since meanwhile others may have tried as well.
#include "http/form.h"
#include "http/response.h"
#include "service/officers.h"
#include "service/password.h"
#include "service/service.h"
#include "templates/desk_login.h"
#include "text/clean.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/limit.h"

#include <string.h>

#define LOGIN_MAX_BYTES 192

struct sign_in {
	struct slice login, password, next;
	struct officer_login found;
	const char *compared; // hash that the password was compared with; NULL: none
	bool fits;	      // the password fits that hash
	bool matches;	      // and is the right one as of the commit
	int64_t locked_until; // found out: no try counts before this; 0: may try
	char cookie[BASE32_BYTES(KEYS_COOKIE_BYTES)];
};

// ---- The page

static const struct view_demo_account *demo_accounts(struct web_request *q)
{
	const struct ref_settings *settings = &q->ref->settings;
	struct view_demo_account *accounts =
		ARENA_ARRAY(q->arena, struct view_demo_account, settings->account_count);

	for (size_t i = 0; i < settings->account_count; i++) {
		const struct ref_account *account = &settings->accounts[i];

		accounts[i] = (struct view_demo_account){
			.login = slice_of(account->login),
			.password = slice_of(account->password),
			.name = slice_of(account->name[q->lang]),
			.role = slice_of(account->role[q->lang]),
		};
	}
	return accounts;
}

static void show_page(
	struct web_request *q, const struct sign_in *in, enum view_login_error error, int status)
{
	struct view_login view = {
		.page = web_page_view(q),
		.login = in->login,
		.next = in->next,
		.error = error,
		.retry_at = in->locked_until,
		.accounts = demo_accounts(q),
		.account_count = q->ref->settings.account_count,
	};
	struct web_page page;

	view.page.here = web_url(q, "/desk/login");
	web_page_begin(q, &page);
	page_login(&page.html, &view);
	web_page_send(q, &page, status);
}

// Where to go afterwards: a page of the desk, or nothing.
static struct slice local_next(struct slice next)
{
	if (next.len > 300 || !slice_starts_with(next, SLICE("/desk")) ||
		slice_starts_with(next, SLICE("/desk/login")) ||
		slice_starts_with(next, SLICE("/desk/logout")))
		return SLICE("");
	if (next.len > 5 && next.ptr[5] != '/' && next.ptr[5] != '?')
		return SLICE("");
	return next;
}

void handle_login(struct web_request *q)
{
	struct sign_in in = {.next = local_next(http_query(q->http, "next"))};
	enum view_login_error error = VIEW_LOGIN_NONE;

	if (http_query(q->http, "ended").ptr)
		error = VIEW_LOGIN_ENDED;
	else if (http_query(q->http, "out").ptr)
		error = VIEW_LOGIN_SIGNED_OUT;
	show_page(q, &in, error, 200);
}

// ---- Signing in

static bool is_locked(const struct web_request *q, struct sign_in *in)
{
	in->locked_until = in->found.locked_until > q->now_us ? in->found.locked_until : 0;
	return in->locked_until != 0;
}

static int find(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct sign_in *in = data;

	return officers_find(conn, q->arena, q->ref->jurisdiction_id, in->login, &in->found, err);
}

static int compare(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct sign_in *in = data;

	(void)q;
	(void)conn;
	(void)err;
	in->compared = in->found.password_hash;
	in->fits = password_matches(in->compared, in->password) && in->found.officer.id;
	return 0;
}

// Tries that ran side by side are counted one by one, and none of them gets in once the waits have begun. The
// writer may run this again: what compare() found stays as it is.
static int conclude(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct sign_in *in = data;
	int64_t jurisdiction_id = q->ref->jurisdiction_id;
	int r;

	r = find(q, conn, in, err);
	if (r < 0)
		return r;
	if (is_locked(q, in))
		return 0;
	in->matches =
		in->fits && in->found.password_hash && strcmp(in->compared, in->found.password_hash) == 0;
	if (in->matches)
		return officers_sign_in(conn, jurisdiction_id, &in->found, slice_of(in->cookie),
			http_cookie(q->http, web_session_cookie_name(q)), q->now_us, err);
	r = officers_count_failure(conn, jurisdiction_id, &in->found, q->now_us, err);
	// what the count led to: the page says so at once
	if (r == 0)
		r = find(q, conn, in, err);
	if (r == 0)
		(void)is_locked(q, in);
	return r;
}

static void concluded(struct web_request *q, void *data)
{
	struct sign_in *in = data;

	if (in->locked_until) {
		show_page(q, in, VIEW_LOGIN_SLOW, 429);
		return;
	}
	if (!in->matches) {
		show_page(q, in, VIEW_LOGIN_WRONG, 403);
		return;
	}
	http_set_cookie(q->http, &(struct http_set_cookie){
					 .name = web_session_cookie_name(q),
					 .value = slice_of(in->cookie),
					 .same_site = HTTP_SAME_SITE_LAX,
				 });
	web_redirect(q, "%.*s", SLICE_ARG(in->next.len ? in->next : SLICE("/desk")));
}

static void compared(struct web_request *q, void *data)
{
	web_write(q, conclude, concluded, data);
}

static void found(struct web_request *q, void *data)
{
	struct sign_in *in = data;

	if (is_locked(q, in))
		show_page(q, in, VIEW_LOGIN_SLOW, 429);
	else
		web_work(q, compare, compared, in);
}

void handle_login_post(struct web_request *q)
{
	struct sign_in *in = ARENA_NEW(q->arena, struct sign_in);

	in->login = text_clean_line(q->arena, http_form(q->http, "login"));
	in->password = http_form(q->http, "password");
	in->next = local_next(http_form(q->http, "next"));
	if (q->web->login_limit && !rate_limit_take(q->web->login_limit, http_remote(q->http), q->now_us)) {
		web_error(q, 429);
		return;
	}
	if (in->login.len == 0 || in->login.len > LOGIN_MAX_BYTES || in->password.len == 0 ||
		in->password.len > PASSWORD_MAX_BYTES) {
		show_page(q, in, VIEW_LOGIN_WRONG, 403);
		return;
	}
	// always a new one: who set the old one is not known
	keys_new_cookie(in->cookie);
	web_read(q, WEB_READ_POINT, find, found, in);
}

// ---- Signing out

static int sign_out(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	(void)data;
	return officers_sign_out(conn, q->ref->jurisdiction_id, q->session.cookie, err);
}

static void signed_out(struct web_request *q, void *data)
{
	(void)data;
	http_set_cookie(q->http, &(struct http_set_cookie){
					 .name = web_session_cookie_name(q),
					 .value = SLICE(""),
					 .max_age_s = -1,
					 .same_site = HTTP_SAME_SITE_LAX,
				 });
	web_redirect(q, "/desk/login?out=1");
}

void handle_logout(struct web_request *q)
{
	web_write(q, sign_out, signed_out, NULL);
}
