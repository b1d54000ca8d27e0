// SPDX-License-Identifier: Apache-2.0
// An arena: memory of one request, job or command that is freed all at once. Code that works inside one
// allocates and frees nothing. One thread at a time. Allocation never returns NULL: out of memory ends the
// program, so every size from outside must have met a limit before it comes here.
//
// Built with -Darena_malloc=true each allocation is a malloc of its own, so that the address sanitizer sees
// overruns.
#ifndef YIDAN_BASE_ARENA_H
#define YIDAN_BASE_ARENA_H

#include "base/macros.h"
#include "base/slice.h"

#include <stdarg.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);	// NULL is fine
void arena_freep(struct arena **arena); // for CLEANUP
// Forgets all allocations but keeps the first block for reuse.
void arena_reset(struct arena *arena);
// Bytes handed out since the start or the last reset.
size_t arena_used_bytes(const struct arena *arena);

NEVER_NULL void *arena_alloc(struct arena *arena, size_t size);	 // aligned for anything, not zeroed
NEVER_NULL void *arena_zalloc(struct arena *arena, size_t size); // zeroed
NEVER_NULL void *arena_zalloc_array(
	struct arena *arena, size_t count, size_t size); // refuses overflow by ending the program
void *arena_memdup(struct arena *arena, const void *ptr, size_t len);
char *arena_strdup(struct arena *arena, const char *cstr);
char *arena_cstr(struct arena *arena, struct slice s);	       // terminated copy
struct slice arena_slice(struct arena *arena, struct slice s); // copy, terminated behind its end
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args) PRINTF_LIKE(2, 0);

#define ARENA_NEW(arena, type)		((type *)arena_zalloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_zalloc_array((arena), (count), sizeof(type)))

#endif
