// SPDX-License-Identifier: Apache-2.0
#include "cli/vkeys.h"

#include "base/slice.h"

static int read_one(const char *text, enum vkeys_kind kind, struct note_key *ret, struct err *err)
{
	enum note_algorithm wanted = kind == VKEYS_LOG ? NOTE_ED25519 : NOTE_COSIGNATURE_V1;
	struct slice key = slice_trim(slice_of(text));
	ptrdiff_t url = slice_find(key, SLICE("=http"));
	int r;

	// as the server's own setting names a witness: with where it is asked
	if (url > 0)
		key.len = (size_t)url;
	r = note_key_parse(key, ret, err);
	if (r == 0 && ret->algorithm != wanted)
		r = err_set(err, ERR_INVALID,
			kind == VKEYS_LOG ? "that is the key of a witness" : "that is the key of a log");
	if (r < 0)
		err_prefix(err, "%.80s: ", text);
	return r;
}

int vkeys_read(const struct settings_list *list, enum vkeys_kind kind, struct arena *arena,
	struct note_key **ret, struct err *err)
{
	struct note_key *keys = ARENA_ARRAY(arena, struct note_key, list->count + 1);
	int r = 0;

	for (unsigned i = 0; r == 0 && i < list->count; i++)
		r = read_one(list->items[i], kind, &keys[i], err);
	if (r == 0)
		*ret = keys;
	return r;
}
