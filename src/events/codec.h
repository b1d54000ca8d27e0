// SPDX-License-Identifier: Apache-2.0
// Events ⇄ bytes. A record is what the store keeps of an event:
//
// - `bytes`, the public part: one line of canonical JSON that the ledger indexes and everybody may read. It
// holds ids, closed
//   codes, times, versions, and one commitment for each private field. Never rewritten. At most 16 KiB.
//     {"at":µs,"by":"officer","by_unit":"7","data":{…},"jurisdiction":"1",
//      "private":{"by_officer":"<64 hex>","text":"<64 hex>",…},
//      "seq":3,"stream":"99","stream_kind":"case","type":"case.returned","v":1}
//   All keys always stand there, null where there is nothing; `data` and `private` hold exactly the fields of
//   this type and version. Which officer it was is not public: it is a private field that every event has,
//   by_officer, absent where it was none.
// - `text` and `contact`, the private parts: values and salts, packed (events/private_part.h), for the tables
// event_private
//   and contact. The contact part is empty where the type has no fields there.
//
// The structs and lists come from src/events/KIND.toml; each kind of stream has its typed functions
// (events/case_codec.h). Results live in the arena; decoded slices may borrow from the bytes. One thread at a
// time.
//
//	struct event_salt salts[CASE_EVENT_SALTS_MAX];
//	random_bytes(salts, sizeof(salts));
//	r = case_event_encode(&event, salts, ARRAY_LEN(salts), arena, &record, err);
#ifndef YIDAN_EVENTS_CODEC_H
#define YIDAN_EVENTS_CODEC_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"
#include "domain/code_list.h"
#include "domain/event.h"
#include "events/commitment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENT_BYTES_MAX (16 * 1024)

struct event_record {
	const char *type; // "case.received"; static
	int version;
	int64_t seq;
	int64_t at_us;
	struct slice bytes;
	struct slice text;    // for event_private; never empty
	struct slice contact; // for contact; empty: no row
};

// What was read back. A private part that is empty counts as not read: its fields come out PRIVATE_UNREAD.
struct event_parts {
	struct slice bytes;
	struct slice text;
	struct slice contact;
};

enum event_field_type {
	EVENT_FIELD_ID,		  // int64_t, 0 none
	EVENT_FIELD_CODE,	  // an enum, 0 NONE
	EVENT_FIELD_TIME,	  // int64_t, 0 none
	EVENT_FIELD_INT,	  // int64_t
	EVENT_FIELD_BOOL,	  // bool
	EVENT_FIELD_ASCII,	  // struct slice, empty none
	EVENT_FIELD_PRIVATE_TEXT, // struct private_text
	EVENT_FIELD_PRIVATE_FLAG,
	EVENT_FIELD_PRIVATE_ID,
	EVENT_FIELD_PRIVATE_POINT,
	EVENT_FIELD_PRIVATE_FILES,
};

struct event_field {
	const char *name;
	enum event_field_type type;
	size_t offset;		      // in the struct of the type, unless in_meta
	size_t max_bytes;	      // ascii and text
	const struct code_list *list; // code
	bool optional;
	bool in_contact; // private: kept in the table contact
	bool in_meta;	 // private, by_officer alone: the id is event_meta.by_officer_id
};

// One version of one type. Fields are in the order of their names.
struct event_schema {
	const char *type;
	int version;
	int event_type; // of the kind's enum
	size_t struct_bytes;
	const struct event_field *public_fields;
	size_t public_count;
	const struct event_field *private_fields;
	size_t private_count;
	const struct event_schema *newer;			     // the next version, NULL for the newest
	void (*up)(const void *old, void *ret, struct arena *arena); // makes the newer one's struct
};

struct event_kind {
	const char *name; // "case"
	const struct event_schema *const *schemas;
	size_t count;
};

struct event_decoded {
	const struct event_schema *schema; // the newest of its type
	int stored_version;
	struct event_meta meta;
	const void *body; // its struct
};

// NULL where this program does not know it.
const struct event_schema *event_schema_find(const struct event_kind *kind, struct slice type, int version);

// What the typed functions do. Encoding fails (ERR_INVALID) only where a value is over its limit or no UTF-8:
// what the rules let through never is.
int event_encode(const struct event_kind *kind, const struct event_schema *schema,
	const struct event_meta *meta, const void *body, const struct event_salt *salts, size_t salt_count,
	struct arena *arena, struct event_record *ret, struct err *err);
// ERR_UNAVAILABLE: a type, version or code that this program does not know: a newer one wrote it; refuse to
// write the stream. ERR_INTERNAL: the bytes are damaged.
int event_decode(const struct event_kind *kind, const struct event_parts *parts, struct arena *arena,
	struct event_decoded *ret, struct err *err);

// Checks that every private value of an event fits its commitment: 0, or ERR_INTERNAL naming the field. Parts
// that are empty are not looked at or, where the caller says that it read all there is, are missing. An
// erased field passes and is counted: whether an event says that it was erased, the caller must see.
int event_verify_private(const struct event_kind *kind, const struct event_parts *parts, bool is_all,
	struct arena *arena, size_t *ret_erased, struct err *err);

// Type and version without knowing them, for lists and the ledger. ERR_INTERNAL where the bytes are no entry.
struct event_envelope {
	struct event_meta meta; // without the officer, who is private
	struct slice stream_kind;
	struct slice type;
	int version;
	struct slice data;	  // canonical JSON as it stands there
	struct slice commitments; // likewise, the value of "private"
};
int event_envelope_read(struct slice bytes, struct arena *arena, struct event_envelope *ret, struct err *err);

#endif
