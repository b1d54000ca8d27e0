// SPDX-License-Identifier: Apache-2.0
// The parsers of what stands inside a request: the first byte chooses which.
#include "base/mem.h"
#include "http/address.h"
#include "http/chars.h"
#include "http/head.h"
#include "http/negotiate.h"
#include "http/params.h"
#include "http/response.h"

#include <string.h>

static void check_text(struct slice s)
{
	must(slice_is_utf8(s));
	for (size_t i = 0; i < s.len; i++)
		must(s.ptr[i] == '\t' || s.ptr[i] == '\n' || ((uint8_t)s.ptr[i] >= 0x20 && s.ptr[i] != 0x7f));
}

static void form(struct arena *arena, struct slice in, bool multipart, bool cut, bool lenient)
{
	struct http_limits limits = {.param_count = 8, .field_bytes = 20, .file_count = 2, .file_bytes = 20};
	struct params_parse parse = {
		.arena = arena, .limits = &limits, .cut = cut, .skip_malformed = lenient};

	if (multipart)
		params_multipart(&parse, SLICE("B"), in);
	else
		params_urlencoded(&parse, in);
	must(parse.params.count <= 8 && parse.files.count <= 2);
	for (size_t i = 0; i < parse.params.count; i++) {
		check_text(parse.params.items[i].name);
		check_text(parse.params.items[i].value);
		must(parse.params.items[i].value.len <= 20);
	}
	for (size_t i = 0; i < parse.files.count; i++) {
		check_text(parse.files.items[i].filename);
		must(slice_find_byte(parse.files.items[i].filename, '/') < 0);
		must(parse.files.items[i].bytes.len <= 20);
	}
	must(!lenient || !parse.error);
}

static void path(struct arena *arena, struct slice in)
{
	struct slice decoded;

	if (!path_decode(arena, in, &decoded))
		return;
	check_text(decoded);
	must(decoded.ptr[0] == '/' && decoded.ptr[decoded.len] == 0);
	must(slice_find(decoded, SLICE("//")) < 0 && slice_find(decoded, SLICE("/../")) < 0 &&
		slice_find(decoded, SLICE("/./")) < 0);
	must(!slice_ends_with(decoded, SLICE("/..")) && !slice_ends_with(decoded, SLICE("/.")));
}

static void forwarded(struct slice in)
{
	struct trusted_proxies proxies;
	struct address peer, client;
	char text[ADDRESS_TEXT_BYTES];
	struct address again;

	must(trusted_proxies_parse("10.0.0.0/8, ::1", &proxies, NULL) == 0);
	must(address_parse(SLICE("::1"), &peer));
	client = forwarded_client(&proxies, peer, in);
	must(address_parse(slice_of(address_format(&client, text)), &again));
	must(memcmp(&client, &again, sizeof(client)) == 0);
}

static void negotiation(struct slice in)
{
	static const char *const languages[] = {"zh-CN", "en"}, *const media[] = {
									"text/html", "application/json"};
	int chosen = http_accept_language(in, languages, 2);

	must(chosen >= -1 && chosen < 2);
	chosen = http_accept(in, media, 2);
	must(chosen >= -1 && chosen < 2);
	http_accept_encoding(in, 6);
	http_etag_matches(in, SLICE("\"a\""));
}

static void escapes(struct arena *arena, struct slice in)
{
	struct buf encoded = buf_in(arena);
	char *decoded = arena_alloc(arena, in.len * 3 + 1);
	size_t len;

	percent_encode(&encoded, in, in.len % 2);
	must(percent_decode(buf_slice(&encoded), false, decoded, &len));
	must(slice_eq(slice_from(decoded, len), in));
	percent_decode(in, true, decoded, &len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	struct slice in, part;
	char *copy;

	if (size < 2 || size > 20000)
		return 0;
	arena = arena_new();
	copy = mem_memdup(data + 1, size - 1); // exact, so that the address sanitizer sees a read beyond it
	in = slice_from(copy, size - 1);
	switch (data[0] % 10) {
	case 0:
	case 1:
		form(arena, in, false, data[0] % 2, data[0] & 32);
		break;
	case 2:
	case 3:
		form(arena, in, true, data[0] % 2, false);
		break;
	case 4:
		path(arena, in);
		break;
	case 5:
		forwarded(in);
		break;
	case 6:
		negotiation(in);
		break;
	case 7:
		escapes(arena, in);
		break;
	case 8:
		part = cookie_find(in, SLICE("sid"));
		must(chars_all(part, CHAR_COOKIE));
		break;
	case 9:
		if (authority_parse(in, &part))
			must(part.len <= in.len);
		if (multipart_boundary(in, &part))
			must(part.len && part.len <= 70);
		break;
	}
	mem_free(copy);
	arena_free(arena);
	return 0;
}
