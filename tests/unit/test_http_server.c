// SPDX-License-Identifier: Apache-2.0
// A whole server with threads around it: requests suspended and resumed by other threads, clients that go
// away, stopping in the midst of it. What the thread sanitizer is to see; bytes and deadlines are tested over
// sockets in tests/http.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "http/form.h"
#include "http/request.h"
#include "http/response.h"
#include "http/server.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WORKERS	 3
#define CLIENTS	 6
#define REQUESTS 150

// A queue of suspended requests, and threads that work on them.
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct http_request *waiting[1024];
	unsigned count;
	bool ends;
	pthread_t threads[WORKERS];
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static atomic_int answered, released, accesses;

static void release(void *arg)
{
	mem_free(arg);
	atomic_fetch_add(&released, 1);
}

static void finish(struct http_request *r, void *arg)
{
	char *text = mem_strdup(arg);

	http_respond(r, &(struct http_response){.status = 200,
				.content_type = "text/plain",
				.body = slice_of(text),
				.body_kind = HTTP_BODY_SHARED,
				.release = release,
				.release_arg = text});
	atomic_fetch_add(&answered, 1);
}

static void *work(void *unused)
{
	struct http_request *r;

	pthread_mutex_lock(&pool.lock);
	for (;;) {
		while (!pool.count && !pool.ends)
			pthread_cond_wait(&pool.changed, &pool.lock);
		if (!pool.count)
			break;
		r = pool.waiting[--pool.count];
		pthread_mutex_unlock(&pool.lock);
		http_resume(r, finish,
			arena_printf(http_arena(r), "%.*s %s", SLICE_ARG(http_form(r, "n")), http_remote(r)));
		pthread_mutex_lock(&pool.lock);
	}
	pthread_mutex_unlock(&pool.lock);
	return unused;
}

static void on_request(struct http_request *r, void *app)
{
	assert_ptr_equal(app, &pool);
	http_suspend(r);
	pthread_mutex_lock(&pool.lock);
	assert_true(pool.count < ARRAY_LEN(pool.waiting));
	pool.waiting[pool.count++] = r;
	pthread_cond_signal(&pool.changed);
	pthread_mutex_unlock(&pool.lock);
}

static void on_access(const struct http_access *access, void *app)
{
	assert_ptr_equal(app, &pool);
	assert_int_equal(access->status, 200);
	atomic_fetch_add(&accesses, 1);
}

static int connect_to(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void send_request(int fd, int n)
{
	char text[256], body[32];
	int len = snprintf(body, sizeof(body), "n=%d", n);

	len = snprintf(text, sizeof(text),
		"POST /n HTTP/1.1\r\nHost: x\r\nContent-Type: "
		"application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		len, body);
	assert_int_equal(send(fd, text, (size_t)len, MSG_NOSIGNAL), len);
}

// Reads until the answer's body stands at the end.
static void read_answer(int fd, int n)
{
	char text[1024], wanted[64];
	size_t len = 0;
	ssize_t got;

	snprintf(wanted, sizeof(wanted), "\r\n\r\n%d 127.0.0.1", n);
	while (len < strlen(wanted) || memcmp(text + len - strlen(wanted), wanted, strlen(wanted)) != 0) {
		got = read(fd, text + len, sizeof(text) - 1 - len);
		if (got <= 0)
			fail_msg("the answer to %d was cut short", n);
		len += (size_t)got;
	}
}

static void *client(void *arg)
{
	int port = (int)(intptr_t)arg, fd = connect_to(port);

	for (int i = 0; i < REQUESTS; i++) {
		send_request(fd, i);
		if (i % 50 == 49) { // goes away without waiting for its answer
			close(fd);
			fd = connect_to(port);
			continue;
		}
		read_answer(fd, i);
	}
	close(fd);
	return NULL;
}

static struct http_server *start(void)
{
	struct http_server_options options;
	struct http_server *server;
	struct err err;

	pool.ends = false;
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(pthread_create(&pool.threads[i], NULL, work, NULL), 0);
	http_server_options_init(&options);
	options.listen[options.listen_count++] = (struct http_listen){.address = "127.0.0.1:0"};
	options.threads = 2;
	options.on_request = on_request;
	options.on_access = on_access;
	options.app = &pool;
	if (http_server_start(&options, &server, &err) < 0)
		fail_msg("%s", err.message);
	return server;
}

static void stop(struct http_server *server)
{
	http_server_stop(server);
	pthread_mutex_lock(&pool.lock);
	assert_int_equal(pool.count, 0);
	pool.ends = true;
	pthread_cond_broadcast(&pool.changed);
	pthread_mutex_unlock(&pool.lock);
	for (int i = 0; i < WORKERS; i++)
		pthread_join(pool.threads[i], NULL);
	assert_int_equal(atomic_load(&released), atomic_load(&answered));
}

static void test_suspended_by_many(void **state)
{
	struct http_server *server = start();
	pthread_t clients[CLIENTS];

	(void)state;
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(pthread_create(&clients[i], NULL, client,
					 (void *)(intptr_t)http_server_port(server, 0)),
			0);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	stop(server);
	assert_true(atomic_load(&accesses) >= CLIENTS * (REQUESTS - REQUESTS / 50));
}

// Requests that were sent, and accepted, before the server stops are answered, the connections then closed.
static void test_stopped_while_busy(void **state)
{
	struct http_server *server = start();
	struct http_server_stats stats;
	int fds[20];
	char byte;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
		fds[i] = connect_to(http_server_port(server, 0));
		send_request(fds[i], 1);
		read_answer(fds[i], 1);
		send_request(fds[i], 2);
	}
	http_server_stats(server, &stats);
	assert_int_equal(stats.connections, ARRAY_LEN(fds));
	stop(server);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
		read_answer(fds[i], 2);
		assert_int_equal(read(fds[i], &byte, 1), 0);
		close(fds[i]);
	}
}

static void test_start_refused(void **state)
{
	struct http_server_options options;
	struct http_server *server = NULL;
	struct err err;

	(void)state;
	http_server_options_init(&options);
	options.on_request = on_request;
	assert_int_equal(http_server_start(&options, &server, &err), ERR_INVALID);
	options.listen[options.listen_count++] = (struct http_listen){.address = NULL, .fd = STDIN_FILENO};
	assert_int_equal(http_server_start(&options, &server, &err), ERR_INVALID);
	assert_non_null(strstr(err.message, "no listening socket"));
	assert_null(server);
	http_server_stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suspended_by_many),
		cmocka_unit_test(test_stopped_while_busy),
		cmocka_unit_test(test_start_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
