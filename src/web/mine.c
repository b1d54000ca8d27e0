// SPDX-License-Identifier: Apache-2.0
// A case as its raiser sees it at the secret link: the receipt, and the raiser's own page. Reading changes
// nothing; what the raiser decides there is in raiser.c.
#include "http/chars.h"
#include "http/response.h"
#include "service/service.h"
#include "templates/public_case.h"
#include "templates/public_receipt.h"
#include "web/app.h"
#include "web/case_page.h"
#include "web/handlers.h"
#include "web/names.h"
#include "web/qr.h"
#include "web/raiser.h"

static struct slice words_of(const struct private_text *text)
{
	return text->state == PRIVATE_PRESENT ? text->value : SLICE("");
}

// What the ledger holds of it. A ledger that has just begun holds nothing yet: then the page does without.
static int proof_load(struct web_request *q, struct db_conn *conn, struct raiser_page *show, struct err *err)
{
	int r = proofs_receipt(
		conn, q->arena, q->ref->jurisdiction_id, slice_of(show->code), &show->proof, err);

	if (r < 0 && r != ERR_BUSY && r != ERR_NOT_FOUND)
		return r;
	show->proof_state = r == 0 ? VIEW_PROOF_THERE : r == ERR_BUSY ? VIEW_PROOF_WAITING : VIEW_PROOF_NONE;
	return 0;
}

int raiser_page_load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct raiser_page *show = data;
	int r;

	r = cases_load(conn, q->arena, q->ref->jurisdiction_id, slice_of(show->code), &show->page, err);
	// a wrong token looks like a case that is not there
	if (r == 0 && !keys_link_matches(service_keys(q->service), q->ref->jurisdiction_id,
			      show->page.stream.state.case_id, show->token))
		r = err_set(err, ERR_NOT_FOUND, "no such case");
	if (r == 0)
		r = proof_load(q, conn, show, err);
	return r;
}

static struct view_proof proof_view(struct web_request *q, const struct raiser_page *show, struct slice code)
{
	struct view_proof view = {.state = show->proof_state};
	struct buf line = buf_in(q->arena);
	const char *again = http_query(q->http, "new").ptr ? "?new=1" : "";

	if (view.state == VIEW_PROOF_WAITING)
		view.again = web_url(q, "%.*s%s", SLICE_ARG(q->path), again);
	if (view.state != VIEW_PROOF_THERE)
		return view;
	view.file = web_url(q, "/c/%.*s/receipt.tlog-proof", SLICE_ARG(code));
	view.line = show->proof.line;
	percent_encode(&line, view.line, true);
	view.check = web_url(q, "/ledger/check#%s", buf_cstr(&line));
	view.qr = web_qr(q->arena,
		slice_of(arena_printf(q->arena, "%s/ledger/check#%s", web_origin(q), buf_cstr(&line))));
	view.place = (int64_t)show->proof.index + 1;
	view.entries = (int64_t)show->proof.checkpoint.size;
	return view;
}

static struct slice secret_url(struct web_request *q, struct slice code, struct slice token)
{
	return slice_of(
		arena_printf(q->arena, "%s/r/%.*s/%.*s", web_origin(q), SLICE_ARG(code), SLICE_ARG(token)));
}

static void print_receipt(
	struct web_request *q, struct web_page *page, struct raiser_page *show, struct slice url)
{
	const struct case_state *state = &show->page.stream.state;
	struct view_receipt view = {
		.page = web_page_view(q),
		.code = web_code(q, state->code),
		.secret_url = url,
		.secret_path = web_url(q, "%.*s", SLICE_ARG(q->path)),
		.qr = web_qr(q->arena, url),
		.proof = proof_view(q, show, web_code(q, state->code)),
		.received_at = state->received_at_us,
		.contact_by = state->contact_by_us,
		.reply_by = state->reply_by_us,
		.has_contact = state->has_contact.state == PRIVATE_PRESENT && state->has_contact.value,
		.is_public = case_has_consent(state),
	};

	page_receipt(&page->html, &view);
}

static void print_mine(
	struct web_request *q, struct web_page *page, struct raiser_page *show, struct slice url)
{
	const struct case_state *state = &show->page.stream.state;
	struct slice published = words_of(&state->public_text);
	struct view_mine view = {
		.c =
			{
				.page = web_page_view(q),
				.code = web_code(q, state->code),
				.state = state->state,
				.is_released = show->page.view.shows_row,
				.has_words = true,
				.erased = state->erased,
				.erased_reason = state->erased_reason,
				.erased_at = state->erased_at_us,
				.title = words_of(&state->title),
				.text = words_of(&state->text),
				.events = case_timeline(q, &show->page, true),
			},
		.secret_url = url,
		.qr = web_qr(q->arena, url),
		.proof = proof_view(q, show, web_code(q, state->code)),
		.is_secret = case_is_secret(state),
		.is_public = case_has_consent(state),
		.has_contact = state->has_contact.state == PRIVATE_PRESENT && state->has_contact.value,
		.address = words_of(&state->address),
	};
	size_t masked;

	case_fill_row(q, state, &view.c);
	view.c.map = (struct view_map){0};
	view.c.photos = web_photos(q, show->page.files, show->page.file_count,
		arena_printf(q->arena, "/r/%.*s/%.*s", SLICE_ARG(view.c.code), SLICE_ARG(show->token)),
		false);
	if (view.c.events.count > 0) // the first is the raiser's own: the pictures belong to those words
		((struct view_event *)view.c.events.items)[0].photos = view.c.photos;
	if (published.len && !slice_eq(published, view.c.text))
		view.public_text = web_masked(q, published, &masked);
	raiser_fill_forms(q, show, &view);
	page_mine(&page->html, &view);
}

void raiser_page_show(struct web_request *q, struct raiser_page *show, int status)
{
	struct slice code = web_code(q, show->page.stream.state.code), url = secret_url(q, code, show->token);
	struct web_page page;

	web_page_begin(q, &page);
	if (http_query(q->http, "new").ptr)
		print_receipt(q, &page, show, url);
	else
		print_mine(q, &page, show, url);
	web_page_send(q, &page, status);
}

static void receipt_show(struct web_request *q, void *data)
{
	raiser_page_show(q, data, 200);
}

void handle_receipt(struct web_request *q)
{
	struct raiser_page *show = ARENA_NEW(q->arena, struct raiser_page);

	if (!case_code_parse(q->args[0], show->code)) {
		web_error(q, 404);
		return;
	}
	show->token = q->args[1];
	web_read(q, WEB_READ_POINT, raiser_page_load, receipt_show, show);
}
