// SPDX-License-Identifier: Apache-2.0
#include "service/ledger_keys.h"

#include "base/buf.h"
#include "base/mem.h"
#include "service/key_file.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

struct ledger_keys {
	pthread_mutex_t lock;
	char *path;
	size_t count; // under lock; what is below it never changes
	struct note_signer *signers[LEDGER_KEYS_MAX];
};

// Which key is wanted: by its public part, or (NULL) by its id.
struct wanted {
	struct slice origin;
	const uint8_t *public_key;
	uint32_t id;
};

static const struct note_signer *find(struct ledger_keys *keys, const struct wanted *wanted)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct note_key *key = &keys->signers[i]->key;
		bool fits = wanted->public_key
				    ? memcmp(key->public_key, wanted->public_key, NOTE_PUBLIC_KEY_BYTES) == 0
				    : key->id == wanted->id;

		if (fits && slice_eq_cstr(wanted->origin, key->name))
			return keys->signers[i];
	}
	return NULL;
}

static const struct note_signer *hold(struct ledger_keys *keys, const struct note_signer *signer)
{
	struct note_signer *kept = mem_alloc(sizeof(*kept));

	*kept = *signer;
	keys->signers[keys->count++] = kept;
	return kept;
}

static int read_line(struct ledger_keys *keys, struct slice line, int number, struct err *err)
{
	struct note_signer signer;
	int r = note_signer_parse(line, &signer, err);

	if (r == 0 && signer.key.algorithm != NOTE_ED25519)
		r = err_set(err, ERR_INVALID, "this is no key of a ledger");
	if (r < 0) {
		err_prefix(err, "the key file %s, line %d: ", keys->path, number);
		return r;
	}
	if (!find(keys, &(struct wanted){slice_of(signer.key.name), signer.key.public_key, 0})) {
		if (keys->count == LEDGER_KEYS_MAX)
			return err_set(err, ERR_INVALID, "the key file %s holds more than %d keys",
				keys->path, LEDGER_KEYS_MAX);
		hold(keys, &signer);
	}
	note_signer_wipe(&signer);
	return 0;
}

// Takes what the file has and we do not; under the lock.
static int read_file(struct ledger_keys *keys, struct err *err)
{
	struct key_file file;
	struct slice rest, line;
	int r, number = 1;

	r = key_file_read(keys->path, &file, err);
	if (r < 0)
		return r;
	rest = file.ledger;
	while (r == 0 && rest.len) {
		slice_cut(rest, '\n', &line, &rest);
		line = slice_trim(line);
		number++;
		if (line.len)
			r = read_line(keys, line, number, err);
	}
	key_file_wipe(&file);
	return r;
}

int ledger_keys_open(const char *path, struct ledger_keys **ret, struct err *err)
{
	struct ledger_keys *keys = mem_zalloc(sizeof(*keys));
	int r;

	must(pthread_mutex_init(&keys->lock, NULL) == 0);
	keys->path = mem_strdup(path);
	r = read_file(keys, err);
	if (r < 0) {
		ledger_keys_close(keys);
		return r;
	}
	*ret = keys;
	return 0;
}

void ledger_keys_close(struct ledger_keys *keys)
{
	if (!keys)
		return;
	for (size_t i = 0; i < keys->count; i++) {
		note_signer_wipe(keys->signers[i]);
		mem_free(keys->signers[i]);
	}
	pthread_mutex_destroy(&keys->lock);
	mem_free(keys->path);
	mem_free(keys);
}

static int find_or_read(struct ledger_keys *keys, const struct wanted *wanted, const struct note_signer **ret,
	struct err *err)
{
	const struct note_signer *found;
	int r = 0;

	must(pthread_mutex_lock(&keys->lock) == 0);
	found = find(keys, wanted);
	if (!found) {
		r = read_file(keys, err);
		found = find(keys, wanted);
	}
	must(pthread_mutex_unlock(&keys->lock) == 0);
	if (found)
		*ret = found;
	return found ? 0 : r == 0 ? ERR_NOT_FOUND : r;
}

int ledger_keys_find(struct ledger_keys *keys, struct slice origin,
	const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], const struct note_signer **ret, struct err *err)
{
	int r = find_or_read(keys, &(struct wanted){origin, public_key, 0}, ret, err);

	if (r == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND,
			"the key file %s does not hold the key that signs the ledger %.*s. Bring its line "
			"back from a copy of the file; where there is none, `yidan ledger restart` begins a "
			"new log with a new key",
			keys->path, SLICE_ARG(origin));
	return r;
}

int ledger_keys_find_id(struct ledger_keys *keys, struct slice origin, uint32_t id,
	const struct note_signer **ret, struct err *err)
{
	int r = find_or_read(keys, &(struct wanted){origin, NULL, id}, ret, err);

	if (r == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND, "the key file %s holds no key %08x of the ledger %.*s",
			keys->path, (unsigned)id, SLICE_ARG(origin));
	return r;
}

int ledger_keys_add(
	struct ledger_keys *keys, struct slice origin, const struct note_signer **ret, struct err *err)
{
	CLEANUP(buf_release) struct buf line = {0};
	struct note_signer signer;
	int r;

	r = note_signer_new(origin, NOTE_ED25519, &signer, err);
	if (r < 0)
		return r;
	note_signer_format(&signer, &line);
	must(pthread_mutex_lock(&keys->lock) == 0);
	if (keys->count == LEDGER_KEYS_MAX)
		r = err_set(err, ERR_INVALID, "the key file %s is full", keys->path);
	if (r == 0)
		r = key_file_add(keys->path, buf_slice(&line), err);
	if (r == 0)
		*ret = hold(keys, &signer);
	must(pthread_mutex_unlock(&keys->lock) == 0);
	note_signer_wipe(&signer);
	sodium_memzero(line.ptr, line.cap);
	return r;
}
