// SPDX-License-Identifier: Apache-2.0
// The keys of tests/golden/ledger/, with which the corpora of the ledger's targets are signed. They keep
// nothing secret.
#ifndef YIDAN_FUZZ_LEDGER_KEYS_H
#define YIDAN_FUZZ_LEDGER_KEYS_H

#include "base/macros.h"
#include "ledger/note.h"

#define LOG_SIGNER                                                                                           \
	"PRIVATE+KEY+yidan.example/\u9752\u77F3+ab187a07+ATil1GPZNcd8w7hHA9CitgI+qyPzuP1g1sXl5Q8+NsA5"
#define WITNESS_SIGNER "PRIVATE+KEY+witness.example/w1+c4f55f07+BEyBzkw6c63Zd72BojDzdE+bC4/079CG+VECjN89fX3h"

static inline struct note_signer signer_of(const char *text)
{
	struct note_signer signer;

	must(note_signer_parse(slice_of(text), &signer, NULL) == 0);
	return signer;
}

#endif
