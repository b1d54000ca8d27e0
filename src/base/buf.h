// SPDX-License-Identifier: Apache-2.0
// A growing byte buffer, always terminated by a NUL that does not count. With an arena it grows there and
// needs no release; without, it owns heap memory until buf_release. Growing never fails (see base/mem.h).
//
//	CLEANUP(buf_release) struct buf b = {0};
//	buf_printf(&b, "%d cases", n);
#ifndef YIDAN_BASE_BUF_H
#define YIDAN_BASE_BUF_H

#include "base/arena.h"
#include "base/macros.h"
#include "base/slice.h"

struct buf {
	char *ptr; // NULL until the first byte; then terminated
	size_t len;
	size_t cap;
	struct arena *arena; // NULL: heap
};

static inline struct buf buf_in(struct arena *arena)
{
	return (struct buf){.arena = arena};
}

void buf_release(struct buf *b);
void buf_reset(struct buf *b); // keeps the memory
void buf_reserve(struct buf *b, size_t more);
void buf_put(struct buf *b, const void *ptr, size_t len);
void buf_put_slice(struct buf *b, struct slice s);
void buf_put_cstr(struct buf *b, const char *cstr);
void buf_put_byte(struct buf *b, char byte);
void buf_put_i64(struct buf *b, int64_t value);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
struct slice buf_slice(const struct buf *b);
const char *buf_cstr(const struct buf *b); // never NULL

#define BUF_PUT_LIT(b, literal) buf_put((b), (literal), sizeof(literal) - 1)

#endif
