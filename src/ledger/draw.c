// SPDX-License-Identifier: Apache-2.0
#include "ledger/draw.h"

#include "base/buf.h"
#include "base/macros.h"
#include "base/mem.h"
#include "base/random.h"

#include <gnutls/crypto.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct ticket {
	uint8_t bytes[DRAW_SEED_BYTES];
	struct slice item;
	size_t index;
};

static void sha256(struct slice bytes, uint8_t ret[DRAW_SEED_BYTES])
{
	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.ptr, bytes.len, ret) == 0);
}

void draw_seed(struct slice origin, uint64_t size, const struct merkle_hash *root,
	struct slice witness_signature, uint8_t ret[DRAW_SEED_BYTES])
{
	char hex[2 * MERKLE_HASH_BYTES + 1];
	CLEANUP(buf_release) struct buf text = {0};

	hex_encode(root->bytes, sizeof(root->bytes), hex);
	buf_printf(&text, "yidan/draw/1\n%.*s\n%" PRIu64 "\n%s\n", SLICE_ARG(origin), size, hex);
	for (size_t i = 0; i < witness_signature.len; i++)
		buf_printf(&text, "%02x", (unsigned char)witness_signature.ptr[i]);
	buf_put_byte(&text, '\n');
	sha256(buf_slice(&text), ret);
}

static int by_ticket(const void *a, const void *b)
{
	const struct ticket *x = a, *y = b;
	int order = memcmp(x->bytes, y->bytes, sizeof(x->bytes));

	return order ? order : slice_cmp(x->item, y->item);
}

static void write_ticket(const uint8_t seed[DRAW_SEED_BYTES], struct slice item, struct buf *scratch,
	uint8_t ret[DRAW_SEED_BYTES])
{
	buf_reset(scratch);
	buf_put(scratch, seed, DRAW_SEED_BYTES);
	buf_put_slice(scratch, item);
	sha256(buf_slice(scratch), ret);
}

size_t draw_pick(const uint8_t seed[DRAW_SEED_BYTES], const struct slice *items, size_t count, size_t most,
	size_t *ret)
{
	size_t picked = count < most ? count : most;
	struct ticket *tickets = mem_zalloc_array(count ? count : 1, sizeof(*tickets));
	CLEANUP(buf_release) struct buf scratch = {0};

	for (size_t i = 0; i < count; i++) {
		tickets[i].item = items[i];
		tickets[i].index = i;
		write_ticket(seed, items[i], &scratch, tickets[i].bytes);
	}
	qsort(tickets, count, sizeof(*tickets), by_ticket);
	for (size_t i = 0; i < picked; i++)
		ret[i] = tickets[i].index;
	mem_free(tickets);
	return picked;
}
