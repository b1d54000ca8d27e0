// SPDX-License-Identifier: Apache-2.0
// The private part of an event as one blob: names, salts and values of its fields in one table. Not in the
// ledger.
//
//	1 byte   format: 1
//	1 byte   number of fields
//	a field: 1 byte length of name, name, 1 byte status (0 absent, 1 present, 2 erased),
//	         then, unless erased: 32 bytes salt; where present: 4 bytes length (big-endian), value
//
// Fields ascend by name, each once; nothing follows. Erasing a field takes its salt and value out of the blob
// and leaves the others as they are; that of an absent field looks the same. Slices borrow from the blob.
#ifndef YIDAN_EVENTS_PRIVATE_PART_H
#define YIDAN_EVENTS_PRIVATE_PART_H

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"
#include "events/commitment.h"

#include <stdbool.h>

#define PRIVATE_PART_BYTES_MAX	(256 * 1024)
#define PRIVATE_PART_FIELDS_MAX 64

enum private_part_status {
	PRIVATE_PART_ABSENT,
	PRIVATE_PART_PRESENT,
	PRIVATE_PART_ERASED,
};

struct private_part_field {
	struct slice name;
	enum private_part_status status;
	struct event_salt salt; // zero where erased
	struct slice value;
};

struct private_part {
	size_t count;
	struct private_part_field fields[PRIVATE_PART_FIELDS_MAX];
};

// Fields must ascend by name (asserted). ERR_INVALID where the blob would be too large.
int private_part_pack(const struct private_part *part, struct buf *out, struct err *err);
// ERR_INTERNAL where the blob is damaged.
int private_part_unpack(struct slice blob, struct private_part *ret, struct err *err);
// NULL where there is none of this name.
const struct private_part_field *private_part_find(const struct private_part *part, struct slice name);
// The blob without that field's salt and value. ERR_NOT_FOUND where there is no such field; erased already is
// fine.
int private_part_erase(struct slice blob, struct slice name, struct buf *out, struct err *err);

#endif
