// SPDX-License-Identifier: Apache-2.0
#include "http/address.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <string.h>

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct address address_from_v4(const void *four_bytes)
{
	struct address address;

	memcpy(address.bytes, mapped_prefix, sizeof(mapped_prefix));
	memcpy(address.bytes + 12, four_bytes, 4);
	return address;
}

struct address address_from_sockaddr(const struct sockaddr *sockaddr)
{
	struct address address = {{0}};

	if (sockaddr && sockaddr->sa_family == AF_INET)
		return address_from_v4(&((const struct sockaddr_in *)(const void *)sockaddr)->sin_addr);
	if (sockaddr && sockaddr->sa_family == AF_INET6)
		memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)sockaddr)->sin6_addr, 16);
	return address;
}

static bool is_v4(const struct address *address)
{
	return memcmp(address->bytes, mapped_prefix, sizeof(mapped_prefix)) == 0;
}

bool address_parse(struct slice text, struct address *ret)
{
	char copy[ADDRESS_TEXT_BYTES];
	struct in_addr v4;
	struct in6_addr v6;
	ptrdiff_t end;

	text = slice_trim(text);
	if (text.len && text.ptr[0] == '[' && (end = slice_find_byte(text, ']')) > 0) {
		text = slice_sub(text, 1, (size_t)end - 1);
	} else if (slice_find_byte(text, '.') >= 0 && (end = slice_find_byte(text, ':')) >= 0 &&
		   slice_find_byte(slice_sub(text, (size_t)end + 1, SIZE_MAX), ':') < 0) {
		text = slice_sub(text, 0, (size_t)end);
	}
	if (text.len >= sizeof(copy) || slice_find_byte(text, 0) >= 0)
		return false;
	if (text.len)
		memcpy(copy, text.ptr, text.len);
	copy[text.len] = 0;
	if (inet_pton(AF_INET, copy, &v4) == 1) {
		*ret = address_from_v4(&v4);
	} else if (inet_pton(AF_INET6, copy, &v6) == 1) {
		memcpy(ret->bytes, &v6, 16);
	} else {
		return false;
	}
	return true;
}

char *address_format(const struct address *address, char out[ADDRESS_TEXT_BYTES])
{
	const char *done;

	if (is_v4(address))
		done = inet_ntop(AF_INET, address->bytes + 12, out, ADDRESS_TEXT_BYTES);
	else
		done = inet_ntop(AF_INET6, address->bytes, out, ADDRESS_TEXT_BYTES);
	must(done);
	return out;
}

static bool parse_block(struct slice text, struct trusted_proxies *ret)
{
	struct slice name, bits_text;
	bool has_bits = slice_cut(text, '/', &name, &bits_text);
	struct address address;
	uint64_t bits = 128;

	if (ret->count == TRUSTED_PROXIES_MAX || !address_parse(name, &address))
		return false;
	if (has_bits) {
		uint64_t most = is_v4(&address) ? 32 : 128;

		if (!slice_parse_u64(bits_text, &bits) || bits > most)
			return false;
		bits += 128 - most;
	}
	ret->blocks[ret->count].address = address;
	ret->blocks[ret->count++].bits = (unsigned)bits;
	return true;
}

int trusted_proxies_parse(const char *text, struct trusted_proxies *ret, struct err *err)
{
	struct trusted_proxies proxies = {.count = 0};
	struct slice rest = slice_of(text), part;

	while (rest.len) {
		slice_cut(rest, ',', &part, &rest);
		part = slice_trim(part);
		if (part.len && !parse_block(part, &proxies))
			return err_set(err, ERR_INVALID,
				"trusted proxies: \"%.*s\" is no address or block like 10.0.0.0/8, or one "
				"too many",
				SLICE_ARG(part));
	}
	*ret = proxies;
	return 0;
}

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned bytes = bits / 8, rest = bits % 8;

	if (memcmp(a, b, bytes) != 0)
		return false;
	return !rest || (a[bytes] ^ b[bytes]) >> (8 - rest) == 0;
}

bool trusted_proxies_have(const struct trusted_proxies *proxies, const struct address *address)
{
	for (unsigned i = 0; i < proxies->count; i++)
		if (same_bits(proxies->blocks[i].address.bytes, address->bytes, proxies->blocks[i].bits))
			return true;
	return false;
}

struct address forwarded_client(
	const struct trusted_proxies *proxies, struct address peer, struct slice forwarded)
{
	while (forwarded.len && trusted_proxies_have(proxies, &peer)) {
		size_t start = forwarded.len;

		while (start && forwarded.ptr[start - 1] != ',')
			start--;
		if (!address_parse(slice_sub(forwarded, start, SIZE_MAX), &peer))
			break;
		forwarded = slice_sub(forwarded, 0, start ? start - 1 : 0);
	}
	return peer;
}

struct address_count {
	struct address_count *next;
	struct address address;
	unsigned count;
};

static struct address_count **find(const struct address_counts *counts, const struct address *address)
{
	uint32_t hash = 2166136261u; // FNV-1a
	struct address_count **at;

	for (size_t i = 0; i < sizeof(address->bytes); i++)
		hash = (hash ^ address->bytes[i]) * 16777619u;
	at = (struct address_count **)&counts->buckets[hash % ARRAY_LEN(counts->buckets)];
	while (*at && memcmp(&(*at)->address, address, sizeof(*address)) != 0)
		at = &(*at)->next;
	return at;
}

unsigned address_counts_get(const struct address_counts *counts, const struct address *address)
{
	const struct address_count *found = *find(counts, address);

	return found ? found->count : 0;
}

void address_counts_add(struct address_counts *counts, const struct address *address)
{
	struct address_count **at = find(counts, address);

	if (!*at) {
		*at = mem_zalloc(sizeof(**at));
		(*at)->address = *address;
	}
	(*at)->count++;
}

void address_counts_remove(struct address_counts *counts, const struct address *address)
{
	struct address_count **at = find(counts, address), *found = *at;

	must(found && found->count);
	if (--found->count)
		return;
	*at = found->next;
	mem_free(found);
}
