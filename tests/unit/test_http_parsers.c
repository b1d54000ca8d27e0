// SPDX-License-Identifier: Apache-2.0
// Forms, cookies, negotiation, addresses, percent-encoding, entity tags, compression.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "http/address.h"
#include "http/chars.h"
#include "http/negotiate.h"
#include "http/params.h"
#include "http/response.h"
#include "http/systemd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

static struct http_limits limits;

static int setup(void **state)
{
	struct http_server_options options;

	http_server_options_init(&options);
	limits = options.limits;
	limits.param_count = 5;
	limits.field_bytes = 10;
	limits.file_count = 2;
	limits.file_bytes = 8;
	*state = arena_new();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static char *told(struct params_parse *parse)
{
	struct buf out = buf_in(parse->arena);

	for (size_t i = 0; i < parse->params.count; i++)
		buf_printf(&out, "[%.*s=%.*s]", SLICE_ARG(parse->params.items[i].name),
			SLICE_ARG(parse->params.items[i].value));
	for (size_t i = 0; i < parse->files.count; i++)
		buf_printf(&out, "{%.*s|%.*s|%.*s|%.*s}", SLICE_ARG(parse->files.items[i].name),
			SLICE_ARG(parse->files.items[i].filename),
			SLICE_ARG(parse->files.items[i].content_type),
			SLICE_ARG(parse->files.items[i].bytes));
	if (parse->overflow)
		buf_printf(&out, " over '%s'", parse->overflow);
	if (parse->error)
		buf_printf(&out, " error");
	return (char *)(uintptr_t)buf_cstr(&out);
}

static void check_form(void **state, const char *in, bool cut, const char *wanted)
{
	struct params_parse parse = {.arena = *state, .limits = &limits, .cut = cut};

	params_urlencoded(&parse, slice_of(in));
	assert_string_equal(told(&parse), wanted);
}

static void test_urlencoded(void **state)
{
	struct params_parse lenient = {.arena = *state, .limits = &limits, .skip_malformed = true};

	check_form(state, "", false, "");
	check_form(state, "a=1&b=2", false, "[a=1][b=2]");
	check_form(state, "a=1&&b&=3&", false, "[a=1][b=][=3]");
	check_form(state, "a=x+y%2B%20z&a=%E4%B8%AD", false, "[a=x y+ z][a=中]");
	check_form(state, "a=1%0D%0A2%0D3%0A4", false, "[a=1\n2\n3\n4]");
	check_form(state, "a=x%00%01%08y%7f", false, "[a=xy]");
	check_form(state, "a==b", false, "[a==b]");
	check_form(state, "a=%", false, " error");
	check_form(state, "a=%f", false, " error");
	check_form(state, "a=%fg", false, " error");
	check_form(state, "a=%ff", false, " error");
	check_form(state, "a=%ed%a0%80", false, " error");
	check_form(state, "a=0123456789&b=1", false, "[a=0123456789][b=1]");
	check_form(state, "a=0123456789x&b=1", false, "[a=0123456789][b=1] over 'a'");
	check_form(state, "a=01234567%E4%B8%AD&b=1", false, "[a=01234567][b=1] over 'a'");
	check_form(state, "a&b&c&d&e", false, "[a=][b=][c=][d=][e=]");
	check_form(state, "a&b&c&d&e&f", false, "[a=][b=][c=][d=][e=] over ''");
	check_form(state, "a=1&b=2%E4%B8", true, "[a=1][b=2] over 'b'");
	check_form(state, "a=1&b=2%E4%B8%A", true, "[a=1][b=2] over 'b'");
	check_form(state, "a=1&b=2%E4%B8%AD", true, "[a=1][b=2中] over 'b'");
	check_form(state, "a=1&b=2%", true, "[a=1][b=2] over 'b'");
	check_form(state, "a=1&", true, "[a=1] over ''");
	params_urlencoded(&lenient, SLICE("a=%ff&b=2&c=%"));
	assert_string_equal(told(&lenient), "[b=2]");
}

#define PART(name) "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file)                                                                                \
	"--B\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file                         \
	"\"\r\nContent-Type: image/png\r\n\r\n"

static void check_multipart(void **state, struct slice in, bool cut, const char *wanted)
{
	struct params_parse parse = {.arena = *state, .limits = &limits, .cut = cut};
	// An allocation of its own, so that the address sanitizer sees a read beyond it.
	char *copy = in.len ? mem_memdup(in.ptr, in.len) : NULL;

	params_multipart(&parse, SLICE("B"), slice_from(copy, in.len));
	assert_string_equal(told(&parse), wanted);
	mem_free(copy);
}

static void test_multipart(void **state)
{
	check_multipart(state, SLICE("--B--\r\n"), false, "");
	check_multipart(state, SLICE(PART("a") "1\r\n" PART("b") "\r\n--B--\r\n"), false, "[a=1][b=]");
	check_multipart(state, SLICE(PART("a") "1\r\n2\r\n--B--"), false, "[a=1\n2]");
	check_multipart(state, SLICE(PART("a") "1\r\n--Bx\r\n--B--"), false, "[a=1\n--Bx]");
	check_multipart(state,
		SLICE(PART("a") "\r\n--B \t\r\n"
				"Content-Disposition: form-data; name=b\r\n\r\n2\r\n--B--"),
		false, "[a=][b=2]");
	check_multipart(state, SLICE(PART("a%22\\\"b") "1\r\n--B--\r\nafterwards"), false, "[a\"\"b=1]");
	check_multipart(state, SLICE(FILE_PART("f", "C:\\d\\..\\x.png") "\x89PNG\r\n--B--"), false,
		"{f|x.png|image/png|\x89PNG}");
	check_multipart(state, SLICE(FILE_PART("f", "") "\r\n--B--"), false, "");
	check_multipart(state, SLICE(FILE_PART("f", "a") "\r\n--B--"), false, "{f|a|image/png|}");
	check_multipart(state, SLICE(FILE_PART("f", "a") "012345678\r\n" PART("a") "1\r\n--B--"), false,
		"[a=1] over 'f'");
	check_multipart(state,
		SLICE(FILE_PART("f", "1") "1\r\n" FILE_PART("f", "2") "2\r\n" FILE_PART(
			"g", "3") "3\r\n" PART("a") "1\r\n--B--"),
		false, "[a=1]{f|1|image/png|1}{f|2|image/png|2} over 'g'");
	check_multipart(state, SLICE(PART("a") "0123456789x\r\n" PART("b") "2\r\n--B--"), false,
		"[a=0123456789][b=2] over 'a'");
}

static void test_multipart_malformed(void **state)
{
	check_multipart(state, SLICE(""), false, " error");
	check_multipart(state, SLICE("x"), false, " error");
	check_multipart(state, SLICE("--Bx\r\n"), false, " error");
	check_multipart(state, SLICE(PART("a") "1\r\n"), false, " error");
	check_multipart(state, SLICE("--B\r\n\r\n1\r\n--B--"), false, " error");
	check_multipart(
		state, SLICE("--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--"), false, " error");
	check_multipart(state, SLICE("--B\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--B--"),
		false, " error");
	check_multipart(state, SLICE("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--B--"),
		false, " error");
	check_multipart(state, SLICE("--B\r\nnonsense\r\n\r\n1\r\n--B--"), false, " error");
	check_multipart(state, SLICE(PART("a") "\xff\r\n--B--"), false, " error");
	check_multipart(state, SLICE(PART("\xff") "1\r\n--B--"), false, " error");
	// The beginning of a form that was cut.
	check_multipart(state, SLICE(PART("a") "1\r\n" PART("b") "23\xe4\xb8"), true, "[a=1][b=23] over 'b'");
	check_multipart(
		state, SLICE(PART("a") "1\r\n" FILE_PART("f", "x") "23\xe4\xb8"), true, "[a=1] over 'f'");
	check_multipart(state, SLICE(PART("a") "1\r\n--B\r\nContent-Dis"), true, "[a=1] over ''");
	check_multipart(state, SLICE("-"), true, " over ''");
}

static void test_boundary(void **state)
{
	struct slice b;

	(void)state;
	assert_true(multipart_boundary(SLICE("multipart/form-data; boundary=abc"), &b) &&
		    slice_eq_cstr(b, "abc"));
	assert_true(multipart_boundary(SLICE("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a b\" "), &b) ==
		    false);
	assert_true(multipart_boundary(SLICE("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a:b\" "), &b) &&
		    slice_eq_cstr(b, "a:b"));
	assert_false(multipart_boundary(SLICE("multipart/form-data"), &b));
	assert_false(multipart_boundary(SLICE("multipart/form-data; boundary="), &b));
	assert_false(multipart_boundary(SLICE("multipart/form-data; boundary=\"a"), &b));
	assert_false(multipart_boundary(SLICE("multipart/mixed; boundary=a"), &b));
	assert_false(multipart_boundary(
		SLICE("multipart/form-data; boundary="
		      "0123456789012345678901234567890123456789012345678901234567890123456789x"),
		&b));
	assert_false(multipart_boundary((struct slice){NULL, 0}, &b));
}

static void check_cookie(const char *header, const char *wanted)
{
	struct slice found = cookie_find(slice_of(header), SLICE("sid"));

	if (!wanted)
		assert_null(found.ptr);
	else
		assert_true(found.ptr && slice_eq_cstr(found, wanted));
}

static void test_cookies(void **state)
{
	(void)state;
	check_cookie("sid=1", "1");
	check_cookie("a=2; sid=1; sid=3", "1");
	check_cookie("a=2;sid=\"1\"", "1");
	check_cookie(" sid = 1 ", "1");
	check_cookie("sid=", "");
	check_cookie("sid=a=b", "a=b");
	check_cookie("xsid=1", NULL);
	check_cookie("sid", NULL);
	check_cookie("SID=1", NULL);
	check_cookie("sid=a b; sid=2", "2");
	check_cookie("", NULL);
}

static void test_languages(void **state)
{
	static const char *const offered[] = {"zh-CN", "en"};
	static const struct {
		const char *header;
		int wanted;
	} cases[] = {{"zh-CN,zh;q=0.9,en;q=0.8", 0}, {"en-US,en;q=0.9,zh;q=0.8", 1}, {"zh", 0}, {"zh-TW", 0},
		{"EN", 1}, {"fr", -1}, {"fr, en;q=0.1", 1}, {"*", 0}, {"en;q=0, *", 0}, {"zh;q=0,*;q=0.5", 1},
		{"", -1}, {"en;q=0", -1}, {"en;q=2,zh;q=0.1", 0}, {"en;q=1.5,zh;q=0.1", 0},
		{"en;q=0.1234,zh;q=0.1", 0}, {"en;q=x", -1}, {",,;,en ; q=1.000 ,", 1},
		{"zh-Hant-TW;q=0.7, en;q=0.6", 0}, {"e", -1}, {"english", -1}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (http_accept_language(slice_of(cases[i].header), offered, 2) != cases[i].wanted)
			fail_msg("Accept-Language: %s", cases[i].header);
}

static void test_media_and_encodings(void **state)
{
	static const char *const media[] = {"text/html", "application/json"};
	unsigned both = 1u << HTTP_ENCODING_GZIP | 1u << HTTP_ENCODING_BR;

	(void)state;
	assert_int_equal(http_accept((struct slice){NULL, 0}, media, 2), 0);
	assert_int_equal(http_accept(SLICE("*/*"), media, 2), 0);
	assert_int_equal(http_accept(SLICE("application/json"), media, 2), 1);
	assert_int_equal(http_accept(SLICE("application/*;q=0.5, text/html;q=0.4"), media, 2), 1);
	assert_int_equal(http_accept(SLICE("text/html;level=1;q=0.3, */*;q=0.2"), media, 2), 0);
	assert_int_equal(http_accept(SLICE("image/png"), media, 2), -1);
	assert_int_equal(http_accept_encoding(SLICE("gzip, deflate, br"), both), HTTP_ENCODING_BR);
	assert_int_equal(http_accept_encoding(SLICE("gzip, deflate, br"), 1u << HTTP_ENCODING_GZIP),
		HTTP_ENCODING_GZIP);
	assert_int_equal(http_accept_encoding(SLICE("gzip;q=1, br;q=0.5"), both), HTTP_ENCODING_GZIP);
	assert_int_equal(http_accept_encoding(SLICE("gzip;q=0, br;q=0"), both), HTTP_ENCODING_IDENTITY);
	assert_int_equal(http_accept_encoding(SLICE("identity, gzip;q=0.5"), both), HTTP_ENCODING_IDENTITY);
	assert_int_equal(http_accept_encoding(SLICE("*"), both), HTTP_ENCODING_BR);
	assert_int_equal(http_accept_encoding((struct slice){NULL, 0}, both), HTTP_ENCODING_IDENTITY);
	assert_int_equal(http_accept_encoding(SLICE("br"), 0), HTTP_ENCODING_IDENTITY);
}

static void test_compression(void **state)
{
	CLEANUP(buf_release) struct buf packed = {0}, br = {0};
	char plain[20000], back[20000];
	z_stream stream = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (char)('a' + i % 7 * (i % 11));
	BUF_PUT_LIT(&packed, "before");
	http_gzip(slice_from(plain, sizeof(plain)), 6, &packed);
	assert_true(packed.len < 2000 && memcmp(packed.ptr, "before\x1f\x8b", 8) == 0);
	assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
	stream.next_in = (Bytef *)packed.ptr + 6;
	stream.avail_in = (uInt)packed.len - 6;
	stream.next_out = (Bytef *)back;
	stream.avail_out = sizeof(back);
	assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
	inflateEnd(&stream);
	assert_memory_equal(plain, back, sizeof(plain));
	http_brotli(slice_from(plain, sizeof(plain)), 5, &br);
	assert_true(br.len > 0 && br.len < 2000);
	packed.len = 0;
	http_gzip((struct slice){NULL, 0}, 9, &packed);
	assert_true(packed.len > 10);
}

static void check_client(
	const char *proxies_text, const char *peer_text, const char *forwarded, const char *wanted)
{
	struct trusted_proxies proxies;
	struct address peer, client;
	char text[ADDRESS_TEXT_BYTES];

	assert_int_equal(trusted_proxies_parse(proxies_text, &proxies, NULL), 0);
	assert_true(address_parse(slice_of(peer_text), &peer));
	client = forwarded_client(&proxies, peer, slice_of(forwarded));
	assert_string_equal(address_format(&client, text), wanted);
}

static void test_forwarded(void **state)
{
	(void)state;
	check_client("", "203.0.113.1", "9.9.9.9", "203.0.113.1");
	check_client(NULL, "203.0.113.1", "9.9.9.9", "203.0.113.1");
	check_client("127.0.0.1", "127.0.0.1", "9.9.9.9", "9.9.9.9");
	check_client(
		"127.0.0.1", "127.0.0.1", "1.1.1.1, 9.9.9.9", "9.9.9.9"); // the client's own words before it
	check_client("127.0.0.1, 10.0.0.0/8", "127.0.0.1", "6.6.6.6,9.9.9.9, 10.1.2.3", "9.9.9.9");
	check_client("127.0.0.1", "127.0.0.1", "", "127.0.0.1");
	check_client("127.0.0.1", "127.0.0.1", "rubbish", "127.0.0.1");
	check_client("127.0.0.1", "127.0.0.1", "9.9.9.9, unknown", "127.0.0.1");
	check_client("127.0.0.1", "127.0.0.1", "9.9.9.9:4711", "9.9.9.9");
	check_client("::1", "::1", "[2001:db8::7]:4711", "2001:db8::7");
	check_client("127.0.0.1", "127.0.0.1", "::ffff:9.9.9.9", "9.9.9.9");
	check_client("2001:db8::/32", "2001:db8:1::1", "9.9.9.9", "9.9.9.9");
	check_client("2001:db8::/32", "2001:db9::1", "9.9.9.9", "2001:db9::1");
	check_client("10.0.0.0/9", "10.128.0.1", "9.9.9.9", "10.128.0.1");
	check_client("0.0.0.0/0", "1.2.3.4", "9.9.9.9", "9.9.9.9");
}

static void test_proxies_malformed(void **state)
{
	static const char *const bad[] = {
		"x", "10.0.0.0/33", "10.0.0.0/", "::1/129", "10.0.0.0/-1", "127.0.0.1 10.0.0.1"};
	struct trusted_proxies proxies;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(trusted_proxies_parse(bad[i], &proxies, &err), ERR_INVALID);
}

static void test_address_counts(void **state)
{
	struct address_counts counts = {{NULL}};
	struct address a, b;

	(void)state;
	assert_true(address_parse(SLICE("1.2.3.4"), &a) && address_parse(SLICE("::2"), &b));
	for (int i = 0; i < 3; i++)
		address_counts_add(&counts, &a);
	address_counts_add(&counts, &b);
	assert_int_equal(address_counts_get(&counts, &a), 3);
	assert_int_equal(address_counts_get(&counts, &b), 1);
	for (int i = 0; i < 3; i++)
		address_counts_remove(&counts, &a);
	address_counts_remove(&counts, &b);
	assert_int_equal(address_counts_get(&counts, &a), 0);
}

static void test_percent(void **state)
{
	struct buf out = buf_in(*state);

	percent_encode(&out, SLICE("a b/c~中?"), true);
	assert_string_equal(buf_cstr(&out), "a%20b/c~%E4%B8%AD%3F");
	buf_reset(&out);
	percent_encode(&out, SLICE("a/b"), false);
	assert_string_equal(buf_cstr(&out), "a%2Fb");
}

static void test_etags(void **state)
{
	struct slice tag = SLICE("\"abc\"");

	(void)state;
	assert_true(http_etag_matches(SLICE("\"abc\""), tag));
	assert_true(http_etag_matches(SLICE("\"x\", W/\"abc\" ,\"y\""), tag));
	assert_true(http_etag_matches(SLICE("\"abc\""), SLICE("W/\"abc\"")));
	assert_true(http_etag_matches(SLICE(" * "), tag));
	assert_false(http_etag_matches(SLICE("abc"), tag));
	assert_false(http_etag_matches(SLICE("\"abcd\""), tag));
	assert_false(http_etag_matches((struct slice){NULL, 0}, tag));
	assert_string_equal(http_status_text(404), "Not Found");
	assert_string_equal(http_status_text(599), "Status");
}

static void test_systemd(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct http_listen listen[4];
	char text[32], name[64];
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	socklen_t len;

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	assert_false(systemd_notify("READY=1"));
	snprintf(name, sizeof(name), "@yidan-test-%d", (int)getpid());
	memcpy(address.sun_path, name, strlen(name));
	address.sun_path[0] = 0;
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	assert_true(systemd_notify("READY=1\nSTATUS=fine"));
	assert_int_equal(recvfrom(fd, text, sizeof(text), 0, NULL, NULL), 19);
	assert_memory_equal(text, "READY=1\nSTATUS=fine", 19);
	close(fd);
	unsetenv("NOTIFY_SOCKET");

	setenv("LISTEN_FDS", "2", 1);
	setenv("LISTEN_PID", "1", 1);
	assert_int_equal(systemd_listen_fds(listen, 4), 0); // somebody else's
	assert_null(getenv("LISTEN_FDS"));
	snprintf(text, sizeof(text), "%d", (int)getpid());
	setenv("LISTEN_PID", text, 1);
	setenv("LISTEN_FDS", "9", 1);
	assert_int_equal(systemd_listen_fds(listen, 4), 4);
	assert_int_equal(listen[3].fd, 6);
	assert_null(listen[3].address);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_urlencoded, setup, teardown),
		cmocka_unit_test_setup_teardown(test_multipart, setup, teardown),
		cmocka_unit_test_setup_teardown(test_multipart_malformed, setup, teardown),
		cmocka_unit_test(test_boundary),
		cmocka_unit_test(test_cookies),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_media_and_encodings),
		cmocka_unit_test(test_compression),
		cmocka_unit_test(test_forwarded),
		cmocka_unit_test(test_proxies_malformed),
		cmocka_unit_test(test_address_counts),
		cmocka_unit_test_setup_teardown(test_percent, setup, teardown),
		cmocka_unit_test(test_etags),
		cmocka_unit_test(test_systemd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
