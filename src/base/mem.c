// SPDX-License-Identifier: Apache-2.0
#include "base/mem.h"

#include "base/macros.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *ptr)
{
	must(ptr != NULL);
	return ptr;
}

void *mem_alloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *mem_zalloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *mem_zalloc_array(size_t count, size_t size)
{
	must(size == 0 || count <= SIZE_MAX / size);
	return mem_zalloc(count * size);
}

void *mem_realloc(void *ptr, size_t size)
{
	return checked(realloc(ptr, size ? size : 1));
}

char *mem_strdup(const char *cstr)
{
	return mem_memdup(cstr, strlen(cstr) + 1);
}

void *mem_memdup(const void *ptr, size_t len)
{
	void *copy = mem_alloc(len);

	if (len)
		memcpy(copy, ptr, len);
	return copy;
}

void mem_free(void *ptr)
{
	free(ptr);
}

void mem_freep(void *ptr_to_ptr)
{
	free(*(void **)ptr_to_ptr);
}
