// SPDX-License-Identifier: Apache-2.0
// An officer's own account: choosing another password. Whoever signed in with one that somebody else made
// comes here before anything else.
#include "domain/password_policy.h"
#include "http/form.h"
#include "http/request.h"
#include "service/officers.h"
#include "service/password.h"
#include "web/admin.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/limit.h"

#include <inttypes.h>

struct account {
	struct desk_frame frame;
	struct slice old, wanted, again;
	const char *old_hash, *new_hash;
	enum word wrong; // of wrong_field
	const char *wrong_field;
	bool is_done;
};

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct account *a = data;

	return desk_frame_load(q, conn, &a->frame, err);
}

static void put_password(struct web_request *q, struct admin_form *form, const char *name, enum word label,
	const char *autocomplete)
{
	bool is_new = label == WORD_ACCOUNT_NEW;

	admin_form_put(form, &(struct view_admin_field){.kind = VIEW_ADMIN_PASSWORD,
				     .name = name,
				     .label = admin_word(q, label),
				     .hint = is_new ? admin_word(q, WORD_ACCOUNT_NEW_HINT) : SLICE(""),
				     .max = PASSWORD_MAX_BYTES,
				     .autocomplete = autocomplete});
}

static void show(struct web_request *q, void *data)
{
	const struct account *a = data;
	struct view_admin view = admin_page_view(q, &a->frame, "/desk/account/password");
	struct admin_form form = admin_form_begin(q);
	struct view_admin_form forms[1];
	struct view_error error;

	put_password(q, &form, "old", WORD_ACCOUNT_OLD, "current-password");
	put_password(q, &form, "new", WORD_ACCOUNT_NEW, "new-password");
	put_password(q, &form, "again", WORD_ACCOUNT_AGAIN, "new-password");
	forms[0] = admin_form_end(q, &form, web_url(q, "/desk/account/password"), WORD_ACCOUNT_GO, NULL);
	if (a->wrong_field) {
		error = (struct view_error){.field = a->wrong_field, .text = admin_word(q, a->wrong)};
		forms[0].errors = (struct view_errors){&error, 1};
	}
	view.desk.is_administering = false;
	view.is_index = true;
	view.title = admin_word(q, WORD_ACCOUNT_TITLE);
	view.lede = admin_word(q, q->session.must_change ? WORD_ACCOUNT_MUST : WORD_ACCOUNT_LEDE);
	if (a->is_done)
		view.done = admin_word(q, WORD_ACCOUNT_DONE);
	view.forms = forms;
	view.form_count = 1;
	admin_page_send(q, &view, a->wrong_field ? 422 : 200);
}

void handle_account_password(struct web_request *q)
{
	struct account *a = ARENA_NEW(q->arena, struct account);

	a->is_done = http_query(q->http, "done").ptr != NULL;
	web_read(q, WEB_READ_HEAVY, load, show, a);
}

// ---- Changing it: read the old hash, compare and hash, write

static void refuse(struct web_request *q, struct account *a, const char *field, enum word wrong)
{
	a->wrong_field = field;
	a->wrong = wrong;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, load, show, a);
}

static int find(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct account *a = data;

	return officers_password(
		conn, q->arena, q->ref->jurisdiction_id, q->session.officer_id, &a->old_hash, err);
}

static int compare(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	char *hash = arena_alloc(q->arena, PASSWORD_HASH_BYTES);
	struct account *a = data;
	int r = 0;

	(void)conn;
	a->new_hash = NULL;
	if (password_matches(a->old_hash, a->old)) {
		r = password_hash(a->wanted, hash, err);
		a->new_hash = hash;
	}
	return r;
}

static int write(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct account *a = data;

	return officers_change_password(conn, q->arena, q->ref->jurisdiction_id, q->session.officer_id,
		a->old_hash, a->new_hash, q->session.cookie, err);
}

static void written(struct web_request *q, void *data)
{
	(void)data;
	web_redirect(q, q->session.must_change ? "/desk" : "/desk/account/password?done=1");
}

static void compared(struct web_request *q, void *data)
{
	struct account *a = data;

	if (a->new_hash)
		web_write(q, write, written, a);
	else
		refuse(q, a, "old", WORD_ACCOUNT_OLD_WRONG);
}

static void found(struct web_request *q, void *data)
{
	web_work(q, compare, compared, data);
}

static bool check(struct web_request *q, struct account *a)
{
	switch (password_check(a->wanted, q->session.login)) {
	case PASSWORD_FINE:
		break;
	case PASSWORD_TOO_SHORT:
		refuse(q, a, "new", WORD_ACCOUNT_TOO_SHORT);
		return false;
	case PASSWORD_TOO_LONG:
	case PASSWORD_MALFORMED:
		refuse(q, a, "new", WORD_ACCOUNT_MALFORMED);
		return false;
	case PASSWORD_IS_LOGIN:
		refuse(q, a, "new", WORD_ACCOUNT_IS_LOGIN);
		return false;
	case PASSWORD_COMMON:
		refuse(q, a, "new", WORD_ACCOUNT_COMMON);
		return false;
	}
	if (slice_eq(a->wanted, a->old))
		refuse(q, a, "new", WORD_ACCOUNT_SAME);
	else if (!slice_eq(a->wanted, a->again))
		refuse(q, a, "again", WORD_ACCOUNT_DIFFER);
	else
		return true;
	return false;
}

void handle_account_password_post(struct web_request *q)
{
	struct account *a = ARENA_NEW(q->arena, struct account);

	a->old = http_form(q->http, "old");
	a->wanted = http_form(q->http, "new");
	a->again = http_form(q->http, "again");
	// whoever found a desk unlocked must not be able to guess on
	if (q->web->login_limit && !rate_limit_take(q->web->login_limit, http_remote(q->http), q->now_us)) {
		web_error(q, 429);
		return;
	}
	if (check(q, a))
		web_read(q, WEB_READ_POINT, find, found, a);
}
