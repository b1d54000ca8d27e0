// SPDX-License-Identifier: Apache-2.0
// A receipt in one line, for a QR code (docs/ledger.md, "Receipts"):
//
//	yidan-receipt/1 ORIGIN INDEX LEAF_HASH SIZE ROOT KEY_ID SIGNATURE
//
// It holds no proof: whoever checks it asks the log for the rest, and the log cannot get out of what it
// signed. Pure; any thread. Slices borrow from the line.
#ifndef YIDAN_LEDGER_SHORT_RECEIPT_H
#define YIDAN_LEDGER_SHORT_RECEIPT_H

#include "base/buf.h"
#include "base/err.h"
#include "ledger/receipt.h"

#define SHORT_RECEIPT_BYTES_MAX 700

struct short_receipt {
	struct slice origin;
	uint64_t index, size;
	struct merkle_hash leaf, root;
	uint32_t key_id;
	uint8_t signature[64];
};

// From a receipt whose checkpoint is signed by its log; the first such signature counts. ERR_INVALID where
// there is none.
int short_receipt_format(const struct receipt *receipt, struct slice entry, struct buf *out, struct err *err);
// ERR_INVALID with what is wrong.
int short_receipt_parse(struct slice line, struct short_receipt *ret, struct err *err);
// Whether one of the log's keys signed that checkpoint. ERR_INVALID. That the leaf stands in it is still to
// be proven.
int short_receipt_verify(
	const struct short_receipt *receipt, const struct note_key *logs, size_t log_count, struct err *err);

#endif
