// SPDX-License-Identifier: Apache-2.0
#include "web/season_form.h"

#include "http/form.h"
#include "po/words.h"
#include "service/service.h"
#include "text/clean.h"
#include "web/refusal.h"

#include <inttypes.h>

#define COMMAND_FIELD_BYTES 100

int season_form_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct season_form *form = data;

	return desk_frame_load(q, conn, &form->frame, err);
}

struct slice season_form_line(struct web_request *q, const char *name)
{
	return text_clean_line(q->arena, http_form(q->http, name));
}

struct slice season_form_text(struct web_request *q, const char *name)
{
	return text_clean(q->arena, http_form(q->http, name));
}

struct view_errors season_form_errors(struct web_request *q, const struct season_form *form)
{
	const struct refusals *refusals = &form->request.refusals;
	struct view_error *errors = ARENA_ARRAY(q->arena, struct view_error, refusals->count + 1);
	struct view_errors ret = {errors, 0};

	for (size_t i = 0; i < refusals->count; i++)
		errors[ret.count++] =
			web_error_at(q, refusals->items[i].field, web_refusal_text(q, &refusals->items[i]));
	if (form->is_mismatch)
		errors[ret.count++] =
			web_error_at(q, "name_zh", slice_of(words_text(q->lang, WORD_TAKE_SENT_BEFORE)));
	return ret;
}

// All that was sent but the token, each name and value with its length.
static struct slice canonical(struct web_request *q)
{
	struct http_params form = http_form_all(q->http);
	struct buf out = buf_in(q->arena);

	buf_printf(&out, "%" PRId64 " %.*s\n", q->session.officer_id, SLICE_ARG(q->path));
	for (size_t i = 0; i < form.count; i++) {
		if (slice_eq(form.items[i].name, SLICE("token")))
			continue;
		buf_printf(&out, "%zu %zu ", form.items[i].name.len, form.items[i].value.len);
		buf_put_slice(&out, form.items[i].name);
		buf_put_slice(&out, form.items[i].value);
	}
	return buf_slice(&out);
}

static int run(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct season_form *form = data;

	return seasons_run(q->service, conn, &form->request, err);
}

static void done(struct web_request *q, void *data)
{
	struct season_form *form = data;
	const struct season_request *request = &form->request;
	struct slice code = request->is_programme ? request->programme.code : request->season.code;
	struct err err;

	// the next page already shows it; other servers see it within a second
	(void)service_reload(q->service, &err);
	web_redirect(q, "%s%.*s?saved=1", form->path, SLICE_ARG(code));
}

static void failed(struct web_request *q, int class, const struct err *err, void *data)
{
	struct season_form *form = data;

	form->is_mismatch = form->request.result == SEASON_MISMATCH;
	if (class != ERR_INVALID || (form->request.result != SEASON_REFUSED && !form->is_mismatch)) {
		web_error_class(q, class, err);
		return;
	}
	form->is_again = true;
	web_on_failure(q, NULL);
	web_read(q, WEB_READ_HEAVY, season_form_load, form->show, form);
}

void season_form_send(struct web_request *q, struct season_form *form)
{
	struct slice command = http_form(q->http, "command");

	if (http_form_overflow(q->http)) {
		web_error(q, 413);
		return;
	}
	if (command.len == 0 || command.len > COMMAND_FIELD_BYTES) {
		web_error(q, 400);
		return;
	}
	form->request.jurisdiction_id = q->ref->jurisdiction_id;
	form->request.officer_id = q->session.officer_id;
	form->request.command_id = slice_of(arena_printf(q->arena, "season:%.*s", SLICE_ARG(command)));
	form->request.request = canonical(q);
	web_on_failure(q, failed);
	web_write(q, run, done, form);
}
