// SPDX-License-Identifier: Apache-2.0
// Randomness of the operating system for secrets, salts and ids, and encodings of bytes. Any thread.
#ifndef YIDAN_BASE_RANDOM_H
#define YIDAN_BASE_RANDOM_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

// Unpredictable bytes (getrandom); ends the program where the system has none.
void random_bytes(void *out, size_t len);
// Uniform in 0 … bound-1, without modulo bias; bound > 0.
uint32_t random_below(uint32_t bound);

// Lower-case hexadecimal: out needs 2 × len + 1 bytes.
void hex_encode(const void *bytes, size_t len, char *out);
// Exactly 2 × len hexadecimal digits: true, and out holds len bytes.
bool hex_decode(struct slice text, void *out, size_t len);

// Crockford's base 32 in lower case (0–9, a–z without i l o u), no padding: for tokens in links. out needs
// BASE32_BYTES(len).
#define BASE32_BYTES(len) (((len)*8 + 4) / 5 + 1)
void base32_encode(const void *bytes, size_t len, char *out);
// Exactly the length that base32_encode makes; upper case accepted; o reads as 0, i and l as 1.
bool base32_decode(struct slice text, void *out, size_t len);

#endif
