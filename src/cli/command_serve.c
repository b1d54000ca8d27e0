// SPDX-License-Identifier: Apache-2.0
// A server's life: check and open everything first, so that what is wrong is said at once and in one line;
// then listen; then wait for a signal; then the same backwards, so that what was accepted is finished while
// the queues below still run.
#include "cli/command.h"

#include "base/log.h"
#include "cli/control.h"
#include "cli/files.h"
#include "cli/listen.h"
#include "cli/lock.h"
#include "cli/notices.h"
#include "cli/restart_mark.h"
#include "http/server.h"
#include "http/systemd.h"
#include "jobs/figuring.h"
#include "jobs/housekeeping.h"
#include "jobs/notifying.h"
#include "jobs/sequencer.h"
#include "jobs/witnessing.h"
#include "service/service.h"
#include "web/web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define DEFAULT_LISTEN "127.0.0.1:8311"

struct serving {
	const struct settings *settings;
	struct arena *arena;
	struct http_server_options http;
	struct service *service;
	struct web *web;
	struct http_server *server;
	struct control *control; // NULL: another engine than SQLite
	struct housekeeping *keeping;
	struct sequencer *sequencer;
	struct figuring *figuring;
	struct witness_address witnesses[WITNESSES_MAX];
	size_t witness_count;
	struct witnessing *witnessing;
	struct notifying_options notices;
	struct notifying *notifying;
	int lock_fd;
	int signal_fd; // SIGTERM, SIGINT
	int lost_fd;   // readable when the lease is lost
	struct err err;
};

// ---- Where to listen

static bool is_loopback_text(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strncmp(address, "localhost:", 10) == 0 ||
	       strncmp(address, "[::1]:", 6) == 0;
}

static bool is_loopback_socket(int fd)
{
	struct sockaddr_storage bound = {.ss_family = AF_UNSPEC};
	socklen_t len = sizeof(bound);

	if (getsockname(fd, (struct sockaddr *)&bound, &len) != 0)
		return false;
	if (bound.ss_family == AF_INET)
		return ntohl(((struct sockaddr_in *)&bound)->sin_addr.s_addr) >> 24 == 127;
	if (bound.ss_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&bound)->sin6_addr);
	return bound.ss_family == AF_UNIX;
}

static bool is_loopback(const struct http_listen *listen)
{
	return listen->address ? is_loopback_text(listen->address) : is_loopback_socket(listen->fd);
}

static int check_demo(struct serving *s)
{
	if (!service_has_demo(s->service) || s->settings->demo_anywhere)
		return 0;
	for (unsigned i = 0; i < s->http.listen_count; i++) {
		if (!is_loopback(&s->http.listen[i]))
			return err_set(&s->err, ERR_INVALID,
				"this is a demonstration, whose passwords everybody knows: listen on "
				"127.0.0.1, or say --demo-anywhere");
	}
	return 0;
}

static int set_http_options(struct serving *s)
{
	const struct settings *settings = s->settings;

	http_server_options_init(&s->http);
	s->http.threads = (unsigned)settings->threads;
	s->http.trusted_proxies = settings->trusted_proxies;
	if (settings->connections)
		s->http.limits.connections = (unsigned)settings->connections;
	return listen_collect(settings, DEFAULT_LISTEN, &s->http, &s->err);
}

// ---- Start

static void on_lost(void *arg)
{
	struct serving *s = arg;
	uint64_t one = 1;

	if (write(s->lost_fd, &one, sizeof(one)) < 0)
		abort();
}

// Blocked before any thread is made, so that they come to us alone.
static int take_signals(struct serving *s)
{
	sigset_t ours;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a write that fails, not the end
	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ours, NULL);
	s->signal_fd = signalfd(-1, &ours, SFD_CLOEXEC);
	s->lost_fd = eventfd(0, EFD_CLOEXEC);
	if (s->signal_fd < 0 || s->lost_fd < 0)
		return err_set(&s->err, ERR_UNAVAILABLE, "no file descriptor is left (%s)", strerror(errno));
	return 0;
}

static int open_service(struct serving *s)
{
	const struct settings *settings = s->settings;
	const char *pictures = settings->picture_program;
	int r;

	if (pictures && access(pictures, X_OK) != 0)
		return err_set(&s->err, ERR_INVALID, "picture-program: %s cannot be run (%s)", pictures,
			strerror(errno));
	if (!pictures)
		pictures = files_beside_program(s->arena, "yidan-picture");
	r = lock_check_database(settings->db, &s->err);
	if (r == 0)
		r = lock_take(settings->db, &s->lock_fd, &s->err);
	if (r == 0)
		r = service_open(
			&(struct service_options){
				.db_url = settings->db,
				.key_path = settings->key_file,
				.picture_program = pictures,
				.notify = notifying_ways(&s->notices),
				.with_writer = true,
			},
			&s->service, &s->err);
	if (r == 0 && !pictures)
		log_warn("no_pictures",
			"message=\"yidan-picture is not beside the program: photos will be refused\"");
	if (r == 0 && restart_mark_is_there(s->service))
		r = err_set(&s->err, ERR_INVALID,
			"a new log was begun, but what had been erased is not erased again yet: `yidan "
			"ledger restart` "
			"finishes that");
	if (r == 0 && service_jurisdiction_count(s->service) == 0)
		r = err_set(
			&s->err, ERR_INVALID, "the database holds no jurisdiction; `yidan init` makes one");
	return r;
}

static int read_witnesses(struct serving *s)
{
	const struct settings_list *list = &s->settings->witnesses;

	for (unsigned i = 0; i < list->count; i++) {
		struct witness_address *address = &s->witnesses[s->witness_count];

		if (witnessing_read(list->items[i], address, &s->err) < 0) {
			err_prefix(&s->err, "witness %.60s: ", list->items[i]);
			return ERR_INVALID;
		}
		for (size_t k = 0; k < s->witness_count; k++) {
			if (strcmp(s->witnesses[k].vkey, address->vkey) == 0)
				return err_set(
					&s->err, ERR_INVALID, "witness %.60s: given twice", list->items[i]);
		}
		s->witness_count++;
	}
	return 0;
}

static int start(struct serving *s)
{
	int r;

	r = set_http_options(s);
	if (r == 0)
		r = read_witnesses(s);
	if (r == 0)
		r = notices_read(s->settings, s->arena, &s->notices, &s->err);
	if (r == 0)
		r = take_signals(s);
	if (r == 0)
		r = open_service(s);
	if (r == 0)
		r = check_demo(s);
	if (r < 0)
		return r;
	s->web = web_new(&(struct web_options){
		.service = s->service,
		.intake_rate = s->settings->intake_rate,
		.login_rate = s->settings->login_rate,
		.cache_bytes = (size_t)s->settings->cache_mb * 1024 * 1024,
		.access_log = s->settings->access_log,
	});
	web_bind(s->web, &s->http);
	r = control_start(s->settings->db, s->service, &s->control, &s->err);
	if (r == 0)
		r = sequencer_start(s->service, &s->sequencer, &s->err);
	if (r == 0)
		r = figuring_start(s->service, &s->figuring, &s->err);
	if (r == 0)
		r = http_server_start(&s->http, &s->server, &s->err);
	if (r == 0)
		r = witnessing_start(s->service, s->witnesses, s->witness_count, s->settings->witness_every,
			&s->witnessing, &s->err);
	if (r == 0)
		r = notifying_start(s->service, &s->notices, &s->notifying, &s->err);
	if (r == 0)
		s->keeping = housekeeping_start(s->service, on_lost, s);
	return r;
}

// ---- Life and end

static int wait_for_end(struct serving *s)
{
	struct pollfd wanted[] = {{s->signal_fd, POLLIN, 0}, {s->lost_fd, POLLIN, 0}};

	while (poll(wanted, ARRAY_LEN(wanted), -1) < 0 && errno == EINTR)
		;
	return wanted[1].revents ? EXIT_FAILED : EXIT_DONE;
}

// Finishes what was accepted. *ret_writes: what the writer did in its life.
static void stop(struct serving *s, struct db_writer_stats *ret_writes)
{
	*ret_writes = (struct db_writer_stats){0};
	control_stop(s->control);
	witnessing_stop(s->witnessing);
	notifying_stop(s->notifying);
	http_server_stop(s->server);
	housekeeping_stop(s->keeping);
	figuring_stop(s->figuring);
	web_free(s->web);
	sequencer_stop(s->sequencer);
	if (s->service)
		db_writer_get_stats(service_writer(s->service), ret_writes);
	service_close(s->service);
	lock_release(s->lock_fd);
	if (s->signal_fd >= 0)
		close(s->signal_fd);
	if (s->lost_fd >= 0)
		close(s->lost_fd);
}

int command_serve(const struct settings *settings, struct arena *arena)
{
	struct serving s = {
		.settings = settings, .arena = arena, .lock_fd = -1, .signal_fd = -1, .lost_fd = -1};
	struct db_writer_stats writes;
	int r, code;

	r = start(&s);
	if (r < 0) {
		code = command_failed(r, &s.err);
		stop(&s, &writes);
		return code;
	}
	listen_say(&s.http, s.server);
	log_info("started", "version=" YIDAN_VERSION " database=%s", db_display_url(service_db(s.service)));
	systemd_notify("READY=1");
	code = wait_for_end(&s);
	systemd_notify("STOPPING=1");
	log_info("stopping", "reason=%s", code == EXIT_DONE ? "signal" : "lease_lost");
	stop(&s, &writes);
	log_info("stopped",
		"code=%d commands=%" PRIu64 " failed=%" PRIu64 " commits=%" PRIu64 " reruns=%" PRIu64, code,
		writes.commands, writes.failed, writes.commits, writes.reruns);
	return code;
}
