// SPDX-License-Identifier: Apache-2.0
// Sends a mail to a server by SMTP (libcurl). smtps:// is TLS from the first byte; smtp:// turns to TLS by
// STARTTLS and goes no further where the server has none, but to loopback addresses, which stay plain (unless
// a ca_file is named). Certificates are checked. Proxies of the environment are not used.
//
// Whoever must not send twice is asked at the last moment: all of the mail is there, its end is not, so the
// server has not taken it yet. Only what fails after that and before the server's answer is uncertain.
//
// One handle a caller, one thread at a time; it keeps its connection for a while.
//
//	r = smtp_new(&(struct smtp_options){.url = "smtp://mail.example:587", …}, &smtp, err);
//	struct smtp_letter letter = {from, to, bytes, hand_over, arg};
//	smtp_send(smtp, &letter, &answer);
//	if (answer.result == SMTP_LATER) … answer.words …
#ifndef YIDAN_MAIL_SMTP_H
#define YIDAN_MAIL_SMTP_H

#include "base/err.h"
#include "base/slice.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define SMTP_URL_BYTES_MAX   1000
#define SMTP_STATUS_BYTES    12 // "5.123.123"
#define SMTP_REPLY_BYTES_MAX (64 * 1024)
#define SMTP_CONNECT_MS_MAX  10000

struct smtp;

struct smtp_options {		     // strings are copied
	const char *url;	     // smtp[s]://host[:port]
	const char *user, *password; // NULL: none is said
	const char *ca_file;	     // PEM; NULL: the system's
	const char *hello;	     // our name for EHLO; NULL: this machine's
	int64_t time_ms;	     // for one mail, from the name to the last answer
};

enum smtp_result {
	SMTP_SENT,	// the server has taken it
	SMTP_LATER,	// it has not, and may another time
	SMTP_REFUSED,	// it never will
	SMTP_UNCERTAIN, // the connection ended before its answer
	SMTP_KEPT,	// hand_over said no; nothing was sent
};

struct smtp_answer {
	enum smtp_result result;
	bool is_server;			// LATER: no mail at all would have gone there now
	int code;			// of the last reply; 0: none
	char status[SMTP_STATUS_BYTES]; // its enhanced code (RFC 3463), "" for none
	char words[300];		// for the log; without addresses of people
};

struct smtp_letter {
	struct slice from, to;	      // checked by mail_check_address
	struct slice bytes;	      // of mail_format
	bool (*hand_over)(void *arg); // false: do not send it after all
	void *arg;
};

// smtp or smtps, a host, perhaps a port, nothing else. ERR_INVALID.
int smtp_check_url(const char *url, struct err *err);
int smtp_new(const struct smtp_options *options, struct smtp **ret, struct err *err);
void smtp_free(struct smtp *smtp); // NULL is fine
// When this becomes true what is not handed over yet ends within a second, as LATER. It must outlive the
// handle.
void smtp_set_stop(struct smtp *smtp, const atomic_bool *stop);
void smtp_send(struct smtp *smtp, const struct smtp_letter *letter, struct smtp_answer *ret);

// The enhanced status of a reply line, "550 5.1.1 …": into `out`, "" where there is none.
void smtp_read_status(struct slice line, char out[SMTP_STATUS_BYTES]);

#endif
