// SPDX-License-Identifier: Apache-2.0
// Mail: whatever the words, a mail that is made has lines of CRLF that are not too long, ASCII alone, and no
// header but ours; what a server says gives a status of its form or none.
#include "mail/message.h"
#include "mail/smtp.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_ours(struct slice line)
{
	static const char *const names[] = {"From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ",
		"In-Reply-To: ", "References: ", "Auto-Submitted: ", "X-Auto-Response-Suppress: ",
		"List-Unsubscribe: ", "List-Unsubscribe-Post: ", "Content-Language: ", "MIME-Version: ",
		"Content-Type: ", "Content-Transfer-Encoding: ", " "};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (slice_starts_with(line, slice_of(names[i])))
			return true;
	}
	return false;
}

static void check(struct slice bytes)
{
	bool in_head = true;
	struct slice line;

	for (size_t i = 0; i < bytes.len; i++)
		must((unsigned char)bytes.ptr[i] < 0x7f && bytes.ptr[i] != '\0');
	while (bytes.len) {
		slice_cut(bytes, '\n', &line, &bytes);
		must(line.len >= 1 && line.ptr[line.len - 1] == '\r' && line.len <= 999);
		line.len--;
		must(slice_find_byte(line, '\r') < 0);
		if (line.len == 0)
			in_head = false;
		must(!in_head || is_ours(line));
	}
	must(!in_head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct slice input = slice_from(data, size), fields[8];
	char status[SMTP_STATUS_BYTES];
	struct mail mail;

	smtp_read_status(input, status);
	must(strlen(status) < sizeof(status) && strspn(status, "0123456789.") == strlen(status));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		slice_cut(input, '|', &fields[i], &input);
	mail = (struct mail){.from = SLICE("list@heting.example"),
		.to = fields[0].len ? fields[0] : SLICE("a@b.example"),
		.from_name = fields[1],
		.subject = fields[2],
		.message_id = fields[3].len ? fields[3] : SLICE("1@heting.example"),
		.thread_id = fields[4],
		.unsubscribe_url = fields[5],
		.languages = SLICE("zh-CN, en"),
		.at_us = (int64_t)size * 86399999999,
		.text = fields[6],
		.html = fields[7]};
	if (mail_format(&mail, &out, NULL) == 0)
		check(buf_slice(&out));
	else
		must(out.len == 0);
	return 0;
}
