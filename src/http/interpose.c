// SPDX-License-Identifier: Apache-2.0
// recv(), gnutls_record_recv() and epoll_wait() for the whole process: see http/conn.h. They come before
// those of the C library and of GnuTLS because the dynamic linker looks into the program first.
#undef _FORTIFY_SOURCE // its inline recv() would stand in the way of ours
#include "http/conn.h"

#include <dlfcn.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static ssize_t read_socket(void *context, void *to, size_t size)
{
	return recvfrom(*(int *)context, to, size, 0, NULL, NULL);
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name)
ssize_t recv(int fd, void *to, size_t size, int flags)
{
	struct conn *conn = conn_by_fd(fd);

	if (!conn || conn->tls || flags)
		return recvfrom(fd, to, size, flags, NULL, NULL); // recv(2) is this
	return conn_read(conn, to, size, read_socket, &fd);
}

static ssize_t (*real_record_recv)(gnutls_session_t session, void *data, size_t size);

static void find_real_record_recv(void)
{
	*(void **)&real_record_recv = dlsym(RTLD_NEXT, "gnutls_record_recv");
	must(real_record_recv);
}

// What conn_read wants: -1 and errno. The error of GnuTLS itself is kept for the caller.
struct tls_read {
	gnutls_session_t session;
	ssize_t result;
};

static ssize_t read_tls(void *context, void *to, size_t size)
{
	struct tls_read *tls = context;

	tls->result = real_record_recv(tls->session, to, size);
	errno = tls->result < 0 && gnutls_error_is_fatal((int)tls->result) ? EIO : EAGAIN;
	return tls->result < 0 ? -1 : tls->result;
}

ssize_t gnutls_record_recv(gnutls_session_t session, void *data, size_t data_size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct tls_read tls = {session, GNUTLS_E_AGAIN};
	struct conn *conn;
	ssize_t got;

	pthread_once(&once, find_real_record_recv);
	conn = conn_by_fd(gnutls_transport_get_int(session));
	if (!conn)
		return real_record_recv(session, data, data_size);
	got = conn_read(conn, data, data_size, read_tls, &tls);
	if (got >= 0)
		return got;
	return tls.result < 0 ? tls.result : GNUTLS_E_AGAIN;
}

// libmicrohttpd 0.9.75 asks for 128 events, and when exactly 128 come it asks again before it looks at them,
// with the same timeout, which is none: as long as nothing else happens it sleeps on 128 requests (tried:
// until the deadlines close the connections, and only then are the requests carried out, unanswered). A table
// that never comes back full ends its loop at once; what did not fit is still there for its next turn.
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name)
int epoll_wait(int epoll, struct epoll_event *events, int max, int timeout_ms)
{
	// epoll_wait(2) is this
	return epoll_pwait(epoll, events, max > 1 ? max - 1 : max, timeout_ms, NULL);
}

bool interpose_works(void)
{
	return dlsym(RTLD_DEFAULT, "recv") == (void *)recv &&
	       dlsym(RTLD_DEFAULT, "gnutls_record_recv") == (void *)gnutls_record_recv &&
	       dlsym(RTLD_DEFAULT, "epoll_wait") == (void *)epoll_wait;
}
