// SPDX-License-Identifier: Apache-2.0
// What the texts of the ledger are made of: lines, decimal numbers, base64. Exactly one spelling of each is
// taken, so that no two texts mean the same. Only for this layer. Pure; any thread.
#ifndef YIDAN_LEDGER_LINES_H
#define YIDAN_LEDGER_LINES_H

#include "base/buf.h"
#include "base/slice.h"
#include "ledger/merkle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Takes the first line, without its newline, off *rest: false where no newline is left.
bool line_take(struct slice *rest, struct slice *ret_line);
// Valid UTF-8 without control characters below U+0020 other than newlines, ending with one.
bool line_text_is_valid(struct slice text);

// Digits without sign or a leading zero; "0" itself is one.
bool line_read_number(struct slice digits, uint64_t *ret);
void line_put_number(struct buf *out, uint64_t number);

// Base64 of RFC 4648 section 4, with padding and without stray bits. Reading: at most `max` bytes into out.
bool line_read_base64(struct slice text, void *out, size_t max, size_t *ret_len);
void line_put_base64(struct buf *out, const void *bytes, size_t len);
bool line_read_hash(struct slice text, struct merkle_hash *ret);
void line_put_hash(struct buf *out, const struct merkle_hash *hash); // with a newline

#endif
