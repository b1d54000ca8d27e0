// SPDX-License-Identifier: Apache-2.0
// Bytes of pictures, to whoever may see them: everybody a published one of a case that shows its words, the
// raiser all of the own case, an officer those of a case that the rules let the officer see.
#include "http/response.h"
#include "service/service.h"
#include "web/app.h"
#include "web/handlers.h"
#include "web/names.h"

#include <inttypes.h>

struct photo {
	char code[CASE_CODE_BYTES];
	struct slice token; // of a secret link; ptr NULL: none
	int64_t id;
	bool small;
	bool is_public;
	struct attachment attachment;
	struct slice bytes;
};

static bool may_see(struct web_request *q, const struct photo *photo, const struct case_page *page)
{
	struct officer officer = {
		.id = q->session.officer_id, .unit_id = q->session.unit_id, .roles = q->session.roles};
	const struct case_state *state = &page->stream.state;
	struct case_actor actor;

	if (photo->token.ptr)
		return keys_link_matches(
			service_keys(q->service), q->ref->jurisdiction_id, state->case_id, photo->token);
	if (!q->session.officer_id)
		return page->view.shows_words && photo->attachment.published;
	actor = cases_actor(q->ref, &officer, state);
	return case_may_see(state, &actor);
}

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	struct photo *photo = data;
	struct case_page page;
	int64_t jurisdiction_id = q->ref->jurisdiction_id;
	int r;

	r = cases_load(conn, q->arena, jurisdiction_id, slice_of(photo->code), &page, err);
	if (r == 0)
		r = attachments_load(conn, q->arena, jurisdiction_id, photo->id, &photo->attachment, err);
	if (r == 0 && (photo->attachment.case_id != page.stream.state.case_id || !may_see(q, photo, &page)))
		r = err_set(err, ERR_NOT_FOUND, "no such picture");
	if (r == 0)
		r = attachments_bytes(conn, q->arena, jurisdiction_id, photo->id,
			photo->small ? ATTACHMENT_SMALL : ATTACHMENT_FULL, &photo->bytes, err);
	return r;
}

static void show(struct web_request *q, void *data)
{
	struct photo *photo = data;
	char etag[2 * ATTACHMENT_SHA256_BYTES + 4];

	etag[0] = '"';
	hex_encode(photo->attachment.sha256, ATTACHMENT_SHA256_BYTES, etag + 1);
	etag[2 * ATTACHMENT_SHA256_BYTES + 1] = photo->small ? 's' : 'f';
	etag[2 * ATTACHMENT_SHA256_BYTES + 2] = '"';
	etag[2 * ATTACHMENT_SHA256_BYTES + 3] = '\0';
	http_set_header(q->http, "X-Content-Type-Options", SLICE("nosniff"));
	http_set_header(q->http, "Content-Security-Policy", SLICE("default-src 'none'; sandbox"));
	// asked again each time: what was published can be taken back
	web_respond(q, &(struct http_response){
			       .status = 200,
			       .content_type = arena_cstr(q->arena, photo->attachment.media_type),
			       .cache_control = photo->is_public ? "no-cache" : "private, no-cache",
			       .etag = slice_of(etag),
			       .body = photo->bytes,
			       .body_kind = HTTP_BODY_ARENA,
		       });
}

static void serve(struct web_request *q, struct photo *photo, struct slice code, struct slice id)
{
	photo->id = web_number(id);
	photo->small = slice_ends_with(q->path, SLICE("/small"));
	if (!photo->id || !case_code_parse(code, photo->code))
		web_error(q, 404);
	else
		web_read(q, WEB_READ_HEAVY, load, show, photo);
}

void handle_case_photo(struct web_request *q)
{
	struct photo *photo = ARENA_NEW(q->arena, struct photo);

	photo->is_public = true;
	serve(q, photo, q->args[0], q->args[1]);
}

void handle_receipt_photo(struct web_request *q)
{
	struct photo *photo = ARENA_NEW(q->arena, struct photo);

	photo->token = q->args[1];
	serve(q, photo, q->args[0], q->args[2]);
}

void handle_desk_photo(struct web_request *q)
{
	serve(q, ARENA_NEW(q->arena, struct photo), q->args[0], q->args[1]);
}
