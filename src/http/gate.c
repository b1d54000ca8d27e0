// SPDX-License-Identifier: Apache-2.0
#include "http/gate.h"

#include "http/chars.h"
#include "http/request_impl.h"

#include <string.h>

#define CHUNK_LINE_BYTES	 512 // size and extensions of one chunk
#define LINE_BESIDE_TARGET_BYTES 64  // of a request line: method, blanks, version

void gate_init(struct gate *gate, struct gate_owner *owner)
{
	*gate = (struct gate){.owner = owner};
	gate->queue_end = &gate->queue;
}

void gate_release(struct gate *gate)
{
	struct http_request *r;

	while ((r = gate_take_request(gate)))
		if (r != gate->building)
			gate->owner->request_free(gate->owner, r);
	// A request whose body is being read has perhaps been taken already: then its taker frees it.
	if (gate->building && !gate->building->mhd)
		gate->owner->request_free(gate->owner, gate->building);
	buf_release(&gate->pending);
	buf_release(&gate->out);
}

bool gate_is_reading(const struct gate *gate)
{
	return gate->building != NULL;
}

bool gate_is_reading_body(const struct gate *gate)
{
	return gate->building && gate->state != GATE_HEAD;
}

struct http_request *gate_take_request(struct gate *gate)
{
	struct http_request *r = gate->queue;

	if (!r)
		return NULL;
	gate->queue = r->next;
	if (!gate->queue)
		gate->queue_end = &gate->queue;
	gate->queued--;
	r->next = NULL;
	return r;
}

size_t gate_take_bytes(struct gate *gate, void *to, size_t size)
{
	size_t left = gate->out.len - gate->out_taken;

	if (size > left)
		size = left;
	if (size)
		memcpy(to, gate->out.ptr + gate->out_taken, size);
	gate->out_taken += size;
	if (gate->out_taken == gate->out.len) {
		buf_reset(&gate->out);
		gate->out_taken = 0;
	}
	return size;
}

// --- words for libmicrohttpd ---

static void give(struct gate *gate, struct http_request *r, bool with_body)
{
	if (++gate->queued >= GATE_PIPELINE_MAX)
		r->close = true;
	r->next = NULL;
	*gate->queue_end = r;
	gate->queue_end = &r->next;
	if (with_body)
		BUF_PUT_LIT(&gate->out, "POST / HTTP/1.1\r\nHost: y\r\nTransfer-Encoding: chunked\r\n");
	else if (r->head.has_request_line && r->head.method == HTTP_METHOD_HEAD)
		BUF_PUT_LIT(&gate->out, "HEAD / HTTP/1.1\r\nHost: y\r\n");
	else
		BUF_PUT_LIT(&gate->out, "GET / HTTP/1.1\r\nHost: y\r\n");
	if (with_body && r->head.expect_continue)
		BUF_PUT_LIT(&gate->out, "Expect: 100-continue\r\n");
	if (r->close)
		BUF_PUT_LIT(&gate->out, "Connection: close\r\n");
	BUF_PUT_LIT(&gate->out, "\r\n");
}

// The building request is complete: the next begins, unless it was the last.
static void finish(struct gate *gate)
{
	gate->state = gate->building->close ? GATE_DEAD : GATE_HEAD;
	gate->building = NULL;
	gate->skipped_empty_line = false;
	gate->line_start = gate->scanned = 0;
}

static void finish_body(struct gate *gate)
{
	BUF_PUT_LIT(&gate->out, "0\r\n\r\n");
	finish(gate);
}

static void refuse(struct gate *gate, int status, const char *reason)
{
	struct http_request *r = gate->building;
	bool in_body = gate_is_reading_body(gate);

	r->refused = status;
	r->reason = reason;
	r->close = r->linger = true;
	if (in_body) {
		finish_body(gate);
	} else {
		give(gate, r, false);
		finish(gate);
	}
}

void gate_refuse(struct gate *gate, int status, const char *reason)
{
	if (!gate->building)
		return;
	if (gate->state == GATE_HEAD) {
		struct slice seen = buf_slice(&gate->pending);

		head_finish_refused(&gate->building->head, arena_slice(gate->building->arena, seen).ptr);
	}
	refuse(gate, status, reason);
	buf_reset(&gate->pending);
}

// --- bodies ---

static void over_limit(struct gate *gate)
{
	struct http_request *r = gate->building;

	r->cut = true;
	if (!r->keep_cut) {
		r->refused = 413;
		r->reason = "body over its limit";
	}
}

// Bytes of a body: kept up to the limit, then read and thrown away, so that the client comes to read our
// answer. False when the gate refused.
static bool body_bytes(struct gate *gate, struct slice bytes)
{
	struct http_request *r = gate->building;
	size_t room = r->cut || r->refused || r->responded_early ? 0 : r->body_limit - r->body.len;
	size_t keep = bytes.len < room ? bytes.len : room;

	gate->body_received += bytes.len;
	if (keep && !gate->owner->reserve(gate->owner, r, keep)) {
		r->refused = 503;
		r->reason = "too many bodies in memory";
		keep = 0;
	}
	if (keep)
		buf_put(&r->body, bytes.ptr, keep);
	if (keep == bytes.len)
		return true;
	if (!r->cut && !r->refused && !r->responded_early)
		over_limit(gate);
	gate->discarded += bytes.len - keep;
	if (gate->discarded > gate->owner->limits->discard_bytes) {
		refuse(gate, r->refused ? r->refused : 413, "body far over its limit");
		return false;
	}
	return true;
}

static size_t body_run(struct gate *gate, struct slice in)
{
	struct slice part = slice_sub(in, 0, gate->left < in.len ? (size_t)gate->left : in.len);

	gate->left -= part.len;
	if (!body_bytes(gate, part))
		return part.len;
	if (!gate->left && gate->state == GATE_BODY_LENGTH)
		finish_body(gate);
	else if (!gate->left)
		gate->state = GATE_CHUNK_END;
	return part.len;
}

// 1*HEXDIG, then nothing or ";" and extensions, which are checked for control characters and ignored.
static bool chunk_size(struct slice line, uint64_t *ret)
{
	uint64_t size = 0;
	size_t at = 0;
	int digit;

	while (at < line.len && (digit = chars_hex_value(line.ptr[at])) >= 0) {
		if (++at > 15)
			return false;
		size = size * 16 + (unsigned)digit;
	}
	if (!at)
		return false;
	line = slice_sub(line, at, SIZE_MAX);
	*ret = size;
	if (!line.len)
		return true;
	if (!chars_all(line, CHAR_FIELD))
		return false;
	line = slice_trim(line);
	return line.len > 1 && line.ptr[0] == ';';
}

// Whether extensions and trailers together have become too much.
static bool extra(struct gate *gate, size_t bytes)
{
	gate->extra_bytes += bytes;
	return gate->extra_bytes > gate->owner->limits->head_bytes;
}

static void chunk_line(struct gate *gate, struct slice line)
{
	if (!chunk_size(line, &gate->left))
		refuse(gate, 400, "malformed chunk size");
	else if (line.len > 16 && extra(gate, line.len))
		refuse(gate, 400, "too many chunk extensions");
	else if (gate->left)
		gate->state = GATE_CHUNK_DATA;
	else
		gate->state = GATE_TRAILER;
}

static void trailer_line(struct gate *gate, struct slice line)
{
	const char *reason;

	if (!line.len)
		finish_body(gate);
	else if (++gate->trailer_count > gate->owner->limits->header_count || extra(gate, line.len))
		refuse(gate, 431, "too many trailer fields");
	else if (head_check_trailer(line, &reason))
		refuse(gate, 400, reason);
}

// A line of chunked framing that ends by CR LF. Returns the bytes used; 0: the line is not complete yet.
static size_t framing_line(struct gate *gate, struct slice in)
{
	ptrdiff_t end = slice_find_byte(in, '\n');
	size_t max = gate->state == GATE_CHUNK_SIZE ? CHUNK_LINE_BYTES : gate->owner->limits->head_bytes;
	struct slice line;

	if ((end < 0 ? in.len : (size_t)end) > max) {
		refuse(gate, gate->state == GATE_CHUNK_SIZE ? 400 : 431, "line of chunked framing too long");
		return in.len;
	}
	if (end < 0)
		return 0;
	if (end < 1 || in.ptr[end - 1] != '\r') {
		refuse(gate, 400, "line of chunked framing without CR LF");
		return in.len;
	}
	line = slice_sub(in, 0, (size_t)end - 1);
	if (gate->state == GATE_CHUNK_SIZE)
		chunk_line(gate, line);
	else if (gate->state == GATE_TRAILER)
		trailer_line(gate, line);
	else if (line.len)
		refuse(gate, 400, "chunk data longer than its size");
	else
		gate->state = GATE_CHUNK_SIZE;
	return (size_t)end + 1;
}

// The two bytes behind a chunk's data: looked at as they come, so that wrong ones are refused without waiting
// for a line end.
static size_t chunk_end(struct gate *gate, struct slice in)
{
	if (in.ptr[0] != '\r' || (in.len > 1 && in.ptr[1] != '\n')) {
		refuse(gate, 400, "chunk data longer than its size");
		return in.len;
	}
	return framing_line(gate, in);
}

static void begin_body(struct gate *gate)
{
	struct http_request *r = gate->building;

	gate->left = r->head.chunked ? 0 : (uint64_t)r->head.content_length;
	gate->extra_bytes = gate->trailer_count = 0;
	gate->discarded = gate->body_received = 0;
	gate->state = r->head.chunked ? GATE_CHUNK_SIZE : GATE_BODY_LENGTH;
}

// --- heads ---

static void begin_head(struct gate *gate)
{
	struct http_request *r = gate->owner->request_new(gate->owner);

	gate->building = r;
	r->conn = gate->conn;
	head_init(&r->head, r->arena, gate->owner->limits);
	r->body_limit = gate->owner->limits->body_bytes;
	gate->line_start = gate->scanned = 0;
}

// Whether the body need not be read at all: nobody wants it, or it is declared so large that reading it is no
// use.
static bool body_is_hopeless(const struct gate *gate, struct http_request *r)
{
	uint64_t length = r->head.chunked ? 0 : (uint64_t)r->head.content_length;

	if (r->responded_early)
		return r->head.expect_continue || length > gate->owner->limits->discard_bytes;
	if (length <= r->body_limit)
		return false;
	return (r->head.expect_continue && !r->keep_cut) ||
	       length - r->body_limit > gate->owner->limits->discard_bytes;
}

static void head_complete(struct gate *gate, struct slice raw)
{
	struct http_request *r = gate->building;
	int status = head_finish(&r->head, arena_slice(r->arena, raw).ptr);

	if (status) {
		refuse(gate, status, r->head.reason);
		return;
	}
	r->close = r->head.close;
	if (gate->owner->on_head)
		gate->owner->on_head(gate->owner, r);
	if (!head_has_body(&r->head)) {
		give(gate, r, false);
		finish(gate);
	} else if (body_is_hopeless(gate, r)) {
		if (r->responded_early) {
			r->close = r->linger = true;
			give(gate, r, false);
			finish(gate);
		} else {
			refuse(gate, 413, "body over its limit");
		}
	} else {
		give(gate, r, true);
		begin_body(gate);
	}
}

static void head_refused(struct gate *gate, struct slice seen, int status, const char *reason)
{
	head_finish_refused(&gate->building->head, arena_slice(gate->building->arena, seen).ptr);
	refuse(gate, status, reason);
}

// Whether a head is too long already, with `in` as far as it is looked at; the same answer wherever the
// network cut it.
static bool head_too_long(struct gate *gate, struct slice in)
{
	struct http_request *r = gate->building;

	if (!r->head.has_request_line &&
		in.len - gate->line_start > gate->owner->limits->target_bytes + LINE_BESIDE_TARGET_BYTES)
		head_refused(gate, in, 414, "request line too long");
	else if (in.len > gate->owner->limits->head_bytes)
		head_refused(gate, slice_sub(in, 0, gate->line_start), 431, "head too long");
	else
		return false;
	return true;
}

// Lines of a head, `in` from its first byte. Returns the bytes used when the head is complete or refused; 0:
// more is needed.
static size_t head_run(struct gate *gate, struct slice in)
{
	if (!gate->building)
		begin_head(gate);
	for (;;) {
		struct slice rest = slice_sub(in, gate->scanned, SIZE_MAX);
		ptrdiff_t end = slice_find_byte(rest, '\n');
		size_t stop, len;
		int status;

		if (end < 0) {
			gate->scanned = in.len;
			return head_too_long(gate, in) ? in.len : 0;
		}
		stop = gate->scanned + (size_t)end;
		gate->scanned = stop + 1;
		if (head_too_long(gate, slice_sub(in, 0, stop)))
			return in.len;
		if (stop == gate->line_start || in.ptr[stop - 1] != '\r') {
			head_refused(gate, slice_sub(in, 0, stop), 400, "line without CR LF");
			return in.len;
		}
		len = stop - 1 - gate->line_start;
		if (!len && gate->building->head.has_request_line) {
			head_complete(gate, slice_sub(in, 0, stop + 1));
			return stop + 1;
		}
		if (!len && !gate->skipped_empty_line) {
			gate->skipped_empty_line = true;
			gate->line_start = stop + 1;
			continue;
		}
		status = head_line(&gate->building->head, in.ptr, gate->line_start, len);
		if (status) {
			head_refused(gate, slice_sub(in, 0, stop + 1), status, gate->building->head.reason);
			return in.len;
		}
		gate->line_start = stop + 1;
	}
}

// One step of the machine: bytes used; 0: more is needed.
static size_t step(struct gate *gate, struct slice in)
{
	switch (gate->state) {
	case GATE_HEAD:
		return head_run(gate, in);
	case GATE_BODY_LENGTH:
	case GATE_CHUNK_DATA:
		return body_run(gate, in);
	case GATE_CHUNK_END:
		return chunk_end(gate, in);
	case GATE_CHUNK_SIZE:
	case GATE_TRAILER:
		return framing_line(gate, in);
	case GATE_DEAD:
		break;
	}
	return in.len;
}

void gate_feed(struct gate *gate, struct slice in)
{
	bool joined = gate->pending.len > 0;
	size_t used;

	if (joined) {
		buf_put_slice(&gate->pending, in);
		in = buf_slice(&gate->pending);
	}
	while (in.len && (used = step(gate, in)))
		in = slice_sub(in, used, SIZE_MAX);
	if (!in.len) {
		// Between requests a connection holds no memory of ours.
		buf_release(&gate->pending);
	} else if (!joined) {
		buf_put_slice(&gate->pending, in);
	} else if (in.ptr != gate->pending.ptr) {
		memmove(gate->pending.ptr, in.ptr, in.len);
		gate->pending.len = in.len;
		gate->pending.ptr[in.len] = 0;
	}
}
