// SPDX-License-Identifier: Apache-2.0
// Passwords of officers: Argon2id (19 MiB, two passes: OWASP's password storage cheat sheet), in libsodium's
// own text form. Both calls take tens of milliseconds and 19 MiB: run them on the heavy pool, never on an
// HTTP thread.
#ifndef YIDAN_SERVICE_PASSWORD_H
#define YIDAN_SERVICE_PASSWORD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#define PASSWORD_MIN_BYTES  8
#define PASSWORD_MAX_BYTES  256
#define PASSWORD_HASH_BYTES 128

// ERR_INVALID where the password is too short or too long.
int password_hash(struct slice password, char out[PASSWORD_HASH_BYTES], struct err *err);
// True when it is the one. With hash NULL (no such officer) it does the same work and says no, so that the
// time taken does not tell which logins exist.
bool password_matches(const char *hash, struct slice password);
// A new one for somebody else, to be read out or written down: four groups of four letters and digits that
// are not mistaken for each other, 80 bits. In the arena.
const char *password_make(struct arena *arena);

#endif
