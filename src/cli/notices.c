// SPDX-License-Identifier: Apache-2.0
#include "cli/notices.h"

#include "cli/files.h"
#include "cli/settings.h"
#include "jobs/notifying.h"

#include <stdlib.h>
#include <unistd.h>

#define SECRET_BYTES_MAX 4096

// The first line of a file; of the named one, else of a credential of systemd; NULL where there is neither.
static int read_secret(const char *path, const char *credential, const char *setting, struct arena *arena,
	const char **ret, struct err *err)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	struct slice text, rest;
	int r;

	if (!path && folder) {
		path = arena_printf(arena, "%s/%s", folder, credential);
		if (access(path, F_OK) != 0)
			path = NULL;
	}
	if (!path)
		return 0;
	r = files_read(arena, path, SECRET_BYTES_MAX, &text, err);
	if (r < 0) {
		err_prefix(err, "%s: ", setting);
		return ERR_INVALID;
	}
	slice_cut(text, '\n', &text, &rest);
	text = slice_trim(text);
	if (text.len == 0 || slice_trim(rest).len || slice_find_byte(text, '\0') >= 0)
		return err_set(err, ERR_INVALID, "%s: the file holds one line", setting);
	*ret = arena_cstr(arena, text);
	return 0;
}

static int check_together(const struct settings *s, struct err *err)
{
	if (!s->smtp && (s->smtp_user || s->smtp_password_file || s->smtp_ca || s->mail_from))
		return err_set(err, ERR_INVALID, "smtp: the server that takes the mails is not named");
	if (!s->sms_url && (s->sms_body || s->sms_header_file))
		return err_set(err, ERR_INVALID, "sms-url: the gateway is not named");
	return 0;
}

int notices_read(
	const struct settings *settings, struct arena *arena, struct notifying_options *ret, struct err *err)
{
	struct notifying_options options = {
		.smtp = {.url = settings->smtp, .user = settings->smtp_user, .ca_file = settings->smtp_ca},
		.mail_from = settings->mail_from,
		.sms = {.url = settings->sms_url,
			.method = settings->sms_method,
			.type = settings->sms_type,
			.body = settings->sms_body},
		.public_url = settings->public_url,
		.every_s = settings->notice_every,
		.time_ms = settings->notice_timeout * 1000,
	};
	int r = check_together(settings, err);

	if (r == 0 && (calendar_hours_parse(slice_of(settings->notice_hours), &options.hours) < 0 ||
			      options.hours.count == 0))
		r = err_set(
			err, ERR_INVALID, "notice-hours: times as 08:00-20:00 or 08:30-12:00 14:00-18:00");
	if (r == 0 && settings->smtp)
		r = read_secret(settings->smtp_password_file, "yidan.smtp", "smtp-password-file", arena,
			&options.smtp.password, err);
	if (r == 0 && settings->sms_url)
		r = read_secret(settings->sms_header_file, "yidan.sms", "sms-header-file", arena,
			&options.sms.header, err);
	if (r == 0 && options.smtp.user && !options.smtp.password)
		r = err_set(err, ERR_INVALID, "smtp-password-file: where the password of %s is",
			options.smtp.user);
	if (r == 0)
		*ret = options;
	return r;
}
