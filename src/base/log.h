// SPDX-License-Identifier: Apache-2.0
// Structured log to standard error, one line a record: `time=… level=… event=… key=value …` (logfmt).
// Only the edge logs (cli, web, the worker loops of db and http), once. Values are quoted where needed and
// control characters escaped; personal data, secrets, query strings and bodies never go in. Any thread.
//
//	log_info("started", "address=%s", address);
#ifndef YIDAN_BASE_LOG_H
#define YIDAN_BASE_LOG_H

#include "base/macros.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level level);
enum log_level log_get_level(void);
int log_level_parse(const char *name, enum log_level *ret); // 0 or ERR_INVALID

// Request id of what this thread works on now; "" for none. Copied (at most 31 bytes).
void log_set_request(const char *request_id);
const char *log_get_request(void);

void log_write(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);
#define log_debug(event, ...) log_write(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...)  log_write(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...)  log_write(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_write(LOG_ERROR, event, __VA_ARGS__)

// Quotes a text for logfmt into out (truncated to size); returns out.
const char *log_quote(char *out, size_t size, const char *text);

#endif
