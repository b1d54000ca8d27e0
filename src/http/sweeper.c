// SPDX-License-Identifier: Apache-2.0
// libmicrohttpd's own time-outs begin again with every byte, so a client that sends one byte a second holds a
// connection for ever. Here a thread walks the list of connections ten times a second and ends those whose
// deadline for the whole head, body or answer has passed. Ten thousand connections take it a tenth of a
// millisecond.
//
// It never touches a connection beyond its atomic words and its socket, which is open as long as the
// connection is in the list: shutdown() makes epoll wake the HTTP thread, and that does the rest.
#include "base/clock.h"
#include "http/server_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SWEEP_US   (100 * 1000)
#define LINGER_US  (3 * US_PER_SECOND)
#define EXPIRE_MAX 64 // connections ended before the lock is let go: HTTP threads want it to accept and close

static enum deadline_kind kind_of(int64_t deadline)
{
	return (enum deadline_kind)(deadline & 7);
}

// Ends what `deadline` was for, unless the HTTP thread has meanwhile set another.
static void expire(struct conn *conn, int64_t deadline, int64_t now)
{
	enum deadline_kind kind = kind_of(deadline);
	int64_t next = DEADLINE_NONE;

	// A refusal is an answer, and gets a deadline too.
	if (kind == DEADLINE_HEAD || kind == DEADLINE_BODY)
		next = (now + conn->server->options.deadlines.head_us) * 8 + DEADLINE_WRITE;
	if (!atomic_compare_exchange_strong(&conn->deadline, &deadline, next))
		return;
	switch (kind) {
	case DEADLINE_NONE:
		return;
	case DEADLINE_HEAD:
	case DEADLINE_BODY:
		// The next read on the HTTP thread refuses the request.
		atomic_store_explicit(&conn->expired, true, memory_order_relaxed);
		shutdown(conn->fd, SHUT_RD);
		break;
	case DEADLINE_CONNECT:
	case DEADLINE_IDLE:
	case DEADLINE_WRITE:
		shutdown(conn->fd, SHUT_RDWR);
		break;
	}
	if (kind != DEADLINE_IDLE)
		atomic_fetch_add_explicit(&conn->server->timed_out, 1, memory_order_relaxed);
}

// Ends those whose deadline has passed; false when there may be more of them than are ended at once. Whoever
// was ended has no deadline any more, or a later one, and so is passed over the next time.
static bool expire_due(struct http_server *server, int64_t now)
{
	unsigned count = 0;

	for (struct conn *conn = server->oldest; conn; conn = conn->newer) {
		int64_t deadline = atomic_load_explicit(&conn->deadline, memory_order_relaxed);

		if (kind_of(deadline) == DEADLINE_NONE || deadline / 8 > now)
			continue;
		if (count++ == EXPIRE_MAX)
			return false;
		expire(conn, deadline, now);
	}
	return true;
}

// When nearly all connections are taken, those that nobody would miss go first, the oldest before the others:
// libmicrohttpd would otherwise stop accepting.
static void make_room(struct http_server *server, int64_t now)
{
	unsigned limit = server->options.limits.connections, surplus;

	if (server->connections < limit - limit / 10)
		return;
	surplus = server->connections - (limit - limit / 5);
	for (struct conn *conn = server->oldest; conn && surplus; conn = conn->newer) {
		int64_t deadline = atomic_load(&conn->deadline);
		enum deadline_kind kind = kind_of(deadline);

		if (kind == DEADLINE_IDLE || kind == DEADLINE_CONNECT || kind == DEADLINE_HEAD) {
			expire(conn, deadline, now);
			surplus--;
		}
	}
}

void sweeper_close_idle(struct http_server *server)
{
	for (struct conn *conn = server->oldest; conn; conn = conn->newer) {
		enum deadline_kind kind = kind_of(atomic_load(&conn->deadline));

		// Only reading ends: a request that is already in the socket is still answered.
		if (kind == DEADLINE_IDLE || kind == DEADLINE_CONNECT || kind == DEADLINE_HEAD)
			shutdown(conn->fd, SHUT_RD);
	}
}

// --- lingering sockets ---

void sweeper_linger(struct http_server *server, int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (copy < 0)
		return;
	shutdown(copy, SHUT_WR);
	pthread_mutex_lock(&server->lock);
	if (server->lingering_count < LINGER_MAX) {
		server->lingering[server->lingering_count++] =
			(struct lingering){copy, clock_monotonic_us() + LINGER_US};
		copy = -1;
	}
	pthread_mutex_unlock(&server->lock);
	if (copy >= 0)
		close(copy);
}

// Throws away what came; true while the client may still send.
static bool drain(int fd)
{
	char waste[16 * 1024];
	ssize_t got;

	for (int i = 0; i < 64; i++) {
		got = recvfrom(fd, waste, sizeof(waste), MSG_DONTWAIT, NULL, NULL);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		if (got < 0)
			return true;
	}
	return true;
}

// Without the lock: reading 256 sockets that flood us would hold up who wants to accept. Only this thread
// takes entries out, so those that were there stay where they are.
static void sweep_lingering(struct http_server *server, int64_t now)
{
	struct lingering list[LINGER_MAX];
	unsigned count, left = 0;

	pthread_mutex_lock(&server->lock);
	count = server->lingering_count;
	memcpy(list, server->lingering, count * sizeof(*list));
	pthread_mutex_unlock(&server->lock);
	for (unsigned i = 0; i < count; i++) {
		if (now < list[i].until_us && drain(list[i].fd))
			list[left++] = list[i];
		else
			close(list[i].fd);
	}
	if (left == count)
		return;
	pthread_mutex_lock(&server->lock);
	memcpy(server->lingering, list, left * sizeof(*list));
	memmove(server->lingering + left, server->lingering + count,
		(server->lingering_count - count) * sizeof(*list));
	server->lingering_count -= count - left;
	pthread_mutex_unlock(&server->lock);
}

// --- the thread ---

static void *sweep(void *argument)
{
	struct http_server *server = argument;

	pthread_setname_np(pthread_self(), "http-sweeper");
	while (!atomic_load(&server->sweeper_ends)) {
		int64_t now = clock_monotonic_us();
		bool all;

		pthread_mutex_lock(&server->lock);
		all = expire_due(server, now);
		make_room(server, now);
		if (atomic_load(&server->stopping))
			sweeper_close_idle(server);
		pthread_mutex_unlock(&server->lock);
		sweep_lingering(server, now);
		poll(NULL, 0, all ? SWEEP_US / 1000 : 1);
	}
	return NULL;
}

void sweeper_start(struct http_server *server)
{
	must(pthread_create(&server->sweeper, NULL, sweep, server) == 0);
	server->sweeper_runs = true;
}

void sweeper_stop(struct http_server *server)
{
	if (!server->sweeper_runs)
		return;
	atomic_store(&server->sweeper_ends, true);
	pthread_join(server->sweeper, NULL);
	server->sweeper_runs = false;
	for (unsigned i = 0; i < server->lingering_count; i++)
		close(server->lingering[i].fd);
	server->lingering_count = 0;
}
