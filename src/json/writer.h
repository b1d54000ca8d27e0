// SPDX-License-Identifier: Apache-2.0
// Writes plain JSON for answers of the API and for scripts of pages: keys in the order in which they are
// written, doubles in their shortest form that reads back the same. Text that is not UTF-8 comes out with
// U+FFFD where it is broken. The characters < > & U+2028 U+2029 are escaped, so that the result may stand
// inside an HTML page. What is hashed or signed is written by json/canonical.h instead. One thread; nothing
// is owned; it cannot fail.
//
//	struct json_writer w;
//	json_writer_init(&w, &out);
//	json_writer_object(&w);
//	json_writer_key(&w, "code");
//	json_writer_text(&w, code);
//	json_writer_object_end(&w);
//	json_writer_finish(&w);
#ifndef YIDAN_JSON_WRITER_H
#define YIDAN_JSON_WRITER_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define JSON_WRITER_DEPTH 32

struct json_writer {
	struct buf *out;
	int depth;
	struct {
		bool is_object;
		bool is_empty;
		bool has_key;
	} open[JSON_WRITER_DEPTH];
};

void json_writer_init(struct json_writer *w, struct buf *out);
void json_writer_object(struct json_writer *w);
void json_writer_object_end(struct json_writer *w);
void json_writer_array(struct json_writer *w);
void json_writer_array_end(struct json_writer *w);
void json_writer_key(struct json_writer *w, const char *key);
void json_writer_text(struct json_writer *w, struct slice text);
void json_writer_cstr(struct json_writer *w, const char *text); // NULL writes null
void json_writer_int(struct json_writer *w, int64_t value);
void json_writer_id(struct json_writer *w, int64_t id);	      // a string; 0 writes null
void json_writer_double(struct json_writer *w, double value); // not finite: null
void json_writer_bool(struct json_writer *w, bool value);
void json_writer_null(struct json_writer *w);
void json_writer_time(struct json_writer *w, int64_t at_us); // RFC 3339 in UTC, as a string
void json_writer_finish(struct json_writer *w);		     // all is closed (asserted)

// The text as a JSON string with its quotes, as json_writer_text writes it.
void json_escape(struct buf *out, struct slice text);

#endif
