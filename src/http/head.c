// SPDX-License-Identifier: Apache-2.0
// Why so strict: a proxy before us and we must agree on where one request ends and the next begins. Wherever
// RFC 9112 lets a recipient be lenient (a bare LF, blanks before a colon, folded lines, lists of lengths)
// lenience is what request smuggling lives on, and no browser or proxy of today sends such things.
#include "http/head.h"

#include "http/chars.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

enum {
	SINGLE_HOST = 1 << 0,
	SINGLE_CONTENT_LENGTH = 1 << 1,
	SINGLE_TRANSFER_ENCODING = 1 << 2,
	SINGLE_EXPECT = 1 << 3,
	SINGLE_OTHER = 4, // bit of the first in `singles` below
};

// Fields without a list syntax whose second appearance two programs could read differently.
static const struct slice singles[] = {SLICE("content-type"), SLICE("origin"), SLICE("authorization"),
	SLICE("sec-fetch-site"), SLICE("idempotency-key"), SLICE("x-forwarded-proto")};

static const char *const method_names[] = {
	[HTTP_METHOD_GET] = "GET",
	[HTTP_METHOD_HEAD] = "HEAD",
	[HTTP_METHOD_POST] = "POST",
	[HTTP_METHOD_PUT] = "PUT",
	[HTTP_METHOD_DELETE] = "DELETE",
	[HTTP_METHOD_PATCH] = "PATCH",
	[HTTP_METHOD_OPTIONS] = "OPTIONS",
};

const char *http_method_name(enum http_method method)
{
	return method_names[method];
}

void head_init(struct head *head, struct arena *arena, const struct http_limits *limits)
{
	*head = (struct head){.limits = limits, .arena = arena, .content_length = -1, .host_index = -1};
}

static int refuse(struct head *head, int status, const char *reason)
{
	head->reason = reason;
	return status;
}

static int parse_version(struct head *head, struct slice version)
{
	if (version.len != 8 || memcmp(version.ptr, "HTTP/", 5) != 0 || version.ptr[6] != '.' ||
		(unsigned)(version.ptr[5] - '0') > 9 || (unsigned)(version.ptr[7] - '0') > 9)
		return refuse(head, 400, "malformed HTTP version");
	if (version.ptr[5] != '1')
		return refuse(head, 505, "HTTP version other than 1");
	head->minor = version.ptr[7] == '0' ? 0 : 1;
	head->close = head->minor == 0;
	return 0;
}

static int parse_method(struct head *head, struct slice method)
{
	if (!method.len || !chars_all(method, CHAR_TOKEN))
		return refuse(head, 400, "malformed method");
	for (size_t i = 0; i < ARRAY_LEN(method_names); i++)
		if (slice_eq_cstr(method, method_names[i])) {
			head->method = (enum http_method)i;
			return 0;
		}
	return refuse(head, 501, "unknown method");
}

// method SP target SP version, exactly one blank each.
static int request_line(struct head *head, const char *base, struct slice line)
{
	struct slice method, target, version;
	int status;

	if (!slice_cut(line, ' ', &method, &target) || !slice_cut(target, ' ', &target, &version))
		return refuse(head, 400, "malformed request line");
	if ((status = parse_version(head, version)) || (status = parse_method(head, method)))
		return status;
	if (target.len > head->limits->target_bytes)
		return refuse(head, 414, "request target too long");
	if (!target.len || !chars_all(target, CHAR_QUERY))
		return refuse(head, 400, "malformed request target");
	head->target = (uint32_t)(target.ptr - base);
	head->target_len = (uint32_t)target.len;
	head->has_request_line = true;
	return 0;
}

static int see_once(struct head *head, uint32_t bit)
{
	if (head->singles & bit)
		return refuse(head, 400, "a header field that may come once came twice");
	head->singles |= bit;
	return 0;
}

static int content_length(struct head *head, struct slice value)
{
	uint64_t length;

	// 18 digits: below every overflow, here and in whoever adds to it.
	if (value.len > 18 || !slice_parse_u64(value, &length))
		return refuse(head, 400, "malformed Content-Length");
	head->content_length = (int64_t)length;
	return see_once(head, SINGLE_CONTENT_LENGTH);
}

static int transfer_encoding(struct head *head, struct slice value)
{
	if (!value.len)
		return refuse(head, 400, "empty Transfer-Encoding");
	if (!slice_eq_ascii_nocase(value, SLICE("chunked")))
		return refuse(head, 501, "Transfer-Encoding other than chunked");
	head->chunked = true;
	return see_once(head, SINGLE_TRANSFER_ENCODING);
}

static int expect(struct head *head, struct slice value)
{
	if (!slice_eq_ascii_nocase(value, SLICE("100-continue")))
		return refuse(head, 417, "unknown expectation");
	head->expect_continue = head->minor > 0;
	return see_once(head, SINGLE_EXPECT);
}

static int connection(struct head *head, struct slice value)
{
	struct slice token;

	do {
		slice_cut(value, ',', &token, &value);
		if (slice_eq_ascii_nocase(slice_trim(token), SLICE("close")))
			head->close = true;
	} while (value.len);
	return 0;
}

static int host(struct head *head, struct slice value)
{
	if (!authority_parse(value, NULL))
		return refuse(head, 400, "malformed Host");
	head->host_index = (int)head->count - 1;
	return see_once(head, SINGLE_HOST);
}

static int known_field(struct head *head, struct slice name, struct slice value)
{
	static const struct {
		struct slice name;
		int (*read)(struct head *head, struct slice value);
	} known[] = {
		{SLICE("host"), host},
		{SLICE("content-length"), content_length},
		{SLICE("transfer-encoding"), transfer_encoding},
		{SLICE("expect"), expect},
		{SLICE("connection"), connection},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (slice_eq_ascii_nocase(name, known[i].name))
			return known[i].read(head, value);
	for (size_t i = 0; i < ARRAY_LEN(singles); i++)
		if (slice_eq_ascii_nocase(name, singles[i]))
			return see_once(head, 1u << (SINGLE_OTHER + i));
	return 0;
}

// name ":" OWS value OWS, no blank before the colon, no folding (a line that begins with a blank has no
// token).
static const char *split_field(struct slice line, struct slice *name, struct slice *value)
{
	if (!slice_cut(line, ':', name, value))
		return "header line without a colon";
	if (!name->len || !chars_all(*name, CHAR_TOKEN))
		return "malformed name of a header field";
	if (!chars_all(*value, CHAR_FIELD))
		return "control character in a header field";
	*value = slice_trim(*value);
	return NULL;
}

int head_line(struct head *head, const char *base, size_t offset, size_t len)
{
	struct slice line = {base + offset, len}, name, value;
	const char *reason;

	if (!head->has_request_line)
		return request_line(head, base, line);
	if (head->count >= head->limits->header_count)
		return refuse(head, 431, "too many header fields");
	reason = split_field(line, &name, &value);
	if (reason)
		return refuse(head, 400, reason);
	if (head->count == head->cap) {
		struct head_field *more = arena_alloc(head->arena, (head->cap * 2 + 24) * sizeof(*more));

		if (head->count)
			memcpy(more, head->fields, head->count * sizeof(*more));
		head->fields = more;
		head->cap = head->cap * 2 + 24;
	}
	head->fields[head->count++] = (struct head_field){(uint32_t)(name.ptr - base), (uint32_t)name.len,
		(uint32_t)(value.ptr - base), (uint32_t)value.len};
	return known_field(head, name, value);
}

struct slice head_get(const struct head *head, const char *name, uint32_t *index)
{
	size_t len = strlen(name);

	for (uint32_t i = *index; head->base && i < head->count; i++) {
		const struct head_field *field = &head->fields[i];

		if (field->name_len == len && strncasecmp(head->base + field->name, name, len) == 0) {
			*index = i + 1;
			return (struct slice){head->base + field->value, field->value_len};
		}
	}
	*index = head->count;
	return (struct slice){NULL, 0};
}

bool head_has_body(const struct head *head)
{
	return head->chunked || head->content_length > 0;
}

void head_finish_refused(struct head *head, const char *base)
{
	head->base = base;
	head->path = head->authority = head->host = SLICE("");
}

static int finish_framing(struct head *head)
{
	if (head->chunked && head->content_length >= 0)
		return refuse(head, 400, "both Content-Length and Transfer-Encoding");
	if (head->chunked && head->minor == 0)
		return refuse(head, 400, "Transfer-Encoding in HTTP/1.0");
	// RFC 9110, 9.3.1: such a body means nothing, and is a known vehicle of smuggling.
	if (head_has_body(head) && (head->method == HTTP_METHOD_GET || head->method == HTTP_METHOD_HEAD))
		return refuse(head, 400, "a body on GET or HEAD");
	return 0;
}

// absolute-form: "http://authority/path?query"; its authority stands instead of Host.
static int absolute_target(struct head *head, struct slice *target)
{
	struct slice rest;
	size_t end = 0;

	if (target->len > 7 && strncasecmp(target->ptr, "http://", 7) == 0)
		rest = slice_sub(*target, 7, SIZE_MAX);
	else if (target->len > 8 && strncasecmp(target->ptr, "https://", 8) == 0)
		rest = slice_sub(*target, 8, SIZE_MAX);
	else
		return refuse(head, 400, "malformed request target");
	while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?')
		end++;
	head->authority = slice_sub(rest, 0, end);
	if (!authority_parse(head->authority, NULL))
		return refuse(head, 400, "malformed authority of the request target");
	*target = slice_sub(rest, end, SIZE_MAX);
	return 0;
}

static int finish_target(struct head *head)
{
	struct slice target = {head->base + head->target, head->target_len}, path;
	int status;

	if (slice_eq(target, SLICE("*"))) {
		if (head->method != HTTP_METHOD_OPTIONS)
			return refuse(head, 400, "malformed request target");
		head->path = SLICE("*");
		return 0;
	}
	if (target.ptr[0] != '/' && (status = absolute_target(head, &target)))
		return status;
	if (!slice_cut(target, '?', &path, &head->query))
		head->query = (struct slice){NULL, 0};
	if (!path.len)
		path = SLICE("/");
	if (!path_decode(head->arena, path, &head->path))
		return refuse(head, 400, "malformed path");
	return 0;
}

int head_finish(struct head *head, const char *base)
{
	int status;

	head->base = base;
	head->path = head->authority = head->host = SLICE("");
	if (head->host_index >= 0) {
		const struct head_field *field = &head->fields[head->host_index];

		head->authority = (struct slice){base + field->value, field->value_len};
	} else if (head->minor > 0) {
		return refuse(head, 400, "no Host");
	}
	if ((status = finish_framing(head)) || (status = finish_target(head)))
		return status;
	if (head->authority.len) {
		struct slice name;
		char *lower;

		must(authority_parse(head->authority, &name)); // both kinds have been checked
		lower = arena_cstr(head->arena, name);
		for (size_t i = 0; i < name.len; i++)
			if (lower[i] >= 'A' && lower[i] <= 'Z')
				lower[i] = (char)(lower[i] - 'A' + 'a');
		head->host = (struct slice){lower, name.len};
	}
	return 0;
}

int head_check_trailer(struct slice line, const char **ret_reason)
{
	// What steers framing, routing or trust may not come behind the body (RFC 9110, 6.5.1).
	static const char *const forbidden[] = {"content-length", "transfer-encoding", "host", "connection",
		"expect", "content-type", "content-encoding", "cookie", "authorization", "origin", "trailer",
		"te"};
	struct slice name, value;

	*ret_reason = split_field(line, &name, &value);
	if (*ret_reason)
		return 400;
	for (size_t i = 0; i < ARRAY_LEN(forbidden); i++)
		if (slice_eq_ascii_nocase(name, slice_of(forbidden[i]))) {
			*ret_reason = "a field that may not be a trailer";
			return 400;
		}
	return 0;
}

static bool port_is_valid(struct slice port)
{
	uint64_t number;

	return !port.len || (port.len <= 5 && slice_parse_u64(port, &number) && number <= 65535);
}

bool authority_parse(struct slice authority, struct slice *ret_host)
{
	struct slice name, port = {NULL, 0};

	if (authority.len > 300)
		return false;
	if (authority.len && authority.ptr[0] == '[') {
		char text[INET6_ADDRSTRLEN];
		struct in6_addr address;
		ptrdiff_t end = slice_find_byte(authority, ']');

		if (end < 0 || (size_t)end - 1 >= sizeof(text))
			return false;
		memcpy(text, authority.ptr + 1, (size_t)end - 1);
		text[end - 1] = 0;
		if (inet_pton(AF_INET6, text, &address) != 1)
			return false;
		name = slice_sub(authority, 0, (size_t)end + 1);
		port = slice_sub(authority, (size_t)end + 1, SIZE_MAX);
		if (port.len && port.ptr[0] != ':')
			return false;
		port = slice_sub(port, 1, SIZE_MAX);
	} else {
		slice_cut(authority, ':', &name, &port);
		if (!name.len || name.len > 255 || !chars_all(name, CHAR_HOST))
			return false;
	}
	if (!port_is_valid(port))
		return false;
	if (ret_host)
		*ret_host = name;
	return true;
}

bool path_decode(struct arena *arena, struct slice raw, struct slice *ret)
{
	char *path = arena_alloc(arena, raw.len + 1);
	size_t len, segment;

	if (!raw.len || raw.ptr[0] != '/' || !chars_all(raw, CHAR_PATH))
		return false;
	// An encoded slash or backslash is a separator to one program and none to the next.
	for (size_t i = 0; i + 2 < raw.len; i++)
		if (raw.ptr[i] == '%' &&
			(strncasecmp(raw.ptr + i, "%2f", 3) == 0 || strncasecmp(raw.ptr + i, "%5c", 3) == 0))
			return false;
	if (!percent_decode(raw, false, path, &len) || !slice_is_utf8(slice_from(path, len)))
		return false;
	for (size_t i = segment = 0; i <= len; i++) {
		if (i < len && ((uint8_t)path[i] < 0x20 || path[i] == 0x7f))
			return false;
		if (i && (i == len || path[i] == '/')) {
			size_t size = i - segment - 1; // of what stands behind the slash

			if ((!size && i < len) || (size == 1 && path[i - 1] == '.') ||
				(size == 2 && path[i - 1] == '.' && path[i - 2] == '.'))
				return false;
			segment = i;
		}
	}
	path[len] = 0;
	*ret = (struct slice){path, len};
	return true;
}
