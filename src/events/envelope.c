// SPDX-License-Identifier: Apache-2.0
#include "events/codec.h"

#include "base/macros.h"
#include "json/cursor.h"

static void read_by(struct json_cursor *c, struct event_meta *ret)
{
	struct slice name;

	json_cursor_expect(c, SLICE(",\"by\":"));
	name = json_cursor_text(c);
	if (json_cursor_ok(c) && !event_by_parse(name, &ret->by))
		json_cursor_fail(c, "unknown actor");
	json_cursor_expect(c, SLICE(",\"by_unit\":"));
	ret->by_unit_id = json_cursor_id_or_null(c);
}

int event_envelope_read(struct slice bytes, struct arena *arena, struct event_envelope *ret, struct err *err)
{
	struct event_envelope e = {0};
	struct json_cursor c;
	int64_t version;

	if (bytes.len > EVENT_BYTES_MAX)
		return err_set(err, ERR_INTERNAL, "event: %zu bytes, at most %d", bytes.len, EVENT_BYTES_MAX);
	json_cursor_init(&c, bytes, arena);
	json_cursor_expect(&c, SLICE("{\"at\":"));
	e.meta.at_us = json_cursor_int(&c);
	read_by(&c, &e.meta);
	json_cursor_expect(&c, SLICE(",\"data\":"));
	e.data = json_cursor_skip(&c);
	json_cursor_expect(&c, SLICE(",\"jurisdiction\":"));
	e.meta.jurisdiction_id = json_cursor_id(&c);
	json_cursor_expect(&c, SLICE(",\"private\":"));
	e.commitments = json_cursor_skip(&c);
	json_cursor_expect(&c, SLICE(",\"seq\":"));
	e.meta.seq = json_cursor_int(&c);
	json_cursor_expect(&c, SLICE(",\"stream\":"));
	e.meta.stream_id = json_cursor_id(&c);
	json_cursor_expect(&c, SLICE(",\"stream_kind\":"));
	e.stream_kind = json_cursor_text(&c);
	json_cursor_expect(&c, SLICE(",\"type\":"));
	e.type = json_cursor_text(&c);
	json_cursor_expect(&c, SLICE(",\"v\":"));
	version = json_cursor_int(&c);
	json_cursor_expect(&c, SLICE("}"));
	if (json_cursor_ok(&c) && (e.meta.at_us <= 0 || e.meta.seq <= 0 || version < 1 || version > 999))
		json_cursor_fail(&c, "a number out of its range");
	if (json_cursor_end(&c, err) < 0) {
		err_prefix(err, "event: ");
		if (err)
			err->class = ERR_INTERNAL;
		return ERR_INTERNAL;
	}
	e.version = (int)version;
	*ret = e;
	return 0;
}
