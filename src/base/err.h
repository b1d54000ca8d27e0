// SPDX-License-Identifier: Apache-2.0
// Errors. A function that can fail returns 0 or one of these negative classes; where a person or a log needs
// more it takes a last parameter `struct err *err` (may be NULL). ret_ parameters are set on success and
// untouched on failure. A refusal of the domain ("only the unit in charge may …") is no error: see
// domain/refusal.h.
#ifndef YIDAN_BASE_ERR_H
#define YIDAN_BASE_ERR_H

#include "base/macros.h"

enum err_class {
	ERR_NONE = 0,
	ERR_NOT_FOUND = -1,   // what was asked for is not there
	ERR_CONFLICT = -2,    // somebody else changed it meanwhile: load again and rerun
	ERR_CONSTRAINT = -3,  // a unique or other constraint of the store refused; err.constraint names it
	ERR_BUSY = -4,	      // a queue or a lock is full or held too long: later
	ERR_UNAVAILABLE = -5, // the store, the disk or a peer is gone: later
	ERR_UNCERTAIN = -6,   // the connection or the disk failed while committing: it may have happened
	ERR_INVALID = -7,     // bytes from outside are malformed or over a limit
	ERR_INTERNAL = -8,    // our own mistake
};

struct err {
	int class;
	char constraint[64]; // name of the constraint with ERR_CONSTRAINT, else ""
	char message[400];   // for the log and the command line, in English; never personal data
};

// Fills err (where not NULL) and returns the class.
int err_set(struct err *err, enum err_class class, const char *format, ...) PRINTF_LIKE(3, 4);
#ifdef __clang_analyzer__
// The analyzer sees one file at a time; this tells it what err_set returns.
#define err_set(err, class, ...) ((void)(err_set)((err), (class), __VA_ARGS__), (int)(class))
#endif
// Puts words in front of a message that is already there: "reading units.csv: line 3: …".
void err_prefix(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);
const char *err_class_name(int class);
// HTTP status and whether a client should try again later (the one table of DESIGN.md 5).
int err_http_status(int class);
int err_is_retryable(int class);

#endif
