// SPDX-License-Identifier: Apache-2.0
// Files that a person gives to a command, each read whole with a limit; and folders of them, which may also
// be the one that is embedded in the program (the demonstration district). Contents live in the arena or in
// the program. Main thread.
//
//	struct files folder = {.path = "/etc/yidan/district"}; // .path NULL: the embedded one
//	if ((r = files_get(&folder, arena, "units.csv", 1 << 20, &text, err)) < 0) …
#ifndef YIDAN_CLI_FILES_H
#define YIDAN_CLI_FILES_H

#include "base/arena.h"
#include "base/err.h"

// ERR_NOT_FOUND, ERR_INVALID (a folder, over the limit, no permission); the message names the file.
int files_read(struct arena *arena, const char *path, size_t max_bytes, struct slice *ret, struct err *err);

// A file of any size into a new one of mode 0600, durable when this returns; and a name in its folder, made
// durable after a rename.
int files_copy(const char *from, const char *to, struct err *err);
int files_sync(const char *path, struct err *err);

struct files {
	const char *path;
};

int files_get(const struct files *files, struct arena *arena, const char *name, size_t max_bytes,
	struct slice *ret, struct err *err);
// Names "FOLDER/NAME" of what ends in `suffix` in a folder of it, sorted; none where there is no such folder.
int files_list(const struct files *files, struct arena *arena, const char *folder, const char *suffix,
	const char ***ret, size_t *ret_count, struct err *err);
// How a person finds it: "PATH/NAME", or NAME of the embedded ones.
const char *files_name(const struct files *files, struct arena *arena, const char *name);

// A program that stands beside this one: its path, or NULL where there is none.
const char *files_beside_program(struct arena *arena, const char *name);

#endif
