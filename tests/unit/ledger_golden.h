// SPDX-License-Identifier: Apache-2.0
// Files of tests/golden/ledger/, made by another program (tests/tools/ledger_notes.mjs), and what tests of
// notes share. Everything lives in the arena.
#ifndef YIDAN_TESTS_LEDGER_GOLDEN_H
#define YIDAN_TESTS_LEDGER_GOLDEN_H

#include "base/arena.h"
#include "ledger/note.h"

struct slice golden_file(struct arena *arena, const char *name);
struct note_key golden_key(struct arena *arena, const char *name); // of NAME.vkey
struct note_signer golden_signer(struct arena *arena, const char *name);

#define GOLDEN_TIME_S UINT64_C(1795507200)

#endif
