// SPDX-License-Identifier: Apache-2.0
// A mail as bytes: headers (RFC 5322, words by RFC 2047) and one or two texts in base64
// (multipart/alternative where there is HTML besides). It only writes; nothing here reads mail. Whatever
// could end a line in a header is refused, so that nobody's words become a header. The same mail gives the
// same bytes. Pure; any thread.
//
//	struct mail mail = {.from = SLICE("list@heting.example"), .to = address, .subject = subject, …};
//	r = mail_format(&mail, &out, err);   // CRLF lines, ASCII alone, ready for smtp_send (mail/smtp.h)
#ifndef YIDAN_MAIL_MESSAGE_H
#define YIDAN_MAIL_MESSAGE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

#define MAIL_ADDRESS_BYTES_MAX 254
#define MAIL_NAME_BYTES_MAX    400
#define MAIL_SUBJECT_BYTES_MAX 400
#define MAIL_ID_BYTES_MAX      200
#define MAIL_URL_BYTES_MAX     900 // a line of a mail has 998
#define MAIL_TEXT_BYTES_MAX    (256 * 1024)

struct mail {
	struct slice from, from_name; // an address; the name may be empty
	struct slice to;	      // an address
	struct slice subject;	      // UTF-8, one line
	struct slice message_id;      // without <>: always the same for the same notice
	struct slice thread_id;	      // of the mail that began the thread, or would have; may be empty
	struct slice unsubscribe_url; // takes a POST of one click (RFC 8058); may be empty
	struct slice languages;	      // "zh-CN, en"
	int64_t at_us;
	struct slice text, html; // UTF-8, lines end in LF; html may be empty
};

// local@domain of ASCII letters, digits and the usual signs, no quotes, no comments: what a mail can be sent
// to without asking a server what it understands. ERR_INVALID; the message does not name the address.
int mail_check_address(struct slice address, struct err *err);

// Added to `out`. ERR_INVALID: an address that is none, a control character where none may be, text that is
// no UTF-8, something over its limit; out is then as it was.
int mail_format(const struct mail *mail, struct buf *out, struct err *err);

#endif
