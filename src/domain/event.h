// SPDX-License-Identifier: Apache-2.0
// What all events share: who did it and when, and the values of private fields. The events of a stream
// themselves are generated from their description: domain/case_events.h. All plain values; slices are
// borrowed.
#ifndef YIDAN_DOMAIN_EVENT_H
#define YIDAN_DOMAIN_EVENT_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum event_by {
	EVENT_BY_NONE, // no event has this
	EVENT_BY_RAISER,
	EVENT_BY_OFFICER,
	EVENT_BY_SYSTEM,
};

// The envelope of an event, apart from its type and version.
struct event_meta {
	int64_t jurisdiction_id;
	int64_t stream_id; // of a case: the case's id
	int64_t seq;	   // 1, 2, 3 … without a gap
	int64_t at_us;	   // never before the event that precedes it
	enum event_by by;
	int64_t by_officer_id; // 0 unless by an officer; private: also 0 where it was erased or not read
	int64_t by_unit_id;    // unit of that officer then, or 0
};

// Of a private field: whether there is a value, and whether we can know.
enum private_state {
	PRIVATE_ABSENT, // never had a value
	PRIVATE_PRESENT,
	PRIVATE_ERASED, // value and salt were erased later; whether there was one is not known any more
	PRIVATE_UNREAD, // the table that holds it was not read
};

struct private_text {
	enum private_state state;
	struct slice value; // UTF-8, with PRIVATE_PRESENT
};

struct private_flag {
	enum private_state state;
	bool value;
};

struct private_id {
	enum private_state state;
	int64_t value;
};

// Degrees × 10^7, WGS 84.
struct point_e7 {
	int32_t lat_e7;	 // −90° … 90°
	int32_t long_e7; // −180° … 180°
};

struct private_point {
	enum private_state state;
	struct point_e7 value;
};

enum file_type {
	FILE_TYPE_NONE,
	FILE_TYPE_JPEG,
	FILE_TYPE_PNG,
	FILE_TYPE_WEBP,
};

struct event_file {
	int64_t id;		  // attachment
	unsigned char sha256[32]; // of its stored bytes
	enum file_type type;
};

#define EVENT_FILES_MAX 16

struct private_files {
	enum private_state state;
	const struct event_file *items;
	size_t count; // 1 … EVENT_FILES_MAX with PRIVATE_PRESENT
};

// "image/jpeg"; parse returns false for what is not on the list.
const char *file_type_media(enum file_type type);
bool file_type_parse(struct slice media, enum file_type *ret);

// "raiser", "officer", "system".
const char *event_by_name(enum event_by by);
bool event_by_parse(struct slice name, enum event_by *ret);

// Short ways to make values: an empty text or an id of 0 is absent.
struct private_text private_text_of(struct slice value);
struct private_id private_id_of(int64_t id);
struct private_flag private_flag_of(bool value);
struct private_files private_files_of(const struct event_file *items, size_t count);

#endif
