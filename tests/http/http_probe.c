// SPDX-License-Identifier: Apache-2.0
// A small server over http/ for the raw-socket tests: it answers with what it understood, as JSON. Settings
// are NAME=VALUE arguments; it prints "port N" when it listens, "stopped" when it has ended by SIGTERM.
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "http/form.h"
#include "http/negotiate.h"
#include "http/request.h"
#include "http/response.h"
#include "http/server.h"
#include "http/systemd.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool log_access;
static atomic_int shared_alive, requests_alive, cancelled, suspended;
static char big[8 * 1024 * 1024];

static void put_json(struct buf *out, struct slice s)
{
	if (!s.ptr) {
		BUF_PUT_LIT(out, "null");
		return;
	}
	buf_put_byte(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c == '"' || c == '\\' || c < 0x20 || c == 0x7f)
			buf_printf(out, "\\u%04x", c);
		else
			buf_put_byte(out, (char)c);
	}
	buf_put_byte(out, '"');
}

static void put_field(struct buf *out, const char *name, struct slice value)
{
	buf_printf(out, "\"%s\":", name);
	put_json(out, value);
	buf_put_byte(out, ',');
}

static void put_params(struct buf *out, const char *name, struct http_params params)
{
	buf_printf(out, "\"%s\":[", name);
	for (size_t i = 0; i < params.count; i++) {
		BUF_PUT_LIT(out, "[");
		put_json(out, params.items[i].name);
		BUF_PUT_LIT(out, ",");
		put_json(out, params.items[i].value);
		buf_put_cstr(out, i + 1 < params.count ? "]," : "]");
	}
	BUF_PUT_LIT(out, "],");
}

static void put_form(struct buf *out, struct http_request *r)
{
	struct http_files files = http_files(r);

	put_params(out, "form", http_form_all(r));
	BUF_PUT_LIT(out, "\"files\":[");
	for (size_t i = 0; i < files.count; i++) {
		BUF_PUT_LIT(out, "{");
		put_field(out, "name", files.items[i].name);
		put_field(out, "filename", files.items[i].filename);
		put_field(out, "type", files.items[i].content_type);
		buf_printf(out, "\"bytes\":%zu}%s", files.items[i].bytes.len, i + 1 < files.count ? "," : "");
	}
	BUF_PUT_LIT(out, "],");
	put_field(out, "overflow", slice_of(http_form_overflow(r)));
	put_field(out, "form_error", slice_of(http_form_error(r)));
}

static void echo(struct http_request *r)
{
	struct buf out = buf_in(http_arena(r));
	struct slice body = http_body(r);

	BUF_PUT_LIT(&out, "{");
	put_field(&out, "method", slice_of(http_method_name(http_method(r))));
	put_field(&out, "path", http_path(r));
	put_field(&out, "query_raw", http_query_raw(r));
	put_params(&out, "query", http_query_all(r));
	put_field(&out, "host", http_host(r));
	put_field(&out, "authority", http_authority(r));
	put_field(&out, "remote", slice_of(http_remote(r)));
	put_field(&out, "id", slice_of(http_request_id(r)));
	put_field(&out, "cookie", http_cookie(r, "sid"));
	put_field(&out, "x", http_header(r, "X-Test"));
	buf_printf(&out, "\"https\":%d,\"cut\":%d,\"same_origin\":%d,\"body_bytes\":%zu,", http_is_https(r),
		http_body_is_cut(r), http_is_same_origin(r, false), body.len);
	if (http_header(r, "Content-Type").ptr)
		put_form(&out, r);
	buf_printf(&out, "\"body\":");
	put_json(&out, body.ptr && slice_is_utf8(body) ? slice_sub(body, 0, 4096) : SLICE(""));
	BUF_PUT_LIT(&out, "}\n");
	http_respond(r, &(struct http_response){.status = http_body_is_cut(r) ? 413 : 200,
				.content_type = "application/json",
				.body = buf_slice(&out),
				.body_kind = HTTP_BODY_ARENA});
}

static int64_t number(struct http_request *r, const char *name, int64_t otherwise)
{
	int64_t value;

	return slice_parse_i64(http_query(r, name), &value) ? value : otherwise;
}

static void resumed(struct http_request *r, void *arg)
{
	(void)arg;
	atomic_fetch_sub(&suspended, 1);
	echo(r);
}

static void *work(void *arg)
{
	struct http_request *r = arg;

	for (int64_t i = number(r, "ms", 1); i > 0; i -= 10) {
		usleep(i < 10 ? (useconds_t)i * 1000 : 10000);
		if (number(r, "watch", 0) && http_client_is_gone(r)) {
			atomic_fetch_add(&cancelled, 1);
			break;
		}
	}
	http_resume(r, resumed, NULL);
	return NULL;
}

static void suspend(struct http_request *r)
{
	pthread_attr_t attributes;
	pthread_t thread;

	atomic_fetch_add(&suspended, 1);
	http_suspend(r);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, 128 * 1024);
	if (pthread_create(&thread, &attributes, work, r) != 0)
		abort();
	pthread_attr_destroy(&attributes);
}

static void release_shared(void *arg)
{
	(void)arg;
	atomic_fetch_sub(&shared_alive, 1);
}

static void answer_big(struct http_request *r)
{
	int64_t size = number(r, "n", 100);

	if (size < 0 || size > (int64_t)sizeof(big))
		return http_respond_error(r, 400);
	atomic_fetch_add(&shared_alive, 1);
	http_respond(r, &(struct http_response){.status = 200,
				.content_type = "text/plain",
				.etag = SLICE("\"big\""),
				.body = {big, (size_t)size},
				.body_kind = HTTP_BODY_SHARED,
				.release = release_shared});
}

static void answer_stats(struct http_request *r)
{
	struct http_server_stats stats;

	http_server_stats(http_get_server(r), &stats);
	http_respond_text(r, 200,
		arena_printf(http_arena(r),
			"{\"shared\":%d,\"cancelled\":%d,\"suspended\":%d,\"connections\":%u,\"requests\":%"
			"llu,\"refused\":%"
			"llu,"
			"\"timed_out\":%llu,\"bodies\":%llu}\n",
			atomic_load(&shared_alive), atomic_load(&cancelled), atomic_load(&suspended),
			stats.connections, (unsigned long long)stats.requests,
			(unsigned long long)stats.refused, (unsigned long long)stats.timed_out,
			(unsigned long long)stats.bodies_bytes));
}

static void answer_headers(struct http_request *r)
{
	int64_t count = number(r, "n", 1);

	for (int64_t i = 0; i < count; i++)
		if (http_set_header(r, "X-Filler", SLICE("0123456789012345678901234567890123456789")) < 0)
			break;
	http_respond_text(r, 200, "headers\n");
}

static void answer_cookie(struct http_request *r)
{
	int status = http_set_cookie(
		r, &(struct http_set_cookie){
			   .name = "sid", .value = http_query(r, "v"), .max_age_s = number(r, "age", 0)});

	http_respond_text(r, status < 0 ? 400 : 200, "cookie\n");
}

static void on_head(struct http_request *r, void *app)
{
	struct slice path = http_path(r);

	http_set_user(r, app);
	atomic_fetch_add(&requests_alive, 1);
	if (slice_starts_with(path, SLICE("/limit")))
		http_set_body_limit(r, (size_t)number(r, "n", 1000));
	if (slice_starts_with(path, SLICE("/limit/keep")))
		http_keep_cut_body(r);
	if (slice_eq(path, SLICE("/deny")))
		http_respond_error(r, 405);
}

static void on_request(struct http_request *r, void *app)
{
	struct slice path = http_path(r);

	(void)app;
	if (slice_eq(path, SLICE("/hello")))
		http_respond(r, &(struct http_response){.status = 200,
					.content_type = "text/plain",
					.body = SLICE("Hello, world\n"),
					.body_kind = HTTP_BODY_STATIC});
	else if (slice_eq(path, SLICE("/suspend")))
		suspend(r);
	else if (slice_eq(path, SLICE("/big")))
		answer_big(r);
	else if (slice_eq(path, SLICE("/stats")))
		answer_stats(r);
	else if (slice_eq(path, SLICE("/headers")))
		answer_headers(r);
	else if (slice_eq(path, SLICE("/cookie")))
		answer_cookie(r);
	else if (slice_eq(path, SLICE("/busy")))
		http_respond_err(r, ERR_BUSY);
	else if (slice_eq(path, SLICE("/empty")))
		http_respond(r, &(struct http_response){.status = 204});
	else if (slice_eq(path, SLICE("/missing")))
		http_respond_error(r, 404);
	else if (slice_eq(path, SLICE("/redirect"))) {
		if (http_redirect(r, http_query(r, "to")) < 0)
			http_respond_error(r, 400);
	} else
		echo(r);
}

static void on_refused(struct http_request *r, int status, const char *reason, void *app)
{
	struct buf out = buf_in(http_arena(r));

	(void)app;
	buf_printf(&out, "{\"refused\":%d,", status);
	put_field(&out, "language", http_header(r, "Accept-Language"));
	put_field(&out, "path", http_path(r));
	put_field(&out, "id", slice_of(http_request_id(r)));
	put_field(&out, "reason", slice_of(reason));
	BUF_PUT_LIT(&out, "\"end\":1}\n");
	http_respond(r, &(struct http_response){.status = status,
				.content_type = "application/json",
				.body = buf_slice(&out),
				.body_kind = HTTP_BODY_ARENA});
}

static void on_end(struct http_request *r, void *app)
{
	if (http_get_user(r) != app)
		abort();
	atomic_fetch_sub(&requests_alive, 1);
}

static void on_access(const struct http_access *access, void *app)
{
	(void)app;
	if (log_access)
		fprintf(stderr, "access %s %s %.*s %d %llu %s\n", access->remote, access->method,
			SLICE_ARG(access->path), access->status, (unsigned long long)access->body_bytes,
			access->completed ? "completed" : "broken");
}

static void setting(struct http_server_options *options, char *argument)
{
	char *value = strchr(argument, '=');
	uint64_t n;

	if (!value)
		exit(2);
	*value++ = 0;
	if (!slice_parse_u64(slice_of(value), &n))
		n = 0;
	if (strcmp(argument, "listen") == 0)
		options->listen[options->listen_count++] = (struct http_listen){.address = value};
	else if (strcmp(argument, "threads") == 0)
		options->threads = (unsigned)n;
	else if (strcmp(argument, "cert") == 0)
		options->tls_cert_path = value;
	else if (strcmp(argument, "key") == 0)
		options->tls_key_path = value;
	else if (strcmp(argument, "proxies") == 0)
		options->trusted_proxies = value;
	else if (strcmp(argument, "head_ms") == 0)
		options->deadlines.head_us = (int64_t)n * 1000;
	else if (strcmp(argument, "body_ms") == 0)
		options->deadlines.body_us = (int64_t)n * 1000;
	else if (strcmp(argument, "write_ms") == 0)
		options->deadlines.write_us = (int64_t)n * 1000;
	else if (strcmp(argument, "idle_ms") == 0)
		options->deadlines.idle_us = (int64_t)n * 1000;
	else if (strcmp(argument, "min_rate") == 0)
		options->deadlines.min_bytes_per_second = (int64_t)n;
	else if (strcmp(argument, "connections") == 0)
		options->limits.connections = (unsigned)n;
	else if (strcmp(argument, "per_address") == 0)
		options->limits.connections_per_address = (unsigned)n;
	else if (strcmp(argument, "bodies") == 0)
		options->limits.bodies_bytes = n;
	else if (strcmp(argument, "discard") == 0)
		options->limits.discard_bytes = n;
	else if (strcmp(argument, "field") == 0)
		options->limits.field_bytes = n;
	else if (strcmp(argument, "access") == 0)
		log_access = true;
	else
		exit(2);
}

int main(int argc, char **argv)
{
	struct http_server_options options;
	struct http_server *server;
	struct err err;
	sigset_t signals;
	int signal_number;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	memset(big, 'b', sizeof(big));
	http_server_options_init(&options);
	options.on_head = on_head;
	options.on_request = on_request;
	options.on_refused = on_refused;
	options.on_access = on_access;
	options.on_end = on_end;
	options.app = &options;
	options.listen_count = systemd_listen_fds(options.listen, HTTP_LISTEN_MAX);
	for (int i = 1; i < argc; i++)
		setting(&options, argv[i]);
	if (http_server_start(&options, &server, &err) < 0) {
		fprintf(stderr, "http_probe: %s\n", err.message);
		return 2;
	}
	for (unsigned i = 0; i < options.listen_count; i++)
		printf("port %d\n", http_server_port(server, i));
	fflush(stdout);
	systemd_notify("READY=1");
	sigwait(&signals, &signal_number);
	systemd_notify("STOPPING=1");
	http_server_stop(server);
	printf("stopped, %d shared, %d requests\n", atomic_load(&shared_alive), atomic_load(&requests_alive));
	return 0;
}
