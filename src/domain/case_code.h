// SPDX-License-Identifier: Apache-2.0
// The public code of a case, as people write it and read it over the telephone: eight symbols and one that
// checks them, in groups of three: "K7M-3FX-9PA". Stored and sent without separators.
//
// 23 symbols: the digits 2-9 and A C E F H J K M P R T V W X Y. Left out is what is taken for another:
// - in writing: 0 O Q D and 1 I L for one another, Z for 2, S for 5, G for 6, B for 8, U for V;
// - by ear: N for M; and of the pairs that differ by breath alone, which English and Mandarin do not hear
// apart
//   in the same way (B/P, D/T, G/K, Q/J), one of each.
// Typed all the same, S Z B G U count as 5 2 8 6 V, since these are never meant.
//
// 23 is prime and the nine weights differ: so every single wrong symbol and every swap of two symbols,
// neighbours or not, is caught. A code is public and opens nothing.
#ifndef YIDAN_DOMAIN_CASE_CODE_H
#define YIDAN_DOMAIN_CASE_CODE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define CASE_CODE_SYMBOLS	"23456789ACEFHJKMPRTVWXY"
#define CASE_CODE_LEN		9
#define CASE_CODE_BYTES		10 // with the NUL
#define CASE_CODE_GROUPED_BYTES 12 // "K7M-3FX-9PA" and the NUL
#define CASE_CODE_RANDOM_BYTES	8

// From random bytes, evenly over all 7.8 × 10^10 codes. Whether it is taken, the store knows.
char *case_code_from_random(const uint8_t random[CASE_CODE_RANDOM_BYTES], char out[CASE_CODE_BYTES]);
// What somebody typed: any case, full-width forms, blanks, hyphens and dots between. False where it is no
// code.
bool case_code_parse(struct slice text, char out[CASE_CODE_BYTES]);
// Exactly as stored.
bool case_code_is_valid(struct slice code);
// With hyphens; code must be valid (asserted).
char *case_code_format(struct slice code, char out[CASE_CODE_GROUPED_BYTES]);

#endif
