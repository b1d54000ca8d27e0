// SPDX-License-Identifier: Apache-2.0
// Mails as bytes, and what becomes of one at a server that refuses, breaks off, or never answers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "mail/message.h"
#include "mail/smtp.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// ---- Messages

static struct mail sample(void)
{
	return (struct mail){.from = SLICE("list@heting.example"),
		.from_name = SLICE("合亭区"),
		.to = SLICE("wang@mail.example"),
		.subject = SLICE("事项 K7M-3FX-9PA 已收到"),
		.message_id = SLICE("b2@heting.example"),
		.thread_id = SLICE("a1@heting.example"),
		.unsubscribe_url = SLICE("https://heting.example/n/K7M3FX9PA/abc"),
		.languages = SLICE("zh-CN, en"),
		.at_us = INT64_C(1795482000000000), // 2026-11-24 01:00:00
		.text = SLICE("a\n"),
		.html = SLICE("<p>a</p>\n")};
}

static void test_whole(void **state)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct mail mail = sample();
	struct err err;

	(void)state;
	assert_int_equal(mail_format(&mail, &out, &err), 0);
	assert_string_equal(buf_cstr(&out),
		"From: =?UTF-8?B?5ZCI5Lqt5Yy6?=\r\n <list@heting.example>\r\n"
		"To: <wang@mail.example>\r\n"
		"Subject: =?UTF-8?B?5LqL6aG5IEs3TS0zRlgtOVBBIOW3suaUtuWIsA==?=\r\n"
		"Date: Tue, 24 Nov 2026 01:00:00 +0000\r\n"
		"Message-ID: <b2@heting.example>\r\n"
		"In-Reply-To: <a1@heting.example>\r\nReferences: <a1@heting.example>\r\n"
		"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"
		"List-Unsubscribe: <https://heting.example/n/K7M3FX9PA/abc>\r\n"
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
		"Content-Language: zh-CN, en\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative; boundary=\"=_yidan_alternative\"\r\n\r\n"
		"--=_yidan_alternative\r\n"
		"Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		"YQ0K\r\n\r\n"
		"--=_yidan_alternative\r\n"
		"Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		"PHA+YTwvcD4NCg==\r\n\r\n"
		"--=_yidan_alternative--\r\n");
}

static void test_plain(void **state)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct mail mail = {.from = SLICE("a@b"),
		.from_name = SLICE("He said \"no\" \\ yes"),
		.to = SLICE("c@d"),
		.subject = SLICE("Short"),
		.message_id = SLICE("1@b"),
		.thread_id = SLICE("1@b"),
		.text = SLICE("x")};

	(void)state;
	assert_int_equal(mail_format(&mail, &out, NULL), 0);
	assert_string_equal(buf_cstr(&out),
		"From: \"He said \\\"no\\\" \\\\ yes\"\r\n <a@b>\r\nTo: <c@d>\r\nSubject: Short\r\n"
		"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nMessage-ID: <1@b>\r\n"
		"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: "
		"base64\r\n\r\neA==\r\n");
}

// Words of 45 bytes at most, never cut within a character.
static void test_long_subject(void **state)
{
	CLEANUP(buf_release) struct buf out = {0}, subject = {0};
	struct mail mail = sample();
	const char *at;
	int words = 0;

	(void)state;
	BUF_PUT_LIT(&subject, "a");
	for (int i = 0; i < 40; i++)
		BUF_PUT_LIT(&subject, "字");
	mail.subject = buf_slice(&subject);
	assert_int_equal(mail_format(&mail, &out, NULL), 0);
	at = strstr(buf_cstr(&out), "Subject: ") + 9;
	for (; strncmp(at, "=?UTF-8?B?", 10) == 0; words++) {
		const char *end = strstr(at, "?=\r\n");

		assert_true(end - at <= 73);
		// 1 + 14 × 3 bytes in the first, 15 × 3 in the next two, two letters left is none
		assert_int_equal((end - at - 10) % 4, 0);
		at = end + (end[4] == ' ' ? 5 : 4);
	}
	assert_int_equal(words, 3);
}

static void refuses(const struct mail *mail)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct err err;

	assert_int_equal(mail_format(mail, &out, &err), ERR_INVALID);
	assert_int_equal(out.len, 0);
	assert_null(strstr(err.message, "wang"));
}

static void test_injection(void **state)
{
	static const char *const bad_lines[] = {"a\r\nBcc: x@y", "a\nb", "a\rb", "a\x01", "\xff", "a\x7f"};
	static const char *const bad_addresses[] = {"", "wang", "wang@", "@b", "a@b@c", "a b@c",
		"a@b\r\nX: y", "<a@b>", "a..b@c", ".a@b", "a.@b", "a@b..c", "a@-b", "a@b-", "wáng@b.c",
		"a@b,c@d", "\"a\"@b", "a@b."};
	static const char *const bad_urls[] = {
		"https://x/>", "https://x/\r\n", "https://x/ y", "https://x/ü"};
	struct mail mail;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_lines); i++) {
		mail = sample();
		mail.subject = slice_of(bad_lines[i]);
		refuses(&mail);
		mail = sample();
		mail.from_name = slice_of(bad_lines[i]);
		refuses(&mail);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad_addresses); i++) {
		mail = sample();
		mail.to = slice_of(bad_addresses[i]);
		refuses(&mail);
		mail = sample();
		mail.message_id = slice_of(bad_addresses[i]);
		refuses(&mail);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad_urls); i++) {
		mail = sample();
		mail.unsubscribe_url = slice_of(bad_urls[i]);
		refuses(&mail);
	}
	mail = sample();
	mail.to = slice_from("a\0b@c", 5);
	refuses(&mail);
	mail = sample();
	mail.languages = SLICE("en\r\nX: y");
	refuses(&mail);
	mail = sample();
	mail.text = slice_from("a\0b", 3);
	refuses(&mail);
}

static void test_statuses(void **state)
{
	static const char *const lines[][2] = {{"550 5.1.1 no such user", "5.1.1"}, {"250-2.1.0", "2.1.0"},
		{"452 4.2.2", "4.2.2"}, {"550 no such user", ""}, {"550 5.1 x", ""}, {"550 5..1 x", ""},
		{"", ""}, {"550 5.1.1x", ""}, {"550 5.1.1.1 x", ""}, {"550 55555.55555.5 x", ""}};
	char status[SMTP_STATUS_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		smtp_read_status(slice_of(lines[i][0]), status);
		assert_string_equal(status, lines[i][1]);
	}
}

static void test_urls(void **state)
{
	static const char *const good[] = {
		"smtp://mail.example:587", "smtps://mail.example", "smtp://[::1]:25"};
	static const char *const bad[] = {"", "mail.example", "http://mail.example",
		"smtp://u:p@mail.example", "smtp://mail.example/x", "smtp://mail.example?x", "smtp://a b",
		"smtp:///", "imap://x"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(smtp_check_url(good[i], NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(smtp_check_url(bad[i], NULL), ERR_INVALID);
}

// ---- A server that says what it is told to, once

struct script {
	const char *greeting, *mail, *rcpt, *data, *end; // NULL: closes the connection instead of answering
	int listener;
	char got[8192]; // all that came
	size_t len;
};

static bool say(int fd, const char *words)
{
	if (!words)
		return false;
	assert_int_equal(write(fd, words, strlen(words)), (ssize_t)strlen(words));
	return write(fd, "\r\n", 2) == 2;
}

static bool hear(struct script *s, int fd, const char *end);

// Says it; after a refusal waits for the QUIT.
static bool agree(struct script *s, int fd, const char *words)
{
	if (!say(fd, words))
		return false;
	if (words[0] < '4')
		return true;
	(void)(hear(s, fd, "QUIT") && say(fd, "221 bye"));
	return false;
}

// Reads up to the end that is waited for.
static bool hear(struct script *s, int fd, const char *end)
{
	size_t from = s->len;

	while (s->len + 1 < sizeof(s->got)) {
		ssize_t n = read(fd, s->got + s->len, sizeof(s->got) - 1 - s->len);

		if (n <= 0)
			return false;
		s->len += (size_t)n;
		s->got[s->len] = '\0';
		if (strstr(s->got + from, end))
			return true;
	}
	return false;
}

static void *serve(void *arg)
{
	struct script *s = arg;
	int fd = accept(s->listener, NULL, NULL);

	(void)(agree(s, fd, s->greeting) && hear(s, fd, "\r\n") && agree(s, fd, "250 hello") &&
		hear(s, fd, "\r\n") && agree(s, fd, s->mail) && hear(s, fd, "\r\n") &&
		agree(s, fd, s->rcpt) && hear(s, fd, "\r\n") && agree(s, fd, s->data) &&
		hear(s, fd, "\r\n.\r\n") && agree(s, fd, s->end) && hear(s, fd, "QUIT") &&
		say(fd, "221 bye"));
	close(fd);
	return NULL;
}

static bool say_yes(void *arg)
{
	++*(int *)arg;
	return true;
}

static bool say_no(void *arg)
{
	++*(int *)arg;
	return false;
}

static struct smtp_answer send_to(struct script *s, bool (*hand_over)(void *arg), int *asked)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	struct smtp_answer answer;
	struct smtp *smtp;
	pthread_t thread;
	char url[100];

	s->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s->listener, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(s->listener, 1), 0);
	assert_int_equal(getsockname(s->listener, (struct sockaddr *)&address, &len), 0);
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", ntohs(address.sin_port));
	assert_int_equal(pthread_create(&thread, NULL, serve, s), 0);
	assert_int_equal(
		smtp_new(&(struct smtp_options){.url = url, .time_ms = 20000, .hello = "heting.example"},
			&smtp, NULL),
		0);
	*asked = 0;
	smtp_send(smtp,
		&(struct smtp_letter){SLICE("a@b.example"), SLICE("c@d.example"), SLICE("A: b\r\n\r\n.x\r\n"),
			hand_over, asked},
		&answer);
	smtp_free(smtp);
	pthread_join(thread, NULL);
	close(s->listener);
	return answer;
}

static const struct script good = {"220 here", "250 ok", "250 ok", "354 go on", "250 taken"};

static void test_sent(void **state)
{
	struct script s = good;
	int asked;

	(void)state;
	assert_int_equal(send_to(&s, say_yes, &asked).result, SMTP_SENT);
	assert_int_equal(asked, 1);
	assert_non_null(strstr(s.got, "EHLO heting.example\r\n"));
	assert_non_null(strstr(s.got, "MAIL FROM:<a@b.example>"));
	assert_non_null(strstr(s.got, "RCPT TO:<c@d.example>"));
	assert_non_null(strstr(s.got, "\r\n\r\n..x\r\n.\r\n"));
}

static void test_refused(void **state)
{
	struct script s = good;
	struct smtp_answer answer;
	int asked;

	(void)state;
	s.rcpt = "550 5.1.1 <c@d.example>: no such user";
	answer = send_to(&s, say_yes, &asked);
	assert_int_equal(answer.result, SMTP_REFUSED);
	assert_int_equal(answer.code, 550);
	assert_string_equal(answer.status, "5.1.1");
	assert_null(strstr(answer.words, "@"));
	assert_int_equal(asked, 0);
	s = good;
	s.end = "554 5.7.1 spam";
	answer = send_to(&s, say_yes, &asked);
	assert_int_equal(answer.result, SMTP_REFUSED);
	assert_string_equal(answer.status, "5.7.1");
	assert_int_equal(asked, 1);
	s = good;
	s.data = "554 no";
	assert_int_equal(send_to(&s, say_yes, &asked).result, SMTP_REFUSED);
}

static void test_later(void **state)
{
	struct script s = good;
	struct smtp_answer answer;
	int asked;

	(void)state;
	s.rcpt = "451 4.7.1 come again";
	answer = send_to(&s, say_yes, &asked);
	assert_int_equal(answer.result, SMTP_LATER);
	assert_false(answer.is_server);
	assert_string_equal(answer.status, "4.7.1");
	s = good;
	s.end = "452 4.3.1 full";
	answer = send_to(&s, say_yes, &asked);
	assert_int_equal(answer.result, SMTP_LATER);
	assert_int_equal(asked, 1);
	// of the server itself: it does not let us in at all, breaks off before it has the letter
	s = good;
	s.greeting = "554 go away";
	answer = send_to(&s, say_yes, &asked);
	assert_int_equal(answer.result, SMTP_LATER);
	assert_true(answer.is_server);
	s = good;
	s.rcpt = NULL;
	assert_int_equal(send_to(&s, say_yes, &asked).result, SMTP_LATER);
	assert_int_equal(asked, 0);
	s = good;
	s.greeting = NULL;
	assert_int_equal(send_to(&s, say_yes, &asked).result, SMTP_LATER);
}

static void test_uncertain(void **state)
{
	struct script s = good;
	int asked;

	(void)state;
	s.end = NULL;
	assert_int_equal(send_to(&s, say_yes, &asked).result, SMTP_UNCERTAIN);
	assert_int_equal(asked, 1);
}

// Not handed over: the server never sees the end of the letter.
static void test_kept(void **state)
{
	struct script s = good;
	int asked;

	(void)state;
	assert_int_equal(send_to(&s, say_no, &asked).result, SMTP_KEPT);
	assert_int_equal(asked, 1);
	assert_null(strstr(s.got, "\r\n.\r\n"));
}

// Never in the clear beyond this machine; here the server has no STARTTLS.
static void test_no_tls(void **state)
{
	struct script s = good;
	struct smtp_answer answer = {0};
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	struct smtp *smtp;
	pthread_t thread;
	char url[100];
	int asked = 0;

	(void)state;
	s.listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s.listener, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(s.listener, 1), 0);
	assert_int_equal(getsockname(s.listener, (struct sockaddr *)&address, &len), 0);
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", ntohs(address.sin_port));
	assert_int_equal(pthread_create(&thread, NULL, serve, &s), 0);
	assert_int_equal(smtp_new(&(struct smtp_options){.url = url,
					  .time_ms = 20000,
					  .ca_file = "/etc/ssl/certs/ca-certificates.crt"},
				 &smtp, NULL),
		0);
	smtp_send(smtp, &(struct smtp_letter){SLICE("a@b"), SLICE("c@d"), SLICE("x"), say_yes, &asked},
		&answer);
	smtp_free(smtp);
	pthread_join(thread, NULL);
	close(s.listener);
	assert_int_equal(answer.result, SMTP_LATER);
	assert_true(answer.is_server);
	assert_null(strstr(s.got, "MAIL FROM"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_long_subject),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_sent),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_later),
		cmocka_unit_test(test_uncertain),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_no_tls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
