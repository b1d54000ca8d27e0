// SPDX-License-Identifier: Apache-2.0
// The inside of the server. Inside http/ only; the outside is http/server.h.
#ifndef YIDAN_HTTP_SERVER_IMPL_H
#define YIDAN_HTTP_SERVER_IMPL_H

#include "http/conn.h"
#include "http/request_impl.h"
#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>

#define SPARE_REQUESTS_MAX 256

struct MHD_Daemon;

// A socket of a client that has been answered and closed by us, but may still be sending: closing it at once
// would reset the connection, and the client might never read our answer.
#define LINGER_MAX 256
struct lingering {
	int fd;
	int64_t until_us;
};

struct http_server {
	struct http_server_options options;
	struct gate_owner owner; // given to the gates; the server is found from it
	struct trusted_proxies proxies;
	struct {
		struct MHD_Daemon *daemon;
		int port;
		int fd; // only while stopping
	} listeners[HTTP_LISTEN_MAX];
	unsigned listener_count;
	char *tls_cert, *tls_key;

	pthread_mutex_t lock;	// of the next six
	pthread_cond_t changed; // a connection ended, or the sweeper is to end
	struct conn *oldest, *newest;
	unsigned connections;
	struct address_counts addresses;
	struct lingering lingering[LINGER_MAX];
	unsigned lingering_count;

	pthread_mutex_t spare_lock;
	struct http_request *spare;
	unsigned spare_count;

	pthread_t sweeper;
	bool sweeper_runs;
	atomic_bool stopping; // answers close their connections
	atomic_bool sweeper_ends;

	atomic_uint_fast64_t requests, refused, timed_out, bodies_bytes;
};

// requests (server_requests.c)
struct http_request *server_request_new(struct gate_owner *owner);
void server_request_free(struct gate_owner *owner, struct http_request *r);
void server_requests_release(struct http_server *server); // the spare ones
bool server_reserve(struct gate_owner *owner, struct http_request *r, size_t more);

// sockets (listen.c): a listening socket, or an error
int listen_open(const struct http_listen *listen, int *ret_fd, int *ret_port, struct err *err);

// the sweeper (sweeper.c): a thread that looks at all deadlines ten times a second
void sweeper_start(struct http_server *server);
void sweeper_stop(struct http_server *server);		 // and closes what lingers
void sweeper_linger(struct http_server *server, int fd); // duplicates fd
// Closes connections between two requests, so that stopping need not wait for them; under the lock.
void sweeper_close_idle(struct http_server *server);

// answering (response.c)
void response_queue(struct http_request *r); // gives the prepared response to libmicrohttpd
void response_release(struct http_request *r);
void response_refuse(struct http_request *r, int status, const char *reason); // through options.on_refused

#endif
