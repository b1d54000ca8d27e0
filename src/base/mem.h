// SPDX-License-Identifier: Apache-2.0
// The heap for what lives longer than a request. Allocation never returns NULL: out of memory ends the
// program.
#ifndef YIDAN_BASE_MEM_H
#define YIDAN_BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
void *mem_zalloc_array(size_t count, size_t size);
void *mem_realloc(void *ptr, size_t size);
char *mem_strdup(const char *cstr);
void *mem_memdup(const void *ptr, size_t len);
void mem_free(void *ptr);	  // NULL is fine
void mem_freep(void *ptr_to_ptr); // for CLEANUP

#endif
