// SPDX-License-Identifier: Apache-2.0
#include "http/conn.h"

#include "base/clock.h"
#include "base/mem.h"
#include "http/server_impl.h"

#include <errno.h>
#include <sys/socket.h>

#define SCRATCH_BYTES (64 * 1024)

static _Atomic(struct conn *) table[CONN_FDS];

struct conn *conn_by_fd(int fd)
{
	if (fd < 0 || fd >= CONN_FDS)
		return NULL;
	return atomic_load_explicit(&table[fd], memory_order_acquire);
}

struct conn *conn_new(struct http_server *server, int fd, bool tls, const struct sockaddr *peer)
{
	struct conn *conn;

	if (fd < 0 || fd >= CONN_FDS)
		return NULL;
	conn = mem_zalloc(sizeof(*conn));
	conn->server = server;
	conn->fd = fd;
	conn->tls = tls;
	conn->address = address_from_sockaddr(peer);
	gate_init(&conn->gate, &server->owner);
	conn->gate.conn = conn;
	conn_set_deadline(conn, DEADLINE_CONNECT, clock_monotonic_us() + server->options.deadlines.head_us);
	pthread_mutex_lock(&server->lock);
	conn->older = server->newest;
	*(server->newest ? &server->newest->newer : &server->oldest) = conn;
	server->newest = conn;
	server->connections++;
	address_counts_add(&server->addresses, &conn->address);
	pthread_mutex_unlock(&server->lock);
	atomic_store_explicit(&table[fd], conn, memory_order_release);
	return conn;
}

void conn_free(struct conn *conn)
{
	struct http_server *server = conn->server;

	if (conn->linger)
		sweeper_linger(server, conn->fd);
	atomic_store_explicit(&table[conn->fd], NULL, memory_order_release);
	pthread_mutex_lock(&server->lock);
	*(conn->older ? &conn->older->newer : &server->oldest) = conn->newer;
	*(conn->newer ? &conn->newer->older : &server->newest) = conn->older;
	server->connections--;
	address_counts_remove(&server->addresses, &conn->address);
	pthread_cond_broadcast(&server->changed);
	pthread_mutex_unlock(&server->lock);
	gate_release(&conn->gate);
	mem_free(conn);
}

void conn_set_deadline(struct conn *conn, enum deadline_kind kind, int64_t at_us)
{
	atomic_store_explicit(&conn->deadline, at_us * 8 + (int64_t)kind, memory_order_relaxed);
}

void conn_update_deadline(struct conn *conn)
{
	const struct http_deadlines *deadlines = &conn->server->options.deadlines;
	const struct gate *gate = &conn->gate;

	if (gate_is_reading_body(gate)) {
		conn_set_deadline(conn, DEADLINE_BODY,
			gate->building->began_us + deadlines->head_us + deadlines->body_us +
				(int64_t)(gate->body_received * US_PER_SECOND /
					  (uint64_t)deadlines->min_bytes_per_second));
	} else if (conn->in_flight || gate->queued) {
		conn_set_deadline(conn, DEADLINE_NONE, 0);
	} else if (gate_is_reading(gate)) {
		conn_set_deadline(conn, DEADLINE_HEAD, gate->building->began_us + deadlines->head_us);
	} else {
		conn_set_deadline(conn, DEADLINE_IDLE, clock_monotonic_us() + deadlines->idle_us);
	}
}

// Whether requests that came whole are still to be answered. The one whose body is being read is none of
// them.
static bool owes_answers(const struct conn *conn)
{
	return conn->in_flight + conn->gate.queued > (gate_is_reading_body(&conn->gate) ? 1u : 0u);
}

ssize_t conn_read(struct conn *conn, void *to, size_t size,
	ssize_t (*read_more)(void *context, void *to, size_t size), void *context)
{
	static _Thread_local char scratch[SCRATCH_BYTES];
	char *out = to;
	size_t done = gate_take_bytes(&conn->gate, out, size);
	ssize_t got = -1;
	bool fed = false, has_ended = false;

	// libmicrohttpd takes less than it asked for as a sign that the socket is empty, and then waits for
	// epoll to tell of more. So: come back full, or with the socket read until it is empty. (A short read
	// does not show that: the client's end may stand behind it.)
	while (done < size) {
		if (atomic_load_explicit(&conn->expired, memory_order_relaxed)) {
			atomic_store_explicit(&conn->expired, false, memory_order_relaxed);
			gate_refuse(&conn->gate, 408, "deadline for head or body passed");
			done += gate_take_bytes(&conn->gate, out + done, size - done);
			fed = true;
			// Reading on would find the end that the sweeper made, and GnuTLS would then not send
			// any more.
			if (done)
				break;
		}
		got = read_more(context, scratch, sizeof(scratch));
		if (got <= 0) {
			has_ended = !got || (errno != EAGAIN && errno != EINTR);
			break;
		}
		gate_feed(&conn->gate, slice_from(scratch, (size_t)got));
		done += gate_take_bytes(&conn->gate, out + done, size - done);
		fed = true;
	}
	if (fed)
		conn_update_deadline(conn);
	if (!got && done < size)
		conn->eof = true;
	// It takes in what is there and waits for epoll, which has told of the end already: it is told again.
	if (done && has_ended)
		shutdown(conn->fd, SHUT_RD);
	if (done)
		return (ssize_t)done;
	if (!conn->eof)
		return -1;
	// libmicrohttpd reads on when it resumes a request, and at the end of the client's words it would
	// close without answering. The end waits: the last answer closes the connection (response_queue).
	if (owes_answers(conn)) {
		errno = EAGAIN;
		return -1;
	}
	return 0;
}
