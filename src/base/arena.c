// SPDX-License-Identifier: Apache-2.0
// Blocks in a list; small allocations are cut from the newest, large ones get a block of their own. The first
// block stays over a reset, so a thread that answers one request after another allocates nothing in the
// common case.
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define FIRST_BLOCK_BYTES (16 * 1024)
#define LATER_BLOCK_BYTES (64 * 1024)
#define ALIGNMENT	  alignof(max_align_t)

struct block {
	struct block *older;
	size_t size; // bytes behind this head
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *newest;
	struct block *first;
	size_t used_bytes;
};

static struct block *block_new(size_t size, struct block *older)
{
	struct block *block = mem_alloc(sizeof(*block) + size);

	block->older = older;
	block->size = size;
	block->used = 0;
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = mem_zalloc(sizeof(*arena));

#ifndef YIDAN_ARENA_MALLOC
	arena->first = arena->newest = block_new(FIRST_BLOCK_BYTES, NULL);
#endif
	return arena;
}

void arena_reset(struct arena *arena)
{
	struct block *block = arena->newest;

	while (block && block != arena->first) {
		struct block *older = block->older;

		mem_free(block);
		block = older;
	}
	arena->newest = arena->first;
	if (arena->first)
		arena->first->used = 0;
	arena->used_bytes = 0;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	mem_free(arena->first);
	mem_free(arena);
}

void arena_freep(struct arena **arena)
{
	arena_free(*arena);
}

size_t arena_used_bytes(const struct arena *arena)
{
	return arena->used_bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct block *block = arena->newest;
	size_t need;

	must(size <= SIZE_MAX / 2);
	arena->used_bytes += size;
#ifdef YIDAN_ARENA_MALLOC
	block = arena->newest = block_new(size, arena->newest);
	block->used = size;
	(void)need;
	return block->bytes;
#else
	need = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (block->size - block->used < need) {
		block = block_new(need > LATER_BLOCK_BYTES / 4 ? need : LATER_BLOCK_BYTES, arena->newest);
		arena->newest = block;
	}
	block->used += need;
	return block->bytes + block->used - need;
#endif
}

void *arena_zalloc(struct arena *arena, size_t size)
{
	return memset(arena_alloc(arena, size), 0, size);
}

void *arena_zalloc_array(struct arena *arena, size_t count, size_t size)
{
	must(size == 0 || count <= SIZE_MAX / 2 / size);
	return arena_zalloc(arena, count * size);
}

void *arena_memdup(struct arena *arena, const void *ptr, size_t len)
{
	void *copy = arena_alloc(arena, len);

	if (len)
		memcpy(copy, ptr, len);
	return copy;
}

char *arena_cstr(struct arena *arena, struct slice s)
{
	char *copy = arena_alloc(arena, s.len + 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *cstr)
{
	return arena_cstr(arena, slice_of(cstr));
}

struct slice arena_slice(struct arena *arena, struct slice s)
{
	return (struct slice){arena_cstr(arena, s), s.len};
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	must(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}
