// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void buf_release(struct buf *b)
{
	if (!b->arena)
		mem_free(b->ptr);
	*b = (struct buf){.arena = b->arena};
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->ptr)
		b->ptr[0] = '\0';
}

void buf_reserve(struct buf *b, size_t more)
{
	size_t need, cap;

	must(more < SIZE_MAX / 4 && b->len < SIZE_MAX / 4);
	need = b->len + more + 1;
	if (need <= b->cap)
		return;
	cap = b->cap * 2 > need ? b->cap * 2 : need;
	if (cap < 64)
		cap = 64;
	if (b->arena) {
		char *grown = arena_alloc(b->arena, cap);

		if (b->len)
			memcpy(grown, b->ptr, b->len);
		b->ptr = grown;
	} else {
		b->ptr = mem_realloc(b->ptr, cap);
	}
	b->cap = cap;
	b->ptr[b->len] = '\0';
}

void buf_put(struct buf *b, const void *ptr, size_t len)
{
	if (len == 0)
		return;
	if (b->cap - b->len <= len) // with the NUL
		buf_reserve(b, len);
	memcpy(b->ptr + b->len, ptr, len);
	b->len += len;
	b->ptr[b->len] = '\0';
}

void buf_put_slice(struct buf *b, struct slice s)
{
	buf_put(b, s.ptr, s.len);
}

void buf_put_cstr(struct buf *b, const char *cstr)
{
	buf_put_slice(b, slice_of(cstr));
}

void buf_put_byte(struct buf *b, char byte)
{
	if (b->cap - b->len <= 1)
		buf_reserve(b, 1);
	b->ptr[b->len++] = byte;
	b->ptr[b->len] = '\0';
}

void buf_put_i64(struct buf *b, int64_t value)
{
	char digits[24];
	char *p = digits + sizeof(digits);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (value < 0)
		*--p = '-';
	buf_put(b, p, (size_t)(digits + sizeof(digits) - p));
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	must(len >= 0);
	buf_reserve(b, (size_t)len);
	va_start(args, format);
	vsnprintf(b->ptr + b->len, (size_t)len + 1, format, args);
	va_end(args);
	b->len += (size_t)len;
}

struct slice buf_slice(const struct buf *b)
{
	return (struct slice){b->ptr, b->len};
}

const char *buf_cstr(const struct buf *b)
{
	return b->ptr ? b->ptr : "";
}
