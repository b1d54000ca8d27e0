// SPDX-License-Identifier: Apache-2.0
#include "service/ledger_change.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "db/db.h"
#include "service/proofs.h"
#include "service/service.h"
#include "store/jurisdictions.h"

#include <string.h>

#define SIGNATURE_BYTES 64

// ---- The key

static bool parse_id(struct slice text, uint32_t *ret)
{
	uint8_t bytes[4];

	if (!hex_decode(text, bytes, sizeof(bytes)))
		return false;
	*ret = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
	return true;
}

static int read_log(struct service *service, struct arena *arena, int64_t jurisdiction_id,
	struct ledger_head *ret_head, struct note_key **ret_keys, size_t *ret_count, struct err *err)
{
	struct db_conn *conn;
	int r;

	r = db_connect(service_db(service), DB_ACCESS_READ, &conn, err);
	if (r < 0)
		return r;
	r = db_begin_read(conn, err);
	if (r == 0)
		r = ledger_head(conn, arena, jurisdiction_id, ret_head, err);
	if (r == 0)
		r = proofs_keys(conn, arena, jurisdiction_id, ret_head, ret_keys, ret_count, err);
	db_end_read(conn);
	db_disconnect(conn);
	return r;
}

int service_ledger_new_key(struct service *service, int64_t jurisdiction_id, struct slice id,
	const struct note_signer **ret, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct note_signer *signer;
	struct ledger_head head;
	struct note_key *keys;
	size_t count;
	uint32_t number;
	int r;

	r = read_log(service, arena, jurisdiction_id, &head, &keys, &count, err);
	if (r != 0)
		return r;
	if (!id.len)
		return ledger_keys_add(service_ledger_keys(service), head.origin, ret, err);
	if (!parse_id(id, &number))
		return err_set(
			err, ERR_INVALID, "a key is named by the eight hexadecimal digits in its middle");
	r = ledger_keys_find_id(service_ledger_keys(service), head.origin, number, &signer, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (memcmp(keys[i].public_key, signer->key.public_key, NOTE_PUBLIC_KEY_BYTES) == 0)
			r = err_set(err, ERR_INVALID,
				"the key %.*s has signed this ledger before: take another", SLICE_ARG(id));
	}
	if (r == 0)
		*ret = signer;
	return r;
}

// ---- The change

struct rotating {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena;
	int64_t jurisdiction_id;
	struct ledger_head head;
	const struct note_signer *old, *next;
	int64_t seq; // of the event
	struct err *err;
};

static int sequence_rest(struct rotating *w)
{
	size_t added;
	int r;

	do {
		added = 0;
		r = service_ledger_sequence(
			w->service, w->conn, w->arena, w->jurisdiction_id, &added, w->err);
	} while (r == 0 && added == LEDGER_SEQUENCE_MOST);
	return r;
}

static struct slice hex_of(struct arena *arena, const void *bytes, size_t len)
{
	char *hex = arena_alloc(arena, 2 * len + 1);

	hex_encode(bytes, len, hex);
	return slice_from(hex, 2 * len);
}

static int put_event(struct rotating *w)
{
	struct ledger_key_changed event = {
		.number = w->head.number,
		.old_key = hex_of(w->arena, w->old->key.public_key, NOTE_PUBLIC_KEY_BYTES),
		.new_key = hex_of(w->arena, w->next->key.public_key, NOTE_PUBLIC_KEY_BYTES),
	};
	uint8_t old_signature[SIGNATURE_BYTES], new_signature[SIGNATURE_BYTES];
	struct buf statement = buf_in(w->arena);
	struct jurisdiction_writing writing;
	int r;

	buf_printf(&statement, "yidan/key/1\n%.*s\n%.*s\n%.*s", SLICE_ARG(w->head.origin),
		SLICE_ARG(event.old_key), SLICE_ARG(event.new_key));
	note_sign_bytes(w->old, buf_slice(&statement), old_signature);
	note_sign_bytes(w->next, buf_slice(&statement), new_signature);
	event.old_signature = hex_of(w->arena, old_signature, sizeof(old_signature));
	event.new_signature = hex_of(w->arena, new_signature, sizeof(new_signature));
	r = jurisdiction_write_begin(w->conn, w->arena, w->jurisdiction_id, clock_now_us(), &writing, w->err);
	if (r == 0)
		r = jurisdiction_put_key_changed(&writing, &event, w->err);
	w->seq = writing.meta.seq;
	return r;
}

static int find_key(void *arg, struct slice origin, const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES],
	const struct note_signer **ret, struct err *err)
{
	return ledger_keys_find(arg, origin, public_key, ret, err);
}

static int sign_by_both(struct rotating *w)
{
	const struct ledger_signing signing = {
		.find = find_key, .arg = service_ledger_keys(w->service), .next = w->next};
	struct ledger_head after;
	size_t added = 0;
	int64_t place = -1;
	int r;

	r = ledger_sequence(w->conn, w->arena, w->jurisdiction_id, &signing, clock_now_us(), &added, w->err);
	if (r == 0)
		r = ledger_head(w->conn, w->arena, w->jurisdiction_id, &after, w->err);
	if (r == 0)
		r = ledger_place(w->conn, w->arena, w->jurisdiction_id, w->head.number, w->jurisdiction_id,
			w->seq, &place, w->err);
	// so many others came in between that the change is not under the checkpoint
	if (r == 0 && (place < 0 || (uint64_t)place >= after.frontier.size))
		r = err_set(w->err, ERR_CONFLICT, "the log is very busy: try again");
	return r;
}

int service_ledger_rotate(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, const struct note_signer *next, struct err *err)
{
	struct rotating w = {.service = service,
		.conn = conn,
		.arena = arena,
		.jurisdiction_id = jurisdiction_id,
		.next = next,
		.err = err};
	int r;

	r = sequence_rest(&w);
	if (r == 0)
		r = ledger_head(conn, arena, jurisdiction_id, &w.head, err);
	if (r == 0)
		r = ledger_keys_find(
			service_ledger_keys(service), w.head.origin, w.head.public_key, &w.old, err);
	if (r == 0 && !slice_eq_cstr(w.head.origin, next->key.name))
		r = err_set(err, ERR_INVALID, "the key is of another ledger");
	if (r == 0)
		r = put_event(&w);
	return r == 0 ? sign_by_both(&w) : r;
}
