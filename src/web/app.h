// SPDX-License-Identifier: Apache-2.0
// What the files of web/ share and nobody else sees: the application's state and the way an answer leaves.
#ifndef YIDAN_WEB_APP_H
#define YIDAN_WEB_APP_H

#include "web/request.h"
#include "web/web.h"

struct http_response;
struct page_cache;
struct rate_limit;

struct web {
	struct web_options options;
	struct service *service;
	struct page_cache *cache;		       // NULL: nothing is kept
	struct rate_limit *intake_limit, *login_limit; // NULL: no limit
};

// The only way out: gives the reference data back that the request held.
void web_respond(struct web_request *q, const struct http_response *response);

// Problem details (RFC 9457): `type` is a stable name of ours ("refusal name"), detail a sentence, field the
// member that is wrong; each may be NULL.
void web_problem(struct web_request *q, int status, const char *type, const char *detail, const char *field);
// The look-up page that says that there is no case of this code (as stored).
void web_lookup_not_found(struct web_request *q, struct slice code);
// Scheme, host and base of our own addresses as the client reached us: "https://host/j/SLUG".
const char *web_origin(struct web_request *q);
// Where the map gets its areas.
struct html_url web_areas_url(struct web_request *q);
const char *web_session_cookie_name(struct web_request *q);

#endif
