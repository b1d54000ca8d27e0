// SPDX-License-Identifier: Apache-2.0
#include "cli/accounts.h"

#include "base/buf.h"
#include "service/password.h"
#include "json/reader.h"
#include "json/writer.h"

static const struct json_limits limits = {.max_bytes = TASK_REQUEST_BYTES_MAX, .max_depth = 1};
static const char *const verbs[] = {[ACCOUNT_ADD] = "add", [ACCOUNT_PASSWORD] = "password"};

static void put_text(struct json_writer *w, const char *key, struct slice text)
{
	json_writer_key(w, key);
	json_writer_text(w, text);
}

struct slice account_change_format(struct arena *arena, const struct account_change *change)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	put_text(&w, "verb", slice_of(verbs[change->verb]));
	put_text(&w, "jurisdiction", change->jurisdiction);
	put_text(&w, "login", change->login);
	put_text(&w, "password_hash", change->password_hash);
	put_text(&w, "name", change->name);
	put_text(&w, "unit", change->unit);
	put_text(&w, "roles", change->roles);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	return buf_slice(&out);
}

int account_change_parse(struct arena *arena, struct slice bytes, struct account_change *ret, struct err *err)
{
	struct account_change change = {0};
	struct json_value root;
	struct json_fields f;
	struct slice verb;
	int r;

	r = json_read(bytes, &limits, arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", arena);
	verb = json_fields_text(&f, "verb", JSON_REQUIRED, 16);
	change.jurisdiction = json_fields_text(&f, "jurisdiction", JSON_OPTIONAL, 64);
	change.login = json_fields_text(&f, "login", JSON_REQUIRED, 64);
	change.password_hash = json_fields_text(&f, "password_hash", JSON_OPTIONAL, PASSWORD_HASH_BYTES);
	change.name = json_fields_text(&f, "name", JSON_OPTIONAL, 1024);
	change.unit = json_fields_text(&f, "unit", JSON_OPTIONAL, 64);
	change.roles = json_fields_text(&f, "roles", JSON_OPTIONAL, 256);
	r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
	if (r < 0)
		return r;
	if (slice_eq_cstr(verb, verbs[ACCOUNT_ADD]))
		change.verb = ACCOUNT_ADD;
	else if (slice_eq_cstr(verb, verbs[ACCOUNT_PASSWORD]))
		change.verb = ACCOUNT_PASSWORD;
	else
		return err_set(err, ERR_INVALID, "verb: add or password");
	*ret = change;
	return 0;
}
