// SPDX-License-Identifier: Apache-2.0
// Sends an SMS through the HTTP gateway of whoever offers one: address, method and body are the operator's,
// with {phone}, {text} and {id} where the number, the words and the notice's name go, each encoded as the
// place wants it. An Idempotency-Key with the notice's name goes with each, for gateways that know it.
//
// One handle a caller, one thread at a time.
#ifndef YIDAN_JOBS_SMS_GATEWAY_H
#define YIDAN_JOBS_SMS_GATEWAY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define SMS_BODY_BYTES_MAX   4096
#define SMS_HEADER_BYTES_MAX 1000
#define SMS_ANSWER_BYTES_MAX (64 * 1024)

struct sms_gateway;

struct sms_options {	    // strings are copied
	const char *url;    // {phone}, {text}, {id} percent-encoded
	const char *method; // "POST", "PUT", "GET"
	const char *type;   // of the body: JSON, a form, or text as it is
	const char *body;   // may be NULL
	const char *header; // one line more, "Authorization: Bearer …"; may be NULL
	int64_t time_ms;
};

enum sms_result { SMS_SENT, SMS_LATER, SMS_REFUSED, SMS_UNCERTAIN };

struct sms_answer {
	enum sms_result result;
	bool is_server; // LATER: the gateway cannot be reached at all
	int code;	// of HTTP; 0: none
	char words[400];
};

struct sms_letter {
	struct slice phone, text, id;
};

// ERR_INVALID with words: what is missing or wrong.
int sms_gateway_new(const struct sms_options *options, struct sms_gateway **ret, struct err *err);
void sms_gateway_free(struct sms_gateway *gateway); // NULL is fine
void sms_gateway_send(struct sms_gateway *gateway, const struct sms_letter *letter, struct sms_answer *ret);

#endif
