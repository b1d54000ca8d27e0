// SPDX-License-Identifier: Apache-2.0
// The gate by bytes: what RFC 9112 says of heads, bodies, pipelining, and the shapes of request smuggling.
// Each case is run in one piece and byte by byte: where the network cuts must make no difference.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate_harness.h"

#include <stdio.h>
#include <string.h>

#define H "Host: x\r\n"

static void expect_with(struct slice in, const char *wanted, size_t body_limit, bool keep_cut)
{
	static const size_t pieces[] = {0, 1, 7};

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		CLEANUP(buf_release) struct buf told = {0};
		struct harness h;

		harness_init(&h);
		h.body_limit = body_limit;
		h.keep_cut = keep_cut;
		harness_feed(&h, in, pieces[i]);
		harness_tell(&h, &told);
		harness_release(&h);
		if (strcmp(buf_cstr(&told), wanted) != 0)
			fail_msg("\n%.*s\nin pieces of %zu\n  wanted: %s\n  got:    %s", SLICE_ARG(in),
				pieces[i], wanted, buf_cstr(&told));
	}
}

#define expect(in, wanted) expect_with(SLICE(in), wanted, 0, false)

// Only the status of the first refusal, whatever the reason says.
static void refused_slice(struct slice in, int status)
{
	static const size_t pieces[] = {0, 1, 7};

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		CLEANUP(buf_release) struct buf told = {0};
		char wanted[32];
		struct harness h;

		harness_init(&h);
		harness_feed(&h, in, pieces[i]);
		// What follows on a refused request is never served.
		harness_feed(&h, SLICE("\r\n\r\nGET /smuggled HTTP/1.1\r\n" H "\r\n"), 0);
		harness_tell(&h, &told);
		harness_release(&h);
		snprintf(wanted, sizeof(wanted), "refused %d ", status);
		if (strncmp(buf_cstr(&told), wanted, strlen(wanted)) != 0 ||
			strstr(buf_cstr(&told), "smuggled"))
			fail_msg("\n%.*s\nin pieces of %zu\n  wanted: %s\n  got:    %s", SLICE_ARG(in),
				pieces[i], wanted, buf_cstr(&told));
	}
}

#define refused(in, status) refused_slice(SLICE(in), status)

static void test_plain_requests(void **state)
{
	(void)state;
	expect("GET / HTTP/1.1\r\n" H "\r\n", "GET / h=x\n");
	expect("HEAD /a?b=c HTTP/1.1\r\nHOST:X\r\n\r\n", "HEAD /a?b=c h=x\n");
	expect("GET /a? HTTP/1.1\r\n" H "\r\n", "GET /a? h=x\n");
	expect("GET / HTTP/1.0\r\n\r\n", "GET / h= close\n");
	expect("GET / HTTP/1.9\r\n" H "\r\n", "GET / h=x\n");
	expect("\r\nGET / HTTP/1.1\r\n" H "\r\n", "GET / h=x\n");
	expect("GET / HTTP/1.1\r\n" H "Connection: foo, CLOSE\r\n\r\n", "GET / h=x close\n");
	expect("GET / HTTP/1.1\r\nHost: \t x \t\r\n\r\n", "GET / h=x\n");
	expect("GET / HTTP/1.1\r\nHost: [2001:DB8::1]:80\r\n\r\n", "GET / h=[2001:db8::1]\n");
	expect("OPTIONS * HTTP/1.1\r\n" H "\r\n", "OPTIONS * h=x\n");
	expect("GET http://Other:81/p?q HTTP/1.1\r\n" H "\r\n", "GET /p?q h=other\n");
	expect("GET HTTPS://other HTTP/1.1\r\n" H "\r\n", "GET / h=other\n");
	expect("GET /%e4%B8%AD/\xe4\xb8\xad HTTP/1.1\r\n" H "\r\n", "GET /中/中 h=x\n");
	expect("GET / HTTP/1.1\r\n" H, "reading\n");
	expect("G", "reading\n");
	expect("", "");
}

static void test_bodies(void **state)
{
	(void)state;
	expect("POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello", "POST / h=x body=5:hello\n");
	expect("POST / HTTP/1.1\r\n" H "Content-Length: 0005\r\n\r\nhello", "POST / h=x body=5:hello\n");
	expect("POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhel", "POST / h=x body=3:hel open\n");
	expect("POST / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", "POST / h=x\n");
	expect("POST / HTTP/1.1\r\n" H "\r\n", "POST / h=x\n");
	expect("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab", "POST / h= body=2:ab close\n");
	expect("GET / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", "GET / h=x\n");
	expect("DELETE / HTTP/1.1\r\n" H "Content-Length: 1\r\n\r\na", "DELETE / h=x body=1:a\n");
	expect("POST / HTTP/1.1\r\n" H "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
		"POST / h=x body=6:hello!\n");
	expect("POST / HTTP/1.1\r\n" H
	       "Transfer-Encoding: chunked\r\n\r\n0000A;a=b;c=\"d e\"\r\n0123456789\r\n"
	       "00\r\nX-Sum: 1\r\n\r\n",
		"POST / h=x body=10:0123456789\n");
	expect("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n2 ; x\r\n\r\n\r\n0\r\n\r\n",
		"POST / h=x body=2:\r\n\n");
	expect("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
		"POST / h=x body=3:hel open\n");
	expect("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n",
		"POST / h=x body=0: open\n");
}

static void test_pipelining(void **state)
{
	(void)state;
	expect("GET /1 HTTP/1.1\r\n" H "\r\nPOST /2 HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc\r\n"
	       "POST /3 HTTP/1.1\r\n" H
	       "Transfer-Encoding: chunked\r\n\r\n1\r\nz\r\n0\r\n\r\nGET /4 HTTP/1.1\r\n" H "\r\nGET /5",
		"GET /1 h=x\nPOST /2 h=x body=3:abc\nPOST /3 h=x body=1:z\nGET /4 h=x\nreading\n");
	expect("GET /1 HTTP/1.1\r\n" H "Connection: close\r\n\r\nGET /2 HTTP/1.1\r\n" H "\r\n",
		"GET /1 h=x close\n");
	expect("GET /1 HTTP/1.1\r\n" H "\r\nrubbish\r\nGET /2 HTTP/1.1\r\n" H "\r\n",
		"GET /1 h=x\nrefused 400 malformed request line\n");
}

static void test_pipeline_limit(void **state)
{
	CLEANUP(buf_release) struct buf in = {0}, told = {0};
	struct harness h;
	int lines = 0;

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_put_cstr(&in, "GET / HTTP/1.1\r\n" H "\r\n");
	harness_init(&h);
	harness_feed(&h, buf_slice(&in), 0);
	harness_tell(&h, &told);
	harness_release(&h);
	for (const char *at = buf_cstr(&told); (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, GATE_PIPELINE_MAX);
	assert_true(slice_ends_with(buf_slice(&told), SLICE("GET / h=x close\n")));
}

static void test_request_line_refused(void **state)
{
	(void)state;
	refused("GET /\r\n", 400);			 // HTTP/0.9
	refused("GET / HTTP/1.1\n" H "\r\n", 400);	 // bare LF
	refused("GET / HTTP/1.1\rHost: x\r\n\r\n", 400); // bare CR
	refused("GET / HTTP/1.1 \r\n" H "\r\n", 400);
	refused(" GET / HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET  / HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /  HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET\t/ HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a b HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET / http/1.1\r\n" H "\r\n", 400);
	refused("GET / HTTP/1.10\r\n" H "\r\n", 400);
	refused("GET / HTTP/01.1\r\n" H "\r\n", 400);
	refused("GET / HTTP/1\r\n" H "\r\n", 400);
	refused("GET / HTTP/1,1\r\n" H "\r\n", 400);
	refused("GET / HTTP/+1.1\r\n" H "\r\n", 400);
	refused("GET / HTTP/2.0\r\n" H "\r\n", 505);
	refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
	refused("GET / HTTP/0.9\r\n" H "\r\n", 505);
	refused("get / HTTP/1.1\r\n" H "\r\n", 501);
	refused("BREW / HTTP/1.1\r\n" H "\r\n", 501);
	refused("CONNECT x:443 HTTP/1.1\r\n" H "\r\n", 501);
	refused("TRACE / HTTP/1.1\r\n" H "\r\n", 501);
	refused("G@T / HTTP/1.1\r\n" H "\r\n", 400);
	refused("G\0T / HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /\0 HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a\x01 HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a\x7f HTTP/1.1\r\n" H "\r\n", 400);
	refused("\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n", 400);
	refused("\nGET / HTTP/1.1\r\n" H "\r\n", 400);
}

static void test_target_refused(void **state)
{
	(void)state;
	refused("GET * HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET a HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET x:80 HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET ftp://x/ HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET http:/// HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET http://u@x/ HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /#a HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a\\b HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /%00 HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /%0a HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /%zz HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /%4 HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /% HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /%ff HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /\xff HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /%c0%ae%c0%ae/ HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a%2fb HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a%5Cb HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a//b HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET // HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /../a HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a/.. HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /a/./b HTTP/1.1\r\n" H "\r\n", 400);
	refused("GET /%2e%2E/b HTTP/1.1\r\n" H "\r\n", 400);
	expect("GET /.well-known/a..b/...//? HTTP/1.1\r\n" H "\r\n", "refused 400 malformed path\n");
	expect("GET /.well-known/a..b/.../ HTTP/1.1\r\n" H "\r\n", "GET /.well-known/a..b/.../ h=x\n");
	expect("GET /%252e HTTP/1.1\r\n" H "\r\n", "GET /%2e h=x\n"); // decoded once
}

static void test_fields_refused(void **state)
{
	(void)state;
	refused("GET / HTTP/1.1\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H H "\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "Host: y\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: a:-1\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", 400); // folded
	refused("GET / HTTP/1.1\r\n" H "\tX: a\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X: a\nY: b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X: a\rY: b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X: a\r\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X: a\0b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X: a\x01\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X\0: a\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X(: a\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H ": a\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "X\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "\n", 400);
	refused("GET / HTTP/1.1\r\n" H "\r\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "Origin: a\r\nOrigin: b\r\n\r\n", 400);
	refused("POST / HTTP/1.1\r\n" H "Content-Type: a\r\ncontent-type: b\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "Expect: cake\r\n\r\n", 417);
}

static void test_framing_refused(void **state)
{
#define P "POST / HTTP/1.1\r\n" H
	(void)state;
	refused(P "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
	refused(P "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400);
	refused(P "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n", 400);
	refused(P "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400);
	refused(P "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400);
	refused(P "Content-Length: 5, 5\r\n\r\nhello", 400);
	refused(P "Content-Length: +5\r\n\r\nhello", 400);
	refused(P "Content-Length: -5\r\n\r\nhello", 400);
	refused(P "Content-Length: 5 5\r\n\r\nhello", 400);
	refused(P "Content-Length: 0x5\r\n\r\nhello", 400);
	refused(P "Content-Length: 5a\r\n\r\nhello", 400);
	refused(P "Content-Length: 5.0\r\n\r\nhello", 400);
	refused(P "Content-Length:\r\n\r\nhello", 400);
	refused(P "Content-Length: 99999999999999999999\r\n\r\nhello", 400);
	refused(P "Content-Length: 9999999999999999999\r\n\r\nhello", 400);
	refused(P "Content-Length: 18446744073709551621\r\n\r\nhello", 400);
	refused(P "Content-Length: \xd9\xa5\r\n\r\nhello", 400);
	refused(P "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
	refused(P "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 501);
	refused(P "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501);
	refused(P "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 501);
	refused(P "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501);
	refused(P "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 501);
	refused(P "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", 501);
	refused(P "Transfer-Encoding:\r\n\r\n0\r\n\r\n", 400);
	refused(P "Transfer-Encoding: \x0b"
		  "chunked\r\n\r\n0\r\n\r\n",
		400);
	refused(P "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400);
	refused(P "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400);
	refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
	refused("GET / HTTP/1.1\r\n" H "Content-Length: 1\r\n\r\na", 400);
	refused("GET / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
#undef P
}

static void test_chunks_refused(void **state)
{
#define P "POST / HTTP/1.1\r\n" H
#define C P "Transfer-Encoding: chunked\r\n\r\n"
	(void)state;
	refused(C "0x5\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "+5\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "-5\r\nhello\r\n0\r\n\r\n", 400);
	refused(C " 5\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5 \r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5;\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5 6\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5_\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "\r\nhello\r\n0\r\n\r\n", 400);
	refused(C ";a\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "g\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5\nhello\r\n0\r\n\r\n", 400);
	refused(C "5\rhello\r\n0\r\n\r\n", 400);
	refused(C "5\r\nhello\n0\r\n\r\n", 400);
	refused(C "5\r\nhello\r0\r\n\r\n", 400);
	refused(C "5\r\nhello0\r\n\r\n", 400);
	refused(C "5\r\nhelloXX0\r\n\r\n", 400);
	refused(C "5\r\nhello!\r\n0\r\n\r\n", 400);
	refused(C "ffffffffffffffff\r\nhello\r\n", 400);
	refused(C "10000000000000005\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5;a\x01\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5;a\rb\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "5;a\nb\r\nhello\r\n0\r\n\r\n", 400);
	refused(C "0\r\nContent-Length: 5\r\n\r\n", 400);
	refused(C "0\r\nHost: y\r\n\r\n", 400);
	refused(C "0\r\nX : y\r\n\r\n", 400);
	refused(C "0\r\nX: y\r\n z\r\n\r\n", 400);
	refused(C "0\r\nX: y\n\r\n", 400);
	refused(C "0\r\nrubbish\r\n\r\n", 400);
#undef C
#undef P
}

static struct slice repeated(
	struct buf *b, const char *before, const char *what, int count, const char *after)
{
	buf_reset(b);
	buf_put_cstr(b, before);
	for (int i = 0; i < count; i++)
		buf_put_cstr(b, what);
	buf_put_cstr(b, after);
	return buf_slice(b);
}

static void test_limits(void **state)
{
	CLEANUP(buf_release) struct buf b = {0}, told = {0};
	const char *chunked = "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n";

	(void)state;
	refused_slice(repeated(&b, "GET /", "a", 512, " HTTP/1.1\r\n" H "\r\n"), 414);
	refused_slice(repeated(&b, "GET /", "a", 5000, ""), 414);
	refused_slice(repeated(&b, "", "a", 5000, ""), 414);
	expect_with(repeated(&b, "GET /", "%61", 170, " HTTP/1.1\r\n" H), "reading\n", 0, false);
	refused_slice(repeated(&b, "GET / HTTP/1.1\r\n" H, "X: y\r\n", 20, "\r\n"), 431);
	refused_slice(repeated(&b, "GET / HTTP/1.1\r\n" H "X: ", "y", 2048, "\r\n\r\n"), 431);
	refused_slice(repeated(&b, "GET / HTTP/1.1\r\n" H "X: ", "y", 3000, ""), 431);
	refused_slice(repeated(&b, chunked, "1;x=", 1, repeated(&told, "", "y", 600, "\r\n").ptr), 400);
	expect_with(repeated(&b, chunked, "1;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\na\r\n", 60, ""),
		"refused 400 too many chunk extensions\n", 0, false);
	refused_slice(repeated(&b, chunked, "0\r\n", 1, repeated(&told, "", "X: y\r\n", 21, "").ptr), 431);
	refused_slice(repeated(&b, chunked, "0\r\nX: ", 1, repeated(&told, "", "y", 2100, "").ptr), 431);
}

static void test_body_limits(void **state)
{
	CLEANUP(buf_release) struct buf b = {0};
#define P "POST / HTTP/1.1\r\n" H

	(void)state;
	// Up to its limit; beyond it read to its end and refused, the next request served.
	expect_with(SLICE(P "Content-Length: 4\r\n\r\nabcdGET /2 HTTP/1.1\r\n" H "\r\n"),
		"POST / h=x body=4:abcd\nGET /2 h=x\n", 4, false);
	expect_with(SLICE(P "Content-Length: 5\r\n\r\nabcdeGET /2 HTTP/1.1\r\n" H "\r\n"),
		"refused 413 body over its limit\nGET /2 h=x\n", 4, false);
	expect_with(SLICE(P "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /2 "
			    "HTTP/1.1\r\n" H "\r\n"),
		"refused 413 body over its limit\nGET /2 h=x\n", 4, false);
	expect_with(SLICE(P "Content-Length: 5\r\n\r\nabcdeGET /2 HTTP/1.1\r\n" H "\r\n"),
		"POST / h=x body=4:abcd cut\nGET /2 h=x\n", 4, true);
	// Who asks first is told at once.
	expect_with(SLICE(P "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"),
		"refused 413 body over its limit\n", 4, false);
	// So far beyond it that reading on is no use.
	refused(P "Content-Length: 4000\r\n\r\n", 413);
	refused_slice(
		repeated(&b, P "Transfer-Encoding: chunked\r\n\r\n", "10\r\n0123456789abcdef\r\n", 300, ""),
		413);
#undef P
}

static void test_no_room(void **state)
{
	CLEANUP(buf_release) struct buf told = {0};
	struct harness h;

	(void)state;
	harness_init(&h);
	h.room = 3;
	harness_feed(&h,
		SLICE("POST /1 HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nabcdePOST /2 HTTP/1.1\r\n" H
		      "Content-Length: 3\r\n\r\nabc"),
		2);
	harness_tell(&h, &told);
	assert_string_equal(
		buf_cstr(&told), "refused 503 too many bodies in memory\nPOST /2 h=x body=3:abc\n");
	harness_release(&h);
}

static void test_refused_by_deadline(void **state)
{
	CLEANUP(buf_release) struct buf told = {0};
	struct harness h;

	(void)state;
	harness_init(&h);
	gate_refuse(&h.gate, 408, "late"); // nothing has begun
	harness_feed(
		&h, SLICE("GET /1 HTTP/1.1\r\n" H "\r\nGET /2 HTTP/1.1\r\nAccept-Language: en\r\nHo"), 0);
	gate_refuse(&h.gate, 408, "late");
	harness_feed(&h, SLICE("st: x\r\n\r\n"), 0);
	harness_tell(&h, &told);
	assert_string_equal(buf_cstr(&told), "GET /1 h=x\nrefused 408 late\n");
	harness_release(&h);
}

// What libmicrohttpd is given: our words, never the client's.
static void test_words(void **state)
{
	char words[400], piece[3];
	size_t len = 0, got;
	struct harness h;

	(void)state;
	harness_init(&h);
	harness_feed(&h,
		SLICE("HEAD /evil HTTP/1.1\r\nHost: evil\r\nX: evil\r\n\r\nPOST /evil HTTP/1.1\r\nHost: "
		      "evil\r\n"
		      "Content-Length: 4\r\nExpect: 100-continue\r\n\r\nevilGET / HTTP/1.0\r\n\r\n"),
		0);
	while ((got = gate_take_bytes(&h.gate, piece, sizeof(piece)))) {
		memcpy(words + len, piece, got);
		len += got;
	}
	words[len] = 0;
	assert_string_equal(words,
		"HEAD / HTTP/1.1\r\nHost: y\r\n\r\n"
		"POST / HTTP/1.1\r\nHost: y\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
		"0\r\n\r\n"
		"GET / HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n");
	harness_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_requests),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_pipelining),
		cmocka_unit_test(test_pipeline_limit),
		cmocka_unit_test(test_request_line_refused),
		cmocka_unit_test(test_target_refused),
		cmocka_unit_test(test_fields_refused),
		cmocka_unit_test(test_framing_refused),
		cmocka_unit_test(test_chunks_refused),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_body_limits),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_refused_by_deadline),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
