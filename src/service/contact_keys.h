// SPDX-License-Identifier: Apache-2.0
// How an officer who is allowed to finds the cases of a raiser: by the exact telephone number, e-mail address
// or name. Only a hash of each under a key of the server is stored; the same number written in another way
// has the same hash. Any thread, on a connection with a transaction that the caller opened.
#ifndef YIDAN_SERVICE_CONTACT_KEYS_H
#define YIDAN_SERVICE_CONTACT_KEYS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "service/keys.h"

#include <stdint.h>

struct db_conn;

enum contact_kind { CONTACT_NONE, CONTACT_NAME, CONTACT_PHONE, CONTACT_EMAIL };

// What kind of thing was typed: with an @ an address, with five digits a number, else a name. NONE: nothing.
enum contact_kind contact_kind_of(struct slice typed);
// False where there is nothing to look for.
bool contact_key(const struct keys *keys, struct arena *arena, int64_t jurisdiction_id,
	enum contact_kind kind, struct slice value, unsigned char out[KEYS_CONTACT_BYTES]);
// Empty ones are left out.
int contact_keys_store(const struct keys *keys, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, int64_t case_id, struct slice name, struct slice phone, struct slice email,
	struct err *err);

#endif
