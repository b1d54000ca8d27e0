// SPDX-License-Identifier: Apache-2.0
#include "http/form.h"

#include "http/params.h"
#include "http/request_impl.h"

static void parse_form(struct http_request *r)
{
	struct params_parse parse = {.arena = r->arena, .limits = r->head.limits, .cut = r->cut};
	struct slice type = http_header(r, "Content-Type"), essence, rest, boundary;

	slice_cut(type, ';', &essence, &rest);
	essence = slice_trim(essence);
	if (slice_eq_ascii_nocase(essence, SLICE("application/x-www-form-urlencoded")))
		params_urlencoded(&parse, http_body(r));
	else if (multipart_boundary(type, &boundary))
		params_multipart(&parse, boundary, http_body(r));
	else
		parse.error = "not a form";
	r->form_parsed = true;
	r->form = parse.params;
	r->files = parse.files;
	r->form_overflow = parse.overflow;
	r->form_error = parse.error;
}

struct http_params http_form_all(struct http_request *r)
{
	if (!r->form_parsed)
		parse_form(r);
	return r->form;
}

struct slice http_form(struct http_request *r, const char *name)
{
	return params_get(http_form_all(r), name);
}

struct http_files http_files(struct http_request *r)
{
	http_form_all(r);
	return r->files;
}

const char *http_form_overflow(struct http_request *r)
{
	http_form_all(r);
	return r->form_overflow;
}

const char *http_form_error(struct http_request *r)
{
	http_form_all(r);
	return r->form_error;
}
