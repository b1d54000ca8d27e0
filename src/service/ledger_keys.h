// SPDX-License-Identifier: Apache-2.0
// The signing keys of the ledgers: further lines of the server's key file (service/keys.h), one a key, in the
// form "PRIVATE+KEY+ORIGIN+ID+…" (ledger/note.h). Keys are added, never taken away while a program runs. Any
// thread. Nothing here is ever logged.
#ifndef YIDAN_SERVICE_LEDGER_KEYS_H
#define YIDAN_SERVICE_LEDGER_KEYS_H

#include "base/err.h"
#include "ledger/note.h"

struct ledger_keys;

#define LEDGER_KEYS_MAX 256

// ERR_INVALID with how to mend it. A file without any is fine.
int ledger_keys_open(const char *path, struct ledger_keys **ret, struct err *err);
void ledger_keys_close(struct ledger_keys *keys); // NULL is fine

// The signer of a log with this public key; valid until the keys are closed. Looks into the file again before
// it says ERR_NOT_FOUND: another program may have added it.
int ledger_keys_find(struct ledger_keys *keys, struct slice origin,
	const uint8_t public_key[NOTE_PUBLIC_KEY_BYTES], const struct note_signer **ret, struct err *err);
// The same by the id of the key, as `yidan ledger key` prints it.
int ledger_keys_find_id(struct ledger_keys *keys, struct slice origin, uint32_t id,
	const struct note_signer **ret, struct err *err);
// A new key of a log, made, written behind the others and durable when this returns. ERR_UNAVAILABLE where
// the file cannot be written (a credential of systemd: put the line there by hand, `yidan ledger key` makes
// one).
int ledger_keys_add(
	struct ledger_keys *keys, struct slice origin, const struct note_signer **ret, struct err *err);

#endif
