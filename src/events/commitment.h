// SPDX-License-Identifier: Apache-2.0
// The commitment to one private field of an event:
//
//	SHA-256( "yidan/field/1\n" ‖ length of the name (1 byte) ‖ name ‖ salt (32 bytes) ‖ 0x00            )
// without a value 	SHA-256( "yidan/field/1\n" ‖ length of the name (1 byte) ‖ name ‖ salt (32 bytes) ‖
// 0x01 ‖ value )
//
// The salt makes it say nothing, also of values one could guess ("1" or "0"), and also of whether there is a
// value. Whoever is given name, salt and value can check them against the public entry; whoever erases value
// and salt leaves a number that fits nothing. Salts are handed in. Final: entries in the ledger hold these
// numbers.
#ifndef YIDAN_EVENTS_COMMITMENT_H
#define YIDAN_EVENTS_COMMITMENT_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define EVENT_SALT_BYTES 32
#define EVENT_HASH_BYTES 32

struct event_salt {
	uint8_t bytes[EVENT_SALT_BYTES];
};

// value is looked at only where it is present; name has 1–255 bytes (asserted).
void event_commit(struct slice name, const struct event_salt *salt, bool is_present, struct slice value,
	uint8_t ret[EVENT_HASH_BYTES]);
// SHA-256 of some bytes.
void event_sha256(struct slice bytes, uint8_t ret[EVENT_HASH_BYTES]);

#endif
