// SPDX-License-Identifier: Apache-2.0
#include "cli/control.h"

#include "base/buf.h"
#include "json/reader.h"
#include "json/writer.h"

static const struct json_limits limits = {.max_bytes = CONTROL_BYTES_MAX, .max_depth = 1};

struct slice control_request_format(struct arena *arena, struct slice task, struct slice request)
{
	struct buf out = buf_in(arena);

	buf_put_slice(&out, task);
	buf_put_byte(&out, '\n');
	buf_put_slice(&out, request);
	return buf_slice(&out);
}

int control_request_parse(
	struct slice bytes, struct slice *ret_task, struct slice *ret_request, struct err *err)
{
	struct slice task, request;

	if (!slice_cut(bytes, '\n', &task, &request) || task.len == 0)
		return err_set(err, ERR_INVALID, "this is no request");
	if (request.len > TASK_REQUEST_BYTES_MAX)
		return err_set(err, ERR_INVALID, "the request is too large");
	*ret_task = task;
	*ret_request = request;
	return 0;
}

struct slice control_reply_format(struct arena *arena, int class, const struct err *err, struct slice said)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "class");
	json_writer_int(&w, class);
	if (class < 0) {
		json_writer_key(&w, "message");
		json_writer_text(&w, slice_of(err->message));
	} else if (said.len) {
		json_writer_key(&w, "said");
		json_writer_text(&w, said);
	}
	json_writer_object_end(&w);
	json_writer_finish(&w);
	return buf_slice(&out);
}

int control_reply_parse(struct arena *arena, struct slice bytes, struct slice *ret_said, struct err *err)
{
	struct slice message, said;
	struct json_value root;
	struct json_fields f;
	int64_t class = 0;
	int r;

	r = json_read(bytes, &limits, arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", arena);
	(void)json_fields_int(&f, "class", JSON_REQUIRED, ERR_INTERNAL, 0, &class);
	message = json_fields_text(&f, "message", JSON_OPTIONAL, sizeof(err->message));
	said = json_fields_text(&f, "said", JSON_OPTIONAL, TASK_SAID_BYTES_MAX);
	r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
	if (r < 0)
		return r;
	if (class < 0)
		return err_set(err, (enum err_class) class, "%.*s", SLICE_ARG(message));
	*ret_said = said;
	return 0;
}
