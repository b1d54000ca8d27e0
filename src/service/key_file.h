// SPDX-License-Identifier: Apache-2.0
// The file of secrets, mode 0600: first line the server's key in hexadecimal (service/keys.h), further lines
// the keys that sign the ledgers (service/ledger_keys.h). For those two alone. Writing replaces the file
// whole: it is the old or the new one, never a part.
#ifndef YIDAN_SERVICE_KEY_FILE_H
#define YIDAN_SERVICE_KEY_FILE_H

#include "base/err.h"
#include "base/slice.h"

#define KEY_FILE_ROOT_BYTES 32
#define KEY_FILE_BYTES_MAX  (128 * 1024)

struct key_file {
	unsigned char root[KEY_FILE_ROOT_BYTES];
	struct slice ledger; // what stands behind the first line
	char *text;	     // owned
};

// ERR_INVALID with how to mend it where it is missing, malformed or readable by others. Wipe it afterwards.
int key_file_read(const char *path, struct key_file *ret, struct err *err);
void key_file_wipe(struct key_file *file);
// A new file with a new root key; ERR_CONFLICT where there is one already. Durable when this returns.
int key_file_create(const char *path, struct err *err);
// One more line. ERR_UNAVAILABLE where it cannot be written.
int key_file_add(const char *path, struct slice line, struct err *err);

#endif
