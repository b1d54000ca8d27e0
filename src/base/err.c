// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int http_status;
	int retryable;
} classes[] = {
	[-ERR_NONE] = {"none", 200, 0},
	[-ERR_NOT_FOUND] = {"not_found", 404, 0},
	[-ERR_CONFLICT] = {"conflict", 409, 1},
	[-ERR_CONSTRAINT] = {"constraint", 409, 0},
	[-ERR_BUSY] = {"busy", 503, 1},
	[-ERR_UNAVAILABLE] = {"unavailable", 503, 1},
	[-ERR_UNCERTAIN] = {"uncertain", 503, 1},
	[-ERR_INVALID] = {"invalid", 400, 0},
	[-ERR_INTERNAL] = {"internal", 500, 0},
};

static size_t index_of(int class)
{
	must(class <= 0 && (size_t) - class < ARRAY_LEN(classes));
	return (size_t) - class;
}

int(err_set)(struct err *err, enum err_class class, const char *format, ...)
{
	va_list args;

	if (err) {
		err->class = class;
		err->constraint[0] = '\0';
		va_start(args, format);
		vsnprintf(err->message, sizeof(err->message), format, args);
		va_end(args);
	}
	return class;
}

void err_prefix(struct err *err, const char *format, ...)
{
	char old[sizeof(err->message)];
	va_list args;
	int len;

	if (!err)
		return;
	memcpy(old, err->message, sizeof(old));
	va_start(args, format);
	len = vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof(err->message))
		snprintf(err->message + len, sizeof(err->message) - (size_t)len, "%s", old);
}

const char *err_class_name(int class)
{
	return classes[index_of(class)].name;
}

int err_http_status(int class)
{
	return classes[index_of(class)].http_status;
}

int err_is_retryable(int class)
{
	return classes[index_of(class)].retryable;
}
