// SPDX-License-Identifier: Apache-2.0
// Shards, each with its lock, a table of chains and a list in order of use; the least used leaves when a
// shard is full.
#include "web/cache.h"

#include "base/macros.h"
#include "base/mem.h"
#include "base/random.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define SHARDS 16
#define CHAINS 1024

struct entry {
	struct entry *next_in_chain;
	struct entry *newer, *older;
	struct cached_page *page;
	size_t chain;
};

struct shard {
	pthread_mutex_t lock;
	struct entry *chains[CHAINS];
	struct entry *newest, *oldest;
	size_t bytes;
};

struct page_cache {
	size_t shard_bytes;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct shard shards[SHARDS];
};

struct page_cache *page_cache_new(size_t max_bytes)
{
	struct page_cache *cache = mem_zalloc(sizeof(*cache));

	cache->shard_bytes = max_bytes / SHARDS;
	random_bytes(cache->key, sizeof(cache->key));
	for (int i = 0; i < SHARDS; i++)
		must(pthread_mutex_init(&cache->shards[i].lock, NULL) == 0);
	return cache;
}

static size_t bytes_of(const struct entry *entry)
{
	return sizeof(*entry) + sizeof(*entry->page) + entry->page->key.len + entry->page->body.len;
}

static void unlink_use(struct shard *shard, struct entry *entry)
{
	if (entry->newer)
		entry->newer->older = entry->older;
	else
		shard->newest = entry->older;
	if (entry->older)
		entry->older->newer = entry->newer;
	else
		shard->oldest = entry->newer;
	entry->newer = entry->older = NULL;
}

static void link_newest(struct shard *shard, struct entry *entry)
{
	entry->older = shard->newest;
	if (shard->newest)
		shard->newest->newer = entry;
	else
		shard->oldest = entry;
	shard->newest = entry;
}

static void drop(struct shard *shard, struct entry *entry)
{
	struct entry **at = &shard->chains[entry->chain];

	while (*at != entry)
		at = &(*at)->next_in_chain;
	*at = entry->next_in_chain;
	unlink_use(shard, entry);
	shard->bytes -= bytes_of(entry);
	cached_page_release(entry->page);
	mem_free(entry);
}

void page_cache_free(struct page_cache *cache)
{
	if (!cache)
		return;
	for (int i = 0; i < SHARDS; i++) {
		while (cache->shards[i].oldest)
			drop(&cache->shards[i], cache->shards[i].oldest);
		pthread_mutex_destroy(&cache->shards[i].lock);
	}
	mem_free(cache);
}

static struct shard *shard_of(struct page_cache *cache, struct slice key, size_t *ret_chain)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t number;

	crypto_shorthash(hash, (const unsigned char *)key.ptr, key.len, cache->key);
	memcpy(&number, hash, sizeof(number));
	*ret_chain = number / SHARDS % CHAINS;
	return &cache->shards[number % SHARDS];
}

static struct entry *find(struct shard *shard, size_t chain, struct slice key)
{
	struct entry *entry = shard->chains[chain];

	while (entry && !slice_eq(entry->page->key, key))
		entry = entry->next_in_chain;
	return entry;
}

struct cached_page *page_cache_find(struct page_cache *cache, struct slice key)
{
	struct cached_page *page = NULL;
	struct shard *shard;
	struct entry *entry;
	size_t chain;

	if (!cache)
		return NULL;
	shard = shard_of(cache, key, &chain);
	must(pthread_mutex_lock(&shard->lock) == 0);
	entry = find(shard, chain, key);
	if (entry) {
		if (entry != shard->newest) {
			unlink_use(shard, entry);
			link_newest(shard, entry);
		}
		page = entry->page;
		atomic_fetch_add_explicit(&page->holders, 1, memory_order_relaxed);
	}
	must(pthread_mutex_unlock(&shard->lock) == 0);
	return page;
}

static struct cached_page *page_new(struct slice key, struct slice body)
{
	struct cached_page *page = mem_alloc(sizeof(*page) + key.len + body.len);
	unsigned char hash[16];
	char *bytes = (char *)(page + 1);
	size_t at = 0;

	memcpy(bytes, key.ptr, key.len);
	if (body.len)
		memcpy(bytes + key.len, body.ptr, body.len);
	page->key = slice_from(bytes, key.len);
	page->body = slice_from(bytes + key.len, body.len);
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)body.ptr, body.len, NULL, 0);
	page->etag[at++] = '"';
	hex_encode(hash, sizeof(hash), page->etag + at);
	at += 2 * sizeof(hash);
	page->etag[at++] = '"';
	page->etag[at] = '\0';
	return page;
}

struct cached_page *page_cache_keep(struct page_cache *cache, struct slice key, struct slice body,
	int64_t version, int64_t reference_version, int64_t changes_at_us, uint64_t generation)
{
	struct cached_page *page = page_new(key, body);
	struct shard *shard;
	struct entry *entry, *old;
	size_t chain;

	atomic_init(&page->holders, 1);
	atomic_init(&page->generation, generation);
	page->version = version;
	page->reference_version = reference_version;
	page->changes_at_us = changes_at_us;
	if (!cache || sizeof(*entry) + sizeof(*page) + key.len + body.len > cache->shard_bytes)
		return page;
	atomic_fetch_add_explicit(&page->holders, 1, memory_order_relaxed);
	entry = mem_zalloc(sizeof(*entry));
	entry->page = page;
	shard = shard_of(cache, key, &chain);
	entry->chain = chain;
	must(pthread_mutex_lock(&shard->lock) == 0);
	old = find(shard, chain, key);
	if (old)
		drop(shard, old);
	entry->next_in_chain = shard->chains[chain];
	shard->chains[chain] = entry;
	link_newest(shard, entry);
	shard->bytes += bytes_of(entry);
	while (shard->bytes > cache->shard_bytes)
		drop(shard, shard->oldest);
	must(pthread_mutex_unlock(&shard->lock) == 0);
	return page;
}

void cached_page_release(void *arg)
{
	struct cached_page *page = arg;

	if (page && atomic_fetch_sub_explicit(&page->holders, 1, memory_order_acq_rel) == 1)
		mem_free(page);
}
