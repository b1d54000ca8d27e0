// SPDX-License-Identifier: Apache-2.0
#include "ledger_golden.h"

#include "base/macros.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_BYTES_MAX (64 * 1024)

struct slice golden_file(struct arena *arena, const char *name)
{
	const char *source = getenv("YIDAN_SOURCE");
	char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
	FILE *file =
		fopen(arena_printf(arena, "%s/tests/golden/ledger/%s", source ? source : ".", name), "rb");
	size_t len;

	must(file);
	len = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	return slice_from(bytes, len);
}

struct note_key golden_key(struct arena *arena, const char *name)
{
	struct note_key key;

	must(note_key_parse(golden_file(arena, arena_printf(arena, "%s.vkey", name)), &key, NULL) == 0);
	return key;
}

struct note_signer golden_signer(struct arena *arena, const char *name)
{
	struct note_signer signer;

	must(note_signer_parse(golden_file(arena, arena_printf(arena, "%s.skey", name)), &signer, NULL) == 0);
	return signer;
}
