// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/clock.h"
#include "base/err.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static _Atomic int lowest_level = LOG_INFO;
static _Thread_local char request_id[32];
static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_set_level(enum log_level level)
{
	lowest_level = (int)level;
}

enum log_level log_get_level(void)
{
	return (enum log_level)lowest_level;
}

int log_level_parse(const char *name, enum log_level *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(level_names); i++) {
		if (strcmp(name, level_names[i]) == 0) {
			*ret = (enum log_level)i;
			return 0;
		}
	}
	return ERR_INVALID;
}

void log_set_request(const char *id)
{
	snprintf(request_id, sizeof(request_id), "%s", id ? id : "");
}

const char *log_get_request(void)
{
	return request_id;
}

void log_write(enum log_level level, const char *event, const char *format, ...)
{
	char line[2048];
	char at[CLOCK_RFC3339_BYTES];
	va_list args;
	size_t len;
	int n;

	if ((int)level < lowest_level)
		return;
	n = snprintf(line, sizeof(line), "time=%s level=%s event=%s%s%s ",
		clock_format_rfc3339(clock_now_us(), 1, at), level_names[level], event,
		request_id[0] ? " request=" : "", request_id);
	must(n > 0 && (size_t)n < sizeof(line));
	len = (size_t)n;
	va_start(args, format);
	n = vsnprintf(line + len, sizeof(line) - len, format, args);
	va_end(args);
	must(n >= 0);
	len = len + (size_t)n < sizeof(line) - 1 ? len + (size_t)n : sizeof(line) - 2;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	}
	line[len++] = '\n';
	// one write, so that lines of several threads do not mix; nothing to be done where it fails
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

const char *log_quote(char *out, size_t size, const char *text)
{
	size_t used = 0;
	int plain = text[0] != '\0';

	must(size >= 3);
	for (const char *p = text; *p && plain; p++)
		plain = (unsigned char)*p > 0x20 && *p != '"' && *p != '=' && *p != '\\' && *p != 0x7f;
	if (plain) {
		snprintf(out, size, "%s", text);
		return out;
	}
	out[used++] = '"';
	for (const char *p = text; *p && used + 3 < size; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\')
			out[used++] = '\\';
		out[used++] = c < 0x20 || c == 0x7f ? '?' : (char)c;
	}
	out[used++] = '"';
	out[used] = '\0';
	return out;
}
