// SPDX-License-Identifier: Apache-2.0
// Verifier keys as they are given on a command line (ledger/note.h), also in the form VKEY=URL of `yidan
// serve`.
#ifndef YIDAN_CLI_VKEYS_H
#define YIDAN_CLI_VKEYS_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/settings.h"
#include "ledger/note.h"

enum vkeys_kind { VKEYS_LOG, VKEYS_WITNESS };

// As many as the list has, in the arena. ERR_INVALID with the one that is wrong: also a witness's key where
// one of a log belongs, and the other way round.
int vkeys_read(const struct settings_list *list, enum vkeys_kind kind, struct arena *arena,
	struct note_key **ret, struct err *err);

#endif
