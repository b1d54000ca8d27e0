// SPDX-License-Identifier: Apache-2.0
// Checkpoints (c2sp.org/tlog-checkpoint): the note text in which a log says how large its tree is and what
// its root is. Pure; any thread. Slices borrow from what was parsed.
#ifndef YIDAN_LEDGER_CHECKPOINT_H
#define YIDAN_LEDGER_CHECKPOINT_H

#include "base/buf.h"
#include "base/err.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

struct checkpoint {
	struct slice origin;
	uint64_t size;
	struct merkle_hash root;
	struct slice extensions; // further lines with their newlines; mostly empty
};

// The text of a note that is a checkpoint. ERR_INVALID with what is wrong; sizes from MERKLE_SIZE_MAX are
// refused.
int checkpoint_parse(struct slice text, struct checkpoint *ret, struct err *err);
void checkpoint_format(const struct checkpoint *checkpoint, struct buf *out);

// A note, parsed, whose text is a checkpoint that begins with this key's name and is signed by it.
// ERR_INVALID otherwise.
int checkpoint_open(struct slice bytes, const struct note_key *log, struct checkpoint *ret,
	struct note *ret_note, struct err *err);

#endif
