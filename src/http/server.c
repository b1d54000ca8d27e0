// SPDX-License-Identifier: Apache-2.0
// Start, stop, and libmicrohttpd's callbacks. libmicrohttpd accepts, polls, speaks TLS and writes answers;
// what it reads comes from the gate (http/gate.h, http/conn.h).
#include "http/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/server_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONNECTION_MEMORY_BYTES 16384 // half of it for the gate's words, the rest for the head of the answer
#define TLS_PRIORITIES		"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

void http_server_options_init(struct http_server_options *options)
{
	*options = (struct http_server_options){
		.limits =
			{
				.target_bytes = 4096,
				.head_bytes = 16 * 1024,
				.header_count = 64,
				.body_bytes = 64 * 1024,
				.body_max_bytes = 64 * 1024 * 1024,
				.discard_bytes = 64 * 1024 * 1024,
				.bodies_bytes = 512 * 1024 * 1024,
				.param_count = 200,
				.field_bytes = 64 * 1024,
				.file_count = 5,
				.file_bytes = 12 * 1024 * 1024,
				.connections = 10000,
				.connections_per_address = 2000,
			},
		.deadlines =
			{
				.head_us = 10 * US_PER_SECOND,
				.body_us = 20 * US_PER_SECOND,
				.write_us = 20 * US_PER_SECOND,
				.idle_us = 60 * US_PER_SECOND,
				.min_bytes_per_second = 8 * 1024,
			},
	};
}

// --- callbacks of libmicrohttpd ---

static struct conn *conn_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static enum MHD_Result may_connect(void *context, const struct sockaddr *peer, socklen_t len)
{
	struct http_server *server = context;
	struct address address = address_from_sockaddr(peer);
	unsigned limit = server->options.limits.connections_per_address, count;

	(void)len;
	if (!limit || trusted_proxies_have(&server->proxies, &address))
		return MHD_YES;
	pthread_mutex_lock(&server->lock);
	count = address_counts_get(&server->addresses, &address);
	pthread_mutex_unlock(&server->lock);
	return count < limit ? MHD_YES : MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode what)
{
	struct http_server *server = context;
	const union MHD_ConnectionInfo *fd, *peer;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*socket_context)
			conn_free(*socket_context);
		*socket_context = NULL;
		return;
	}
	fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	peer = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	// Without a conn (a file descriptor beyond the table) every request of the connection is refused.
	*socket_context = conn_new(server, fd->connect_fd, server->tls_cert != NULL, peer->client_addr);
}

// Has the application answer (or suspend), and queues the answer.
static void dispatch(struct http_request *r)
{
	const struct http_server_options *options = &r->conn->server->options;

	log_set_request(r->id);
	if (r->phase == REQUEST_PHASE_SUSPENDED) {
		r->phase = REQUEST_PHASE_HANDLING;
		r->resume_fn(r, r->resume_arg);
	} else {
		r->phase = REQUEST_PHASE_HANDLING;
		if (!r->response && r->refused)
			response_refuse(r, r->refused, r->reason);
		else if (!r->response)
			options->on_request(r, options->app);
	}
	log_set_request("");
	if (r->phase == REQUEST_PHASE_SUSPENDED)
		return;
	must(r->response); // a callback neither responded nor suspended
	response_queue(r);
}

static enum MHD_Result on_access(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload_data, size_t *upload_data_size,
	void **request_context)
{
	struct conn *conn = conn_of(connection);
	struct http_request *r = *request_context;

	(void)context, (void)url, (void)method, (void)version, (void)upload_data;
	if (r) {
		// The gate gives no body bytes, so these are not its words.
		if (*upload_data_size)
			return MHD_NO;
		dispatch(r);
		return MHD_YES;
	}
	// First call: the head. libmicrohttpd comes again when the gate says that the body is complete, at
	// once where there is none. (Answering already now would make it close the connection.)
	r = conn ? gate_take_request(&conn->gate) : NULL;
	if (!r)
		return MHD_NO;
	r->mhd = connection;
	conn->in_flight++;
	*request_context = r;
	return MHD_YES;
}

static void tell_access(struct http_server *server, struct http_request *r, bool completed)
{
	char remote[REMOTE_BYTES];
	struct http_access access = {.request_id = r->id,
		.method = r->head.has_request_line ? http_method_name(r->head.method) : "-",
		.path = r->head.path,
		.remote = remote,
		.status = r->status,
		.body_bytes = r->body_bytes,
		.duration_us = clock_monotonic_us() - r->began_us,
		.completed = completed};

	memcpy(remote, http_remote(r), sizeof(remote));
	server->options.on_access(&access, server->options.app);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
	enum MHD_RequestTerminationCode how)
{
	struct http_server *server = context;
	struct http_request *r = *request_context;
	struct conn *conn;

	(void)connection;
	if (!r)
		return;
	conn = r->conn;
	if (r->status) {
		atomic_fetch_add_explicit(&server->requests, 1, memory_order_relaxed);
		if (r->refused)
			atomic_fetch_add_explicit(&server->refused, 1, memory_order_relaxed);
		if (server->options.on_access)
			tell_access(server, r, how == MHD_REQUEST_TERMINATED_COMPLETED_OK);
	}
	if (r->linger && !conn->eof)
		conn->linger = true;
	// The connection broke while the body was being read.
	if (conn->gate.building == r) {
		conn->gate.building = NULL;
		conn->gate.state = GATE_DEAD;
	} else if (conn->gate.building) {
		conn->gate.building->began_us = clock_monotonic_us(); // waited for its turn until now
	}
	conn->in_flight--;
	server_request_free(&server->owner, r);
	*request_context = NULL;
	conn_update_deadline(conn);
}

static void call_on_head(struct gate_owner *owner, struct http_request *r)
{
	struct http_server *server =
		(struct http_server *)((char *)owner - offsetof(struct http_server, owner));

	log_set_request(r->id);
	server->options.on_head(r, server->options.app);
	log_set_request("");
}

// --- start ---

static int read_file(const char *path, char **ret, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t got = -1;
	char *text;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size > 1024 * 1024) {
		if (fd >= 0)
			close(fd);
		return err_set(
			err, ERR_INVALID, "cannot read %s: %s", path, fd < 0 ? strerror(errno) : "too large");
	}
	text = mem_zalloc((size_t)st.st_size + 1);
	got = read(fd, text, (size_t)st.st_size);
	close(fd);
	if (got != st.st_size) {
		mem_free(text);
		return err_set(err, ERR_INVALID, "cannot read %s", path);
	}
	*ret = text;
	return 0;
}

static int check_options(const struct http_server_options *options, struct err *err)
{
	const struct http_limits *limits = &options->limits;

	if (!options->listen_count || options->listen_count > HTTP_LISTEN_MAX)
		return err_set(err, ERR_INVALID, "give 1 to %d addresses to listen on", HTTP_LISTEN_MAX);
	if (!options->tls_cert_path != !options->tls_key_path)
		return err_set(err, ERR_INVALID, "TLS needs both a certificate and its key");
	must(options->on_request);
	if (limits->target_bytes < 64 || limits->head_bytes < limits->target_bytes + 64 ||
		limits->head_bytes > 256 * 1024 || limits->connections < 10 ||
		limits->body_bytes > limits->body_max_bytes || options->deadlines.min_bytes_per_second < 1)
		return err_set(err, ERR_INVALID, "HTTP limits contradict each other");
	return 0;
}

// Room for a socket a connection, those that linger, and what the rest of the program opens.
static void raise_file_limit(struct http_limits *limits)
{
	struct rlimit files;
	rlim_t others = LINGER_MAX + 256, wanted = limits->connections + others;

	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return;
	if (wanted > CONN_FDS)
		wanted = CONN_FDS;
	if (files.rlim_cur < wanted) {
		files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
		getrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur < limits->connections + others)
		limits->connections = files.rlim_cur > 2 * others ? (unsigned)(files.rlim_cur - others)
								  : (unsigned)(files.rlim_cur / 2);
}

static int start_listener(struct http_server *server, const struct http_listen *listen, struct err *err)
{
	const struct http_server_options *options = &server->options;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	unsigned connections = options->limits.connections / options->listen_count;
	struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, server->tls_cert},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, server->tls_key},
		{MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
		{MHD_OPTION_END, 0, NULL}};
	struct MHD_OptionItem pool[] = {
		{MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)options->threads, NULL}, {MHD_OPTION_END, 0, NULL}};
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
	struct MHD_Daemon *daemon;
	int fd, port, status;

	status = listen_open(listen, &fd, &port, err);
	if (status < 0)
		return status;
	if (server->tls_cert)
		flags |= MHD_USE_TLS;
	daemon = MHD_start_daemon(flags, 0, may_connect, server, on_access, server, MHD_OPTION_LISTEN_SOCKET,
		fd, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
		on_completed, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
		MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT, 0u,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, server->tls_cert ? tls : none,
		MHD_OPTION_ARRAY, options->threads > 1 ? pool : none, MHD_OPTION_END);
	if (!daemon) {
		close(fd);
		return err_set(err, server->tls_cert ? ERR_INVALID : ERR_UNAVAILABLE, "%s",
			server->tls_cert ? "cannot start TLS: certificate and key do not fit together, or "
					   "are no PEM files"
					 : "cannot start the HTTP server");
	}
	server->listeners[server->listener_count].daemon = daemon;
	server->listeners[server->listener_count++].port = port;
	return 0;
}

static struct http_server *server_new(const struct http_server_options *options)
{
	struct http_server *server = mem_zalloc(sizeof(*server));
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	server->options = *options;
	if (!server->options.threads)
		server->options.threads = cores > 0 ? (unsigned)cores : 1;
	raise_file_limit(&server->options.limits);
	server->owner = (struct gate_owner){.limits = &server->options.limits,
		.request_new = server_request_new,
		.request_free = server_request_free,
		.on_head = options->on_head ? call_on_head : NULL,
		.reserve = server_reserve};
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->changed, NULL);
	pthread_mutex_init(&server->spare_lock, NULL);
	return server;
}

int http_server_start(const struct http_server_options *options, struct http_server **ret, struct err *err)
{
	struct http_server *server;
	int status = check_options(options, err);

	if (status < 0)
		return status;
	if (!interpose_works())
		return err_set(err, ERR_INTERNAL,
			"this program was linked so that the HTTP gate cannot see its sockets");
	server = server_new(options);
	status = trusted_proxies_parse(options->trusted_proxies, &server->proxies, err);
	if (!status && options->tls_cert_path)
		status = read_file(options->tls_cert_path, &server->tls_cert, err);
	if (!status && options->tls_key_path)
		status = read_file(options->tls_key_path, &server->tls_key, err);
	if (!status)
		sweeper_start(server);
	for (unsigned i = 0; !status && i < options->listen_count; i++)
		status = start_listener(server, &options->listen[i], err);
	if (status < 0) {
		http_server_stop(server);
		return status;
	}
	*ret = server;
	return 0;
}

int http_server_port(const struct http_server *server, unsigned listen_index)
{
	must(listen_index < server->listener_count);
	return server->listeners[listen_index].port;
}

// --- stop ---

void http_server_stop(struct http_server *server)
{
	if (!server)
		return;
	for (unsigned i = 0; i < server->listener_count; i++) {
		// Its threads still hold the socket for a moment, so it is closed when they have ended. One
		// that was handed to us goes on listening, for the process that comes next.
		server->listeners[i].fd = MHD_quiesce_daemon(server->listeners[i].daemon);
		if (server->options.listen[i].address)
			shutdown(server->listeners[i].fd, SHUT_RDWR);
	}
	atomic_store(&server->stopping, true);
	// The sweeper closes what is idle; deadlines end what does not come to its end; suspended requests
	// are waited for.
	pthread_mutex_lock(&server->lock);
	while (server->connections)
		pthread_cond_wait(&server->changed, &server->lock);
	pthread_mutex_unlock(&server->lock);
	for (unsigned i = 0; i < server->listener_count; i++) {
		MHD_stop_daemon(server->listeners[i].daemon);
		close(server->listeners[i].fd);
	}
	sweeper_stop(server);
	server_requests_release(server);
	if (server->tls_key)
		explicit_bzero(server->tls_key, strlen(server->tls_key));
	mem_free(server->tls_key);
	mem_free(server->tls_cert);
	pthread_mutex_destroy(&server->lock);
	pthread_cond_destroy(&server->changed);
	pthread_mutex_destroy(&server->spare_lock);
	mem_free(server);
}

void http_server_stats(struct http_server *server, struct http_server_stats *ret)
{
	pthread_mutex_lock(&server->lock);
	*ret = (struct http_server_stats){.connections = server->connections};
	pthread_mutex_unlock(&server->lock);
	ret->requests = atomic_load(&server->requests);
	ret->refused = atomic_load(&server->refused);
	ret->timed_out = atomic_load(&server->timed_out);
	ret->bodies_bytes = atomic_load(&server->bodies_bytes);
}
