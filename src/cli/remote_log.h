// SPDX-License-Identifier: Apache-2.0
// A ledger on another server, read over HTTP as docs/ledger.md publishes it. What comes back is bytes of
// whoever answers: whether they are true is for the caller. One thread.
//
//	if ((r = remote_log_new("https://heting.example", agent, &log, err)) < 0) …
//	r = remote_log_get(log, "checkpoint", NOTE_BYTES_MAX, arena, &bytes, err);
//	remote_log_pin(log, checkpoint.size);
//	struct tile_reader tiles = remote_log_tiles(log);
#ifndef YIDAN_CLI_REMOTE_LOG_H
#define YIDAN_CLI_REMOTE_LOG_H

#include "base/arena.h"
#include "base/err.h"
#include "ledger/tile.h"

struct remote_log;

// The address of the jurisdiction, or of its /ledger. ERR_INVALID.
int remote_log_new(const char *url, const char *agent, struct remote_log **ret, struct err *err);
void remote_log_free(struct remote_log *log); // NULL is fine

// In all that asks: ERR_NOT_FOUND where the server has no such thing, ERR_INVALID where it is too long or no
// HTTP, ERR_UNAVAILABLE where nobody answers or the server is in trouble.
int remote_log_get(struct remote_log *log, const char *path, size_t max_bytes, struct arena *arena,
	struct slice *ret, struct err *err);

// From now on tiles are those of the tree of this size. The caller has checked that it is below
// MERKLE_SIZE_MAX.
void remote_log_pin(struct remote_log *log, uint64_t size);
// Each tile is asked for as wide as the pinned tree has it, so that all proofs read the same bytes.
// ERR_INVALID where a tile has another length.
struct tile_reader remote_log_tiles(struct remote_log *log);
// The entries of a bundle of the pinned tree, in the arena.
int remote_log_entries(struct remote_log *log, uint64_t bundle, struct arena *arena, struct slice **ret,
	size_t *ret_count, struct err *err);

#endif
