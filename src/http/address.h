// SPDX-License-Identifier: Apache-2.0
// Addresses of clients: as text, trusted proxies, and how many connections each has. Inside http/, pure but
// for the counts, which the caller locks.
#ifndef YIDAN_HTTP_ADDRESS_H
#define YIDAN_HTTP_ADDRESS_H

#include "base/err.h"
#include "base/slice.h"

#include <netinet/in.h>

// An IPv6 address, or an IPv4 one mapped into it (::ffff:a.b.c.d), so that both are one kind.
struct address {
	uint8_t bytes[16];
};

#define ADDRESS_TEXT_BYTES INET6_ADDRSTRLEN

struct address address_from_sockaddr(const struct sockaddr *sockaddr);
// "203.0.113.9", "2001:db8::1", also with a port or brackets, as X-Forwarded-For may have them.
bool address_parse(struct slice text, struct address *ret);
char *address_format(const struct address *address, char out[ADDRESS_TEXT_BYTES]);

#define TRUSTED_PROXIES_MAX 32

struct trusted_proxies {
	struct {
		struct address address;
		unsigned bits; // of 128
	} blocks[TRUSTED_PROXIES_MAX];
	unsigned count;
};

// "127.0.0.1, ::1, 10.0.0.0/8": 0 or ERR_INVALID with the faulty part. NULL and "" give none.
int trusted_proxies_parse(const char *text, struct trusted_proxies *ret, struct err *err);
bool trusted_proxies_have(const struct trusted_proxies *proxies, const struct address *address);
// The client of a request that came from `peer`: while the address is a trusted proxy's, the last entry of
// X-Forwarded-For not yet looked at. `forwarded`: its values joined by commas. An entry that is no address
// ends the walk.
struct address forwarded_client(
	const struct trusted_proxies *proxies, struct address peer, struct slice forwarded);

// Connections by address: a hash table of counts.
struct address_counts {
	struct address_count *buckets[1024];
};

unsigned address_counts_get(const struct address_counts *counts, const struct address *address);
void address_counts_add(struct address_counts *counts, const struct address *address);
void address_counts_remove(struct address_counts *counts, const struct address *address);

#endif
