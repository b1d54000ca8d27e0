// SPDX-License-Identifier: Apache-2.0
// Bodies are base64: no line is too long, none begins with a dot or "From ", no byte needs an 8-bit way, and
// no boundary can stand in them ("=_" is no base64).
#include "mail/message.h"

#include "base/clock.h"

#include <stdbool.h>
#include <string.h>

#define WORD_BYTES 45 // of text in one encoded word: 60 characters of base64, 72 in all of at most 75
#define LINE_BYTES 57 // of a body in one line: 76 characters
#define BOUNDARY   "=_yidan_alternative"

// ---- What may stand where

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_dotted(struct slice s, const char *signs, size_t most)
{
	char before = '.';

	if (s.len == 0 || s.len > most)
		return false;
	for (size_t i = 0; i < s.len; before = s.ptr[i++]) {
		if (s.ptr[i] == '.' ? before == '.' : !is_alnum(s.ptr[i]) && !strchr(signs, s.ptr[i]))
			return false;
		if (s.ptr[i] == '\0') // strchr finds the end of its string
			return false;
	}
	return before != '.';
}

static bool is_domain(struct slice s)
{
	struct slice label, rest = s;

	if (!is_dotted(s, "-", MAIL_ADDRESS_BYTES_MAX))
		return false;
	while (rest.len) {
		slice_cut(rest, '.', &label, &rest);
		if (label.len > 63 || label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
			return false;
	}
	return true;
}

int mail_check_address(struct slice address, struct err *err)
{
	struct slice local, domain;

	if (address.len > MAIL_ADDRESS_BYTES_MAX || !slice_cut(address, '@', &local, &domain) ||
		!is_dotted(local, "!#$%&'*+-/=?^_`{|}~", 64) || !is_domain(domain))
		return err_set(err, ERR_INVALID, "that is no address of mail");
	return 0;
}

// Something of our own or of the operator's: letters, digits and a few signs, one @.
static bool is_id(struct slice id)
{
	struct slice local, domain;

	return id.len <= MAIL_ID_BYTES_MAX && slice_cut(id, '@', &local, &domain) &&
	       is_dotted(local, "-_", MAIL_ID_BYTES_MAX) && is_domain(domain);
}

static bool is_url(struct slice url)
{
	for (size_t i = 0; i < url.len; i++) {
		if (url.ptr[i] <= ' ' || url.ptr[i] >= 0x7f || url.ptr[i] == '<' || url.ptr[i] == '>')
			return false;
	}
	return url.len <= MAIL_URL_BYTES_MAX;
}

static bool is_languages(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_alnum(s.ptr[i]) && s.ptr[i] != '-' && s.ptr[i] != ',' && s.ptr[i] != ' ')
			return false;
	}
	return s.len <= 60;
}

static bool is_line(struct slice s, size_t most)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f)
			return false;
	}
	return s.len <= most && slice_is_utf8(s);
}

static bool is_text(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\n' && s.ptr[i] != '\t')
			return false;
	}
	return s.len <= MAIL_TEXT_BYTES_MAX && slice_is_utf8(s);
}

static int check(const struct mail *mail, struct err *err)
{
	const char *wrong = NULL;
	int r;

	r = mail_check_address(mail->from, err);
	if (r == 0)
		r = mail_check_address(mail->to, err);
	if (r < 0)
		return r;
	if (!is_line(mail->from_name, MAIL_NAME_BYTES_MAX))
		wrong = "name of the sender";
	else if (!is_line(mail->subject, MAIL_SUBJECT_BYTES_MAX))
		wrong = "subject";
	else if (!is_id(mail->message_id) || (mail->thread_id.len && !is_id(mail->thread_id)))
		wrong = "id";
	else if (!is_url(mail->unsubscribe_url))
		wrong = "address to unsubscribe at";
	else if (!is_languages(mail->languages))
		wrong = "list of languages";
	else if (!is_text(mail->text) || !is_text(mail->html))
		wrong = "text";
	return wrong ? err_set(err, ERR_INVALID, "the %s of a mail holds what it may not", wrong) : 0;
}

// ---- Encodings

static void put_base64(struct buf *out, struct slice bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *at = (const unsigned char *)bytes.ptr;

	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t left = bytes.len - i;
		uint32_t group = (uint32_t)at[i] << 16 | (left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
				 (left > 2 ? at[i + 2] : 0);

		buf_put_byte(out, digits[group >> 18]);
		buf_put_byte(out, digits[group >> 12 & 63]);
		buf_put_byte(out, (char)(left > 1 ? digits[group >> 6 & 63] : '='));
		buf_put_byte(out, (char)(left > 2 ? digits[group & 63] : '='));
	}
}

static bool is_plain(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] >= 0x7f)
			return false;
	}
	return s.len <= 60 && slice_find(s, SLICE("=?")) < 0;
}

// Encoded words, a line each, cut between characters.
static void put_words(struct buf *out, struct slice text)
{
	for (const char *between = ""; text.len; between = "\r\n ") {
		struct slice head = slice_utf8_head(text, WORD_BYTES);

		buf_put_cstr(out, between);
		BUF_PUT_LIT(out, "=?UTF-8?B?");
		put_base64(out, head);
		BUF_PUT_LIT(out, "?=");
		text = slice_sub(text, head.len, text.len);
	}
}

static void put_quoted(struct buf *out, struct slice text)
{
	buf_put_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_put_byte(out, '\\');
		buf_put_byte(out, text.ptr[i]);
	}
	buf_put_byte(out, '"');
}

// Lines of LF become lines of CRLF, as a text in a mail has them.
static void put_body(struct buf *out, struct slice text)
{
	CLEANUP(buf_release) struct buf lines = {0};
	struct slice rest;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n')
			buf_put_byte(&lines, '\r');
		buf_put_byte(&lines, text.ptr[i]);
	}
	for (rest = buf_slice(&lines); rest.len; rest = slice_sub(rest, LINE_BYTES, rest.len)) {
		put_base64(out, slice_sub(rest, 0, LINE_BYTES));
		BUF_PUT_LIT(out, "\r\n");
	}
}

static void put_date(struct buf *out, int64_t at_us)
{
	static const char days[][4] = {
		"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; // day 0 is a Thursday
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int64_t day = at_us / US_PER_DAY, second = at_us % US_PER_DAY / US_PER_SECOND, year;
	int month, of_month;

	must(at_us >= 0);
	clock_civil_from_days(day, &year, &month, &of_month);
	buf_printf(out, "Date: %s, %d %s %lld %02d:%02d:%02d +0000\r\n", days[day % 7], of_month,
		months[month - 1], (long long)year, (int)(second / 3600), (int)(second / 60 % 60),
		(int)(second % 60));
}

// ---- The mail

static void put_headers(const struct mail *mail, struct buf *out)
{
	BUF_PUT_LIT(out, "From: ");
	if (mail->from_name.len && is_plain(mail->from_name))
		put_quoted(out, mail->from_name);
	else
		put_words(out, mail->from_name);
	buf_printf(out, "%s<%.*s>\r\n", mail->from_name.len ? "\r\n " : "", SLICE_ARG(mail->from));
	buf_printf(out, "To: <%.*s>\r\nSubject: ", SLICE_ARG(mail->to));
	if (is_plain(mail->subject))
		buf_put_slice(out, mail->subject);
	else
		put_words(out, mail->subject);
	BUF_PUT_LIT(out, "\r\n");
	put_date(out, mail->at_us);
	buf_printf(out, "Message-ID: <%.*s>\r\n", SLICE_ARG(mail->message_id));
	if (mail->thread_id.len && !slice_eq(mail->thread_id, mail->message_id))
		buf_printf(out, "In-Reply-To: <%.*s>\r\nReferences: <%.*s>\r\n", SLICE_ARG(mail->thread_id),
			SLICE_ARG(mail->thread_id));
	// no answering machine answers to these two
	BUF_PUT_LIT(out, "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n");
	if (mail->unsubscribe_url.len)
		buf_printf(out,
			"List-Unsubscribe: <%.*s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
			SLICE_ARG(mail->unsubscribe_url));
	if (mail->languages.len)
		buf_printf(out, "Content-Language: %.*s\r\n", SLICE_ARG(mail->languages));
	BUF_PUT_LIT(out, "MIME-Version: 1.0\r\n");
}

static void put_part(struct buf *out, const char *type, struct slice text)
{
	buf_printf(out, "Content-Type: text/%s; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
		type);
	put_body(out, text);
}

int mail_format(const struct mail *mail, struct buf *out, struct err *err)
{
	int r = check(mail, err);

	if (r < 0)
		return r;
	put_headers(mail, out);
	if (mail->html.len == 0) {
		put_part(out, "plain", mail->text);
		return 0;
	}
	BUF_PUT_LIT(out,
		"Content-Type: multipart/alternative; boundary=\"" BOUNDARY "\"\r\n\r\n--" BOUNDARY "\r\n");
	put_part(out, "plain", mail->text);
	BUF_PUT_LIT(out, "\r\n--" BOUNDARY "\r\n");
	put_part(out, "html", mail->html);
	BUF_PUT_LIT(out, "\r\n--" BOUNDARY "--\r\n");
	return 0;
}
