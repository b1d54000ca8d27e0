// SPDX-License-Identifier: Apache-2.0
// A fixed table of buckets by a keyed hash of the address: memory does not grow with attackers. Two addresses
// that share a bucket share its limit, which the size makes rare.
#include "web/limit.h"

#include "base/clock.h"
#include "base/macros.h"
#include "base/mem.h"
#include "base/random.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define BUCKETS 65536

struct bucket {
	int64_t filled_at_us;
	double level; // what is left to take
};

struct rate_limit {
	pthread_mutex_t lock;
	double per_us;
	double most;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct bucket buckets[BUCKETS];
};

struct rate_limit *rate_limit_new(int64_t per_minute)
{
	struct rate_limit *limit = mem_zalloc(sizeof(*limit));

	must(per_minute > 0);
	must(pthread_mutex_init(&limit->lock, NULL) == 0);
	limit->most = (double)per_minute;
	limit->per_us = (double)per_minute / (double)US_PER_MINUTE;
	random_bytes(limit->key, sizeof(limit->key));
	return limit;
}

void rate_limit_free(struct rate_limit *limit)
{
	if (!limit)
		return;
	pthread_mutex_destroy(&limit->lock);
	mem_free(limit);
}

static size_t bucket_of(const struct rate_limit *limit, const char *address)
{
	unsigned char bytes[16] = {0}, hash[crypto_shorthash_BYTES];
	uint64_t number;

	// an address that is none (a unix socket) has a bucket too
	if (inet_pton(AF_INET6, address, bytes) == 1)
		memset(bytes + 8, 0, 8);
	else
		(void)inet_pton(AF_INET, address, bytes);
	crypto_shorthash(hash, bytes, sizeof(bytes), limit->key);
	memcpy(&number, hash, sizeof(number));
	return number % BUCKETS;
}

bool rate_limit_take(struct rate_limit *limit, const char *address, int64_t now_us)
{
	struct bucket *bucket = &limit->buckets[bucket_of(limit, address)];
	bool allowed;

	must(pthread_mutex_lock(&limit->lock) == 0);
	if (bucket->filled_at_us == 0)
		bucket->level = limit->most;
	else if (now_us > bucket->filled_at_us)
		bucket->level += (double)(now_us - bucket->filled_at_us) * limit->per_us;
	if (bucket->level > limit->most)
		bucket->level = limit->most;
	bucket->filled_at_us = now_us;
	allowed = bucket->level >= 1;
	if (allowed)
		bucket->level -= 1;
	must(pthread_mutex_unlock(&limit->lock) == 0);
	return allowed;
}
