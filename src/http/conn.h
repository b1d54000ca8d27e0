// SPDX-License-Identifier: Apache-2.0
// A connection of a client: its gate, its deadline, and how bytes come to it. Inside http/ only.
//
// How the gate comes between: libmicrohttpd and GnuTLS read with recv() and gnutls_record_recv(), and this
// program defines both (interpose.c). For a socket that is in the table of connections the call goes to
// conn_read; for every other (database, mail) straight on to the real function. A request that reached
// libmicrohttpd by another way would find no waiting http_request, and is refused: the mechanism fails
// closed.
#ifndef YIDAN_HTTP_CONN_H
#define YIDAN_HTTP_CONN_H

#include "http/address.h"
#include "http/gate.h"
#include "http/server.h"

#include <stdatomic.h>
#include <sys/types.h>

#define CONN_FDS 131072 // sockets above this number are refused; far above any file limit we ask for

enum deadline_kind {
	DEADLINE_NONE,	  // the application works on it
	DEADLINE_CONNECT, // nothing has come yet: closed without a word
	DEADLINE_IDLE,	  // between two requests: likewise
	DEADLINE_HEAD,	  // answered 408
	DEADLINE_BODY,	  // answered 408
	DEADLINE_WRITE,	  // cut
};

struct conn {
	struct http_server *server;
	struct conn *older, *newer; // in the server's list, under its lock
	int fd;			    // libmicrohttpd's; valid while the connection is in the list
	bool tls;
	bool eof;	    // the client sends no more
	bool linger;	    // its last answer may cross bytes of the client
	unsigned in_flight; // requests that the access handler has
	struct gate gate;
	struct address address;
	_Atomic int64_t deadline; // monotonic µs × 8 + kind: one word, so that the sweeper sees both as one
	atomic_bool expired;	  // by the sweeper: what is being read is to be refused with 408
};

struct conn *conn_new(struct http_server *server, int fd, bool tls, const struct sockaddr *peer);
void conn_free(struct conn *conn); // takes it from table and list

// The table. NULL for a socket that is none of ours.
struct conn *conn_by_fd(int fd);

// Reads from the socket by `read_more`, feeds the gate and fills `to` with its words, as recv() would: 0 at
// the end, -1 and errno EAGAIN when nothing is to be had now.
ssize_t conn_read(struct conn *conn, void *to, size_t size,
	ssize_t (*read_more)(void *context, void *to, size_t size), void *context);

// Whether recv, gnutls_record_recv and epoll_wait of the other libraries come to this program's: false where
// it was linked in a way that hides them (-static, -Bsymbolic), and then the server must not start.
bool interpose_works(void);

void conn_set_deadline(struct conn *conn, enum deadline_kind kind, int64_t at_us);
// The deadline that follows from where the gate stands.
void conn_update_deadline(struct conn *conn);

#endif
