// SPDX-License-Identifier: Apache-2.0
#include "service/proof_file.h"

#include "base/random.h"
#include "json/reader.h"

#include <inttypes.h>
#include <string.h>

#define KEY_BYTES_MAX (NOTE_NAME_BYTES_MAX + 100)

static const struct json_limits limits = {.max_bytes = PROOF_FILE_BYTES_MAX, .max_depth = 8};
static const struct json_limits entry_limits = {.max_bytes = EVENT_BYTES_MAX, .max_depth = 8};

struct reading {
	struct arena *arena;
	struct proof_file *file;
	struct err *err;
};

// ---- Parts

static int wrong(struct reading *r, size_t entry, const char *what)
{
	return err_set(r->err, ERR_INVALID, "entries[%zu]: %s", entry, what);
}

static int read_keys(struct reading *r, const struct json_value *keys)
{
	struct proof_file *file = r->file;

	file->keys = ARENA_ARRAY(r->arena, struct note_key, keys->count + 1);
	for (size_t i = 0; i < keys->count; i++) {
		const struct json_value *key = &keys->items[i];

		if (key->type != JSON_VALUE_TEXT || key->text.len > KEY_BYTES_MAX ||
			note_key_parse(key->text, &file->keys[i], r->err) < 0)
			return err_set(r->err, ERR_INVALID, "keys[%zu] is no verifier key", i);
	}
	file->key_count = keys->count;
	return 0;
}

static int read_proof(
	struct reading *r, size_t at, const struct json_value *proof, struct proof_file_entry *ret)
{
	ret->proof = ARENA_ARRAY(r->arena, struct merkle_hash, proof->count + 1);
	for (size_t i = 0; i < proof->count; i++) {
		const struct json_value *hash = &proof->items[i];

		if (hash->type != JSON_VALUE_TEXT ||
			!hex_decode(hash->text, ret->proof[i].bytes, MERKLE_HASH_BYTES))
			return wrong(r, at, "its proof holds something that is no hash");
	}
	ret->proof_count = proof->count;
	return 0;
}

static int read_field(struct reading *r, const struct json_value *value, struct proof_file_field *ret)
{
	struct json_fields f;
	struct slice salt;

	json_fields_init(&f, value, "field", r->arena);
	ret->name = json_fields_text(&f, "name", JSON_REQUIRED, 255);
	salt = json_fields_text(&f, "salt", JSON_REQUIRED, 2 * EVENT_SALT_BYTES);
	ret->value = json_fields_text(&f, "value", JSON_REQUIRED, PROOF_FILE_BYTES_MAX);
	if (!f.field && (ret->name.len == 0 || !hex_decode(salt, ret->salt.bytes, EVENT_SALT_BYTES)))
		json_fields_refuse(&f, "salt", "is not 32 bytes in hexadecimal");
	return json_fields_end(&f, JSON_UNKNOWN_IGNORED, r->err);
}

static int read_fields(struct reading *r, const struct json_value *fields, struct proof_file_entry *ret)
{
	int result = 0;

	ret->fields = ARENA_ARRAY(r->arena, struct proof_file_field, fields->count + 1);
	for (size_t i = 0; result == 0 && i < fields->count; i++)
		result = read_field(r, &fields->items[i], &ret->fields[i]);
	ret->field_count = fields->count;
	return result;
}

static int read_entry(
	struct reading *r, size_t at, const struct json_value *value, struct proof_file_entry *ret)
{
	const struct json_value *proof, *fields;
	struct json_fields f;
	int64_t index = 0;
	int result;

	json_fields_init(&f, value, "entry", r->arena);
	json_fields_int(&f, "index", JSON_REQUIRED, 0, INT64_MAX, &index);
	proof = json_fields_array(&f, "proof", JSON_REQUIRED, MERKLE_PROOF_MAX);
	ret->bytes = json_fields_text(&f, "entry", JSON_REQUIRED, EVENT_BYTES_MAX);
	fields = json_fields_array(&f, "fields", JSON_REQUIRED, 64);
	ret->index = (uint64_t)index;
	result = json_fields_end(&f, JSON_UNKNOWN_IGNORED, r->err);
	if (result == 0)
		result = read_proof(r, at, proof, ret);
	if (result == 0)
		result = read_fields(r, fields, ret);
	if (result == 0 && event_envelope_read(ret->bytes, r->arena, &ret->envelope, NULL) < 0)
		result = wrong(r, at, "not the bytes of an entry");
	return result;
}

static int read_checkpoint(struct reading *r, struct slice note)
{
	int result = note_parse(note, &r->file->note, r->err);

	if (result == 0)
		result = checkpoint_parse(r->file->note.text, &r->file->checkpoint, r->err);
	if (result < 0)
		err_prefix(r->err, "checkpoint: ");
	return result;
}

int proof_file_read(struct slice bytes, struct arena *arena, struct proof_file *ret, struct err *err)
{
	struct proof_file file = {0};
	struct reading r = {arena, &file, err};
	const struct json_value *keys, *entries;
	struct json_value root;
	struct json_fields f;
	struct slice note;
	int64_t version = 0;
	int result;

	result = json_read(bytes, &limits, arena, &root, err);
	if (result < 0)
		return result;
	json_fields_init(&f, &root, "", arena);
	json_fields_int(&f, "version", JSON_REQUIRED, 1, 1, &version);
	file.origin = json_fields_text(&f, "origin", JSON_REQUIRED, NOTE_NAME_BYTES_MAX);
	keys = json_fields_array(&f, "keys", JSON_REQUIRED, PROOF_FILE_KEYS_MAX);
	note = json_fields_text(&f, "checkpoint", JSON_REQUIRED, NOTE_BYTES_MAX);
	file.code = json_fields_text(&f, "case", JSON_REQUIRED, 64);
	entries = json_fields_array(&f, "entries", JSON_REQUIRED, PROOF_FILE_ENTRIES_MAX);
	json_fields_int(&f, "waiting", JSON_REQUIRED, 0, INT32_MAX, &file.waiting);
	result = json_fields_end(&f, JSON_UNKNOWN_IGNORED, err);
	if (result == 0)
		result = read_keys(&r, keys);
	if (result == 0)
		result = read_checkpoint(&r, note);
	if (result < 0)
		return result;
	file.entries = ARENA_ARRAY(arena, struct proof_file_entry, entries->count + 1);
	file.count = entries->count;
	for (size_t i = 0; result == 0 && i < entries->count; i++)
		result = read_entry(&r, i, &entries->items[i], &file.entries[i]);
	if (result == 0)
		*ret = file;
	return result;
}

// ---- What holds

static int does_not_hold(const struct proof_file_entry *entry, struct err *err, const char *what)
{
	return err_set(err, ERR_INVALID, "event %" PRId64 " of the case: %s", entry->envelope.meta.seq, what);
}

static int check_place(const struct proof_file *file, const struct proof_file_entry *entry, struct err *err)
{
	struct merkle_hash leaf;
	int r;

	merkle_leaf_hash(entry->bytes, &leaf);
	r = merkle_check_inclusion(&leaf, entry->index, file->checkpoint.size, entry->proof,
		entry->proof_count, &file->checkpoint.root, err);
	if (r < 0)
		err_prefix(err, "event %" PRId64 " of the case is not in the ledger as the file says: ",
			entry->envelope.meta.seq);
	return r;
}

// Rules 1 to 3 of docs/ledger.md.
static int check_order(const struct proof_file *file, size_t i, struct err *err)
{
	const struct proof_file_entry *entry = &file->entries[i];
	const struct event_meta *meta = &entry->envelope.meta, *first = &file->entries[0].envelope.meta;

	if (meta->seq != (int64_t)i + 1)
		return does_not_hold(entry, err, "the events before it are not all here");
	if (meta->stream_id != first->stream_id || meta->jurisdiction_id != first->jurisdiction_id ||
		!slice_eq(entry->envelope.stream_kind, SLICE("case")))
		return does_not_hold(entry, err, "it belongs to something else");
	if (i > 0 && meta->at_us < file->entries[i - 1].envelope.meta.at_us)
		return does_not_hold(entry, err, "it is older than the one before it");
	if (i > 0 && entry->index <= file->entries[i - 1].index)
		return does_not_hold(entry, err, "it stands before the one before it");
	return 0;
}

static int check_field(const struct proof_file_entry *entry, const struct json_value *commitments,
	const struct proof_file_field *field, struct arena *arena, struct err *err)
{
	const struct json_value *hex = json_value_get(commitments, arena_cstr(arena, field->name));
	uint8_t expected[EVENT_HASH_BYTES], hash[EVENT_HASH_BYTES];

	if (!hex || hex->type != JSON_VALUE_TEXT || !hex_decode(hex->text, expected, sizeof(expected)))
		return does_not_hold(entry, err, "it has no such field as one that is shown");
	event_commit(field->name, &field->salt, true, field->value, hash);
	if (memcmp(hash, expected, sizeof(hash)) != 0)
		return err_set(err, ERR_INVALID,
			"event %" PRId64 " of the case: %.*s is not what was entered",
			entry->envelope.meta.seq, SLICE_ARG(slice_utf8_head(field->name, 60)));
	return 0;
}

static int check_fields(const struct proof_file_entry *entry, struct arena *arena, struct err *err)
{
	struct json_value commitments;
	int r;

	r = json_read(entry->envelope.commitments, &entry_limits, arena, &commitments, err);
	for (size_t i = 0; r == 0 && i < entry->field_count; i++)
		r = check_field(entry, &commitments, &entry->fields[i], arena, err);
	return r;
}

// The first entry says whose code the case has.
static int check_code(const struct proof_file *file, struct arena *arena, struct err *err)
{
	const struct proof_file_entry *first = &file->entries[0];
	const struct json_value *code;
	struct json_value data;

	if (!slice_eq(first->envelope.type, SLICE("case.received")))
		return does_not_hold(first, err, "a case begins with case.received");
	if (json_read(first->envelope.data, &entry_limits, arena, &data, err) < 0)
		return ERR_INVALID;
	code = json_value_get(&data, "code");
	if (!code || code->type != JSON_VALUE_TEXT || !slice_eq(code->text, file->code))
		return does_not_hold(first, err, "it is of a case with another code");
	return 0;
}

int proof_file_check(const struct proof_file *file, struct arena *arena, struct err *err)
{
	int r = 0;

	if (!slice_eq(file->checkpoint.origin, file->origin))
		return err_set(err, ERR_INVALID, "the checkpoint is of another ledger");
	if (file->count == 0)
		return 0;
	for (size_t i = 0; r == 0 && i < file->count; i++) {
		r = check_order(file, i, err);
		if (r == 0)
			r = check_place(file, &file->entries[i], err);
		if (r == 0)
			r = check_fields(&file->entries[i], arena, err);
	}
	return r == 0 ? check_code(file, arena, err) : r;
}
