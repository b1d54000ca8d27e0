// SPDX-License-Identifier: Apache-2.0
// Asking a server of our own on loopback: answers, limits, redirects, what must not be sent, servers that say
// nothing or no HTTP, and stopping in the midst of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "fetch/fetch.h"
#include "http/request.h"
#include "http/response.h"
#include "http/server.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct http_server *server;
static struct arena *arena;
static struct fetch *fetch;
static const struct fetch_limits limits = {.bytes = 1000, .time_ms = 20000};

static void answer_long(struct http_request *r)
{
	size_t len = 1001;
	char *bytes;

	if (slice_eq(http_path(r), SLICE("/fits")))
		len = 1000;
	bytes = arena_alloc(http_arena(r), len);
	memset(bytes, 'x', len);
	http_respond(r, &(struct http_response){.status = 200, .body = slice_from(bytes, len)});
}

static void answer(struct http_request *r, void *app)
{
	struct slice path = http_path(r);

	(void)app;
	if (slice_eq(path, SLICE("/fits")) || slice_eq(path, SLICE("/long"))) {
		answer_long(r);
	} else if (slice_eq(path, SLICE("/echo"))) {
		http_respond_text(r, 200,
			arena_printf(http_arena(r), "%s %.*s %zu", http_method_name(http_method(r)),
				SLICE_ARG(http_header(r, "Content-Type")), http_body(r).len));
	} else if (slice_eq(path, SLICE("/cookie"))) {
		struct slice sent = http_header(r, "Cookie");

		http_set_header(r, "Set-Cookie", SLICE("a=b; Path=/"));
		http_respond_text(r, 200, sent.ptr ? "sent" : "none");
	} else if (slice_eq(path, SLICE("/to-file"))) {
		http_redirect_permanent(r, SLICE("file:///etc/passwd"));
	} else if (slice_eq(path, SLICE("/to-echo"))) {
		http_redirect_permanent(r, SLICE("/echo"));
	} else if (slice_eq(path, SLICE("/round"))) {
		http_redirect_permanent(r, SLICE("/round"));
	} else {
		http_respond_text(r, 404, "nothing");
	}
}

static int set_up(void **state)
{
	struct http_server_options options;
	struct err err;

	(void)state;
	// a proxy of whoever runs the tests has nothing to do with loopback
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	arena = arena_new();
	fetch = fetch_new("yidan-test");
	http_server_options_init(&options);
	options.listen[options.listen_count++] = (struct http_listen){.address = "127.0.0.1:0"};
	options.threads = 1;
	options.on_request = answer;
	return http_server_start(&options, &server, &err);
}

static int tear_down(void **state)
{
	(void)state;
	fetch_free(fetch);
	fetch_free(NULL);
	http_server_stop(server);
	arena_free(arena);
	return 0;
}

static const char *at(int port, const char *path)
{
	return arena_printf(arena, "http://127.0.0.1:%d%s", port, path);
}

static const char *url_of(const char *path)
{
	return at(http_server_port(server, 0), path);
}

static void assert_slice(struct slice got, const char *wanted)
{
	if (!slice_eq_cstr(got, wanted))
		fail_msg("\"%.*s\" instead of \"%s\"", SLICE_ARG(got), wanted);
}

static void test_answers(void **state)
{
	struct fetch_answer got = {0};
	struct err err;

	(void)state;
	assert_int_equal(fetch_get(fetch, url_of("/echo"), &limits, arena, &got, &err), 0);
	assert_int_equal(got.status, 200);
	assert_slice(got.body, "GET  0");
	assert_int_equal(
		fetch_post(fetch, url_of("/echo"), "text/x", SLICE("a\0b"), &limits, arena, &got, &err), 0);
	assert_slice(got.body, "POST text/x 3");
	assert_int_equal(
		fetch_post(fetch, url_of("/echo"), "text/x", SLICE(""), &limits, arena, &got, &err), 0);
	assert_slice(got.body, "POST text/x 0");
	assert_int_equal(fetch_get(fetch, url_of("/echo"), &limits, arena, &got, &err), 0);
	assert_slice(got.body, "GET  0"); // nothing of the request before is left
	assert_int_equal(fetch_get(fetch, url_of("/none"), &limits, arena, &got, &err), 0);
	assert_int_equal(got.status, 404);
	assert_slice(got.body, "nothing");
}

static void test_limit_of_bytes(void **state)
{
	struct fetch_answer got = {.status = 7};
	struct err err;

	(void)state;
	assert_int_equal(fetch_get(fetch, url_of("/long"), &limits, arena, &got, &err), ERR_INVALID);
	assert_int_equal(got.status, 7);
	assert_non_null(strstr(err.message, "1000 bytes"));
	assert_int_equal(fetch_get(fetch, url_of("/fits"), &limits, arena, &got, &err), 0);
	assert_int_equal(got.body.len, 1000);
}

static void test_redirects(void **state)
{
	struct fetch_answer got = {0};
	struct err err;

	(void)state;
	assert_int_equal(fetch_get(fetch, url_of("/to-echo"), &limits, arena, &got, &err), 0);
	assert_int_equal(got.status, 200);
	assert_int_equal(fetch_get(fetch, url_of("/to-file"), &limits, arena, &got, &err), ERR_INVALID);
	assert_int_equal(fetch_get(fetch, url_of("/round"), &limits, arena, &got, &err), ERR_INVALID);
	assert_int_equal(
		fetch_post(fetch, url_of("/to-echo"), "a/b", SLICE("x"), &limits, arena, &got, &err), 0);
	assert_int_equal(got.status, 308);
}

static void test_no_cookies(void **state)
{
	struct fetch_answer got = {0};

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fetch_get(fetch, url_of("/cookie"), &limits, arena, &got, NULL), 0);
		assert_slice(got.body, "none");
	}
}

static void test_addresses(void **state)
{
	static const char *const good[] = {
		"http://a", "https://a.example:8443/b/c?d=e", "HTTPS://A/", "http://[::1]:80/"};
	static const char *const bad[] = {"", "a.example", "ftp://a/", "file:///etc/passwd", "http://u:p@a/",
		"http://u@a/", "http://a/#b", "http://a/ b", "http://a/\n", "http://", "gopher://a",
		"http://a:99999/", "http://\xc3\xa4/", "-o/tmp/x"};
	struct fetch_answer got = {0};
	char longer[FETCH_URL_BYTES_MAX + 2] = "http://a/";
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(fetch_check_url(good[i], NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (fetch_check_url(bad[i], &err) != ERR_INVALID)
			fail_msg("%s is taken", bad[i]);
		assert_int_equal(fetch_get(fetch, bad[i], &limits, arena, &got, &err), ERR_INVALID);
	}
	memset(longer + 9, 'x', sizeof(longer) - 10);
	assert_int_equal(strlen(longer), FETCH_URL_BYTES_MAX + 1);
	assert_int_equal(fetch_check_url(longer, NULL), ERR_INVALID);
	longer[FETCH_URL_BYTES_MAX] = '\0';
	assert_int_equal(fetch_check_url(longer, NULL), 0);
}

// ---- Servers that are none

static int listen_on(int *ret_port)
{
	struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(name);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &len), 0);
	*ret_port = ntohs(name.sin_port);
	return fd;
}

static void test_silence(void **state)
{
	const struct fetch_limits brief = {.bytes = 1000, .time_ms = 150};
	struct fetch_answer got = {0};
	struct err err;
	int port, fd = listen_on(&port); // the kernel takes the connection; nobody answers

	(void)state;
	assert_int_equal(fetch_get(fetch, at(port, "/"), &brief, arena, &got, &err), ERR_UNAVAILABLE);
	assert_non_null(strstr(err.message, "within 150 ms"));
	close(fd);
	assert_int_equal(fetch_get(fetch, at(port, "/"), &limits, arena, &got, &err), ERR_UNAVAILABLE);
}

struct babbler {
	int fd;
	const char *bytes;
	int times;
};

static void *babble(void *arg)
{
	const struct babbler *babbler = arg;
	int fd = accept(babbler->fd, NULL, NULL);
	char asked[4096];

	if (recv(fd, asked, sizeof(asked), 0) > 0) {
		for (int i = 0; i < babbler->times; i++) {
			if (send(fd, babbler->bytes, strlen(babbler->bytes), MSG_NOSIGNAL) < 0)
				break;
		}
	}
	close(fd);
	return NULL;
}

static int ask_babbler(const char *bytes, int times, struct err *err)
{
	struct babbler babbler = {.bytes = bytes, .times = times};
	struct fetch_answer got = {0};
	pthread_t thread;
	int port, r;

	babbler.fd = listen_on(&port);
	assert_int_equal(pthread_create(&thread, NULL, babble, &babbler), 0);
	r = fetch_get(fetch, at(port, "/"), &limits, arena, &got, err);
	pthread_join(thread, NULL);
	close(babbler.fd);
	return r;
}

static void test_no_http(void **state)
{
	char *field = arena_alloc(arena, 8002);
	struct err err;

	(void)state;
	assert_true(ask_babbler("SSH-2.0-hello\r\n", 1, &err) < 0);
	assert_int_equal(
		ask_babbler("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", 1, &err), ERR_UNAVAILABLE);
	assert_int_equal(ask_babbler("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 1, &err), 0);
	// a head without end
	memset(field, 'x', 8002);
	memcpy(field, "HTTP/1.1 200 OK\r\nA: ", 20);
	memcpy(field + 7999, "\r\n", 3);
	assert_true(ask_babbler(field, 40, &err) < 0);
}

static void test_stop(void **state)
{
	struct fetch *other = fetch_new("yidan-test");
	struct fetch_answer got = {0};
	atomic_bool stop = true;
	struct err err;
	int port, fd = listen_on(&port);

	(void)state;
	fetch_set_stop(other, &stop);
	assert_int_equal(fetch_get(other, at(port, "/"), &limits, arena, &got, &err), ERR_UNAVAILABLE);
	assert_non_null(strstr(err.message, "ends"));
	close(fd);
	fetch_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_limit_of_bytes),
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_no_cookies),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_no_http),
		cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
