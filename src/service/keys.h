// SPDX-License-Identifier: Apache-2.0
// The server's secret key and what is derived from it: secret links of raisers, form tokens of officers. The
// key is 32 random bytes in a file of mode 0600 (hexadecimal, its first line; service/key_file.h), made by
// `yidan init`; all servers of one database share it. Immutable after load, any thread. Nothing here is ever
// logged.
#ifndef YIDAN_SERVICE_KEYS_H
#define YIDAN_SERVICE_KEYS_H

#include "base/err.h"
#include "base/random.h"
#include "base/slice.h"

#include <stdint.h>

#define KEYS_LINK_BYTES	     20
#define KEYS_LINK_TEXT_BYTES BASE32_BYTES(KEYS_LINK_BYTES) // 32 characters and the NUL
#define KEYS_COOKIE_BYTES    20
#define KEYS_HASH_BYTES	     32
#define KEYS_CONTACT_BYTES   16

struct keys {
	unsigned char links[32];
	unsigned char forms[32];
	unsigned char commands[32];
	unsigned char notices[32];
	unsigned char numbers[32];
	unsigned char contacts[32];
};

// Reads the file; ERR_INVALID with how to mend it where it is missing, malformed or readable by others.
int keys_load(const char *path, struct keys *ret, struct err *err);
// Makes a new file; ERR_CONFLICT where there is one already. The file is durable when this returns.
int keys_create(const char *path, struct err *err);

// The token in a raiser's secret link: always the same for a case, so a repeated command gives the same link.
void keys_link_token(
	const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, char out[KEYS_LINK_TEXT_BYTES]);
// Whether a token is the case's; takes the same time whatever the difference.
bool keys_link_matches(const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, struct slice token);

// The token in a desk form, bound to the session it was made for (its cookie).
void keys_form_token(const struct keys *keys, struct slice session_cookie, char out[KEYS_LINK_TEXT_BYTES]);
bool keys_form_matches(const struct keys *keys, struct slice session_cookie, struct slice token);

// The token in the link of a notice with which its receiver wants no more of them; it opens nothing else.
void keys_stop_token(
	const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, char out[KEYS_LINK_TEXT_BYTES]);
bool keys_stop_matches(const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, struct slice token);
// What a notice is called outside: of an event of a case, the same each time, and it tells nothing of either.
void keys_notice_name(const struct keys *keys, int64_t jurisdiction_id, int64_t case_id, int64_t seq,
	char out[KEYS_LINK_TEXT_BYTES]);

// Hash under which the request of a command is remembered: keyed, so that a stored one tells nothing of a
// text.
void keys_request_hash(const struct keys *keys, struct slice request, unsigned char out[KEYS_HASH_BYTES]);

// Under which the number of a case in another system is kept.
void keys_number_hash(const struct keys *keys, struct slice number, unsigned char out[KEYS_HASH_BYTES]);

// Hash under which a way of reaching a raiser is found (service/contact_keys.h): keyed, so that a stored one
// tells nothing of a telephone number, though there are few enough of those to try them all.
void keys_contact_hash(const struct keys *keys, int64_t jurisdiction_id, struct slice kind,
	struct slice value, unsigned char out[KEYS_CONTACT_BYTES]);

// A new random cookie, and the hash under which a session or draft is stored.
void keys_new_cookie(char out[BASE32_BYTES(KEYS_COOKIE_BYTES)]);
void keys_cookie_hash(struct slice cookie, unsigned char out[KEYS_HASH_BYTES]);

#endif
