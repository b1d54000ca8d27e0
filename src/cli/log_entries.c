// SPDX-License-Identifier: Apache-2.0
#include "cli/log_entries.h"

#include "base/buf.h"
#include "base/random.h"
#include "json/reader.h"

#include <string.h>

#define STARTED	       "ledger.started"
#define KEY_CHANGED    "ledger.key_changed"
#define SIZE_MAX_VALUE (INT64_C(1) << 52)

static const struct json_limits limits = {.max_bytes = 64 * 1024, .max_depth = 8};

static bool read_text(const struct json_value *data, const char *name, struct slice *ret)
{
	const struct json_value *value = json_value_get(data, name);

	if (!value || value->type != JSON_VALUE_TEXT)
		return false;
	*ret = value->text;
	return true;
}

bool log_entry_read_ending(struct slice entry, struct arena *arena, struct log_ending *ret)
{
	const struct json_value *type, *data, *size;
	struct slice cause, root_hex, line_hex;
	struct log_ending ending = {0};
	struct json_value root;

	if (slice_find(entry, SLICE("\"" STARTED "\"")) < 0 ||
		json_read(entry, &limits, arena, &root, NULL) < 0)
		return false;
	type = json_value_get(&root, "type");
	data = json_value_get(&root, "data");
	if (!type || type->type != JSON_VALUE_TEXT || !slice_eq(type->text, SLICE(STARTED)) || !data ||
		data->type != JSON_VALUE_OBJECT)
		return false;
	size = json_value_get(data, "previous_size");
	if (!size || size->type != JSON_VALUE_INT || size->integer < 0 || size->integer > SIZE_MAX_VALUE ||
		!read_text(data, "cause", &cause) || !slice_eq(cause, SLICE("restored")) ||
		!read_text(data, "origin", &ending.origin) || !note_name_is_valid(ending.origin) ||
		!read_text(data, "previous_origin", &ending.previous.origin) ||
		!read_text(data, "previous_root", &root_hex) ||
		!read_text(data, "previous_signature", &line_hex) ||
		!hex_decode(root_hex, ending.previous.root.bytes, sizeof(ending.previous.root.bytes)) ||
		!hex_decode(line_hex, ending.line, sizeof(ending.line)))
		return false;
	ending.previous.size = (uint64_t)size->integer;
	*ret = ending;
	return true;
}

static bool read_hex(const struct json_value *data, const char *name, void *out, size_t len)
{
	const struct json_value *value = json_value_get(data, name);

	return value && value->type == JSON_VALUE_TEXT && hex_decode(value->text, out, len);
}

bool log_entry_read_key_change(
	struct slice entry, const struct note_key *old, struct arena *arena, struct note_key *ret)
{
	uint8_t old_key[NOTE_PUBLIC_KEY_BYTES], new_key[NOTE_PUBLIC_KEY_BYTES], by_old[64], by_new[64];
	char old_hex[2 * sizeof(old_key) + 1], new_hex[2 * sizeof(new_key) + 1];
	const struct json_value *type, *data;
	struct buf signed_bytes = buf_in(arena);
	struct json_value root;

	if (slice_find(entry, SLICE("\"" KEY_CHANGED "\"")) < 0 ||
		json_read(entry, &limits, arena, &root, NULL) < 0)
		return false;
	type = json_value_get(&root, "type");
	data = json_value_get(&root, "data");
	if (!type || type->type != JSON_VALUE_TEXT || !slice_eq(type->text, SLICE(KEY_CHANGED)) || !data ||
		!read_hex(data, "old_key", old_key, sizeof(old_key)) ||
		!read_hex(data, "new_key", new_key, sizeof(new_key)) ||
		!read_hex(data, "old_signature", by_old, sizeof(by_old)) ||
		!read_hex(data, "new_signature", by_new, sizeof(by_new)) ||
		memcmp(old_key, old->public_key, sizeof(old_key)) != 0)
		return false;
	hex_encode(old_key, sizeof(old_key), old_hex);
	hex_encode(new_key, sizeof(new_key), new_hex);
	buf_printf(&signed_bytes, "yidan/key/1\n%s\n%s\n%s", old->name, old_hex, new_hex);
	return note_verify_bytes(old_key, buf_slice(&signed_bytes), by_old) &&
	       note_verify_bytes(new_key, buf_slice(&signed_bytes), by_new) &&
	       note_key_make(slice_of(old->name), NOTE_ED25519, new_key, ret, NULL) == 0;
}
