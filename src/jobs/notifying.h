// SPDX-License-Identifier: Apache-2.0
// The job that sends notices to raisers (service/notices.h): by mail through an SMTP server, by SMS through a
// gateway, at hours in which people are awake, in the zone of the jurisdiction. Any number of servers over
// one database run one each: a notice goes out once. What cannot be sent now is tried ever more rarely, at
// least each four hours, and is dead after NOTICE_TRIES_MAX tries (some two days); what cannot be sent at all
// is dead at once. Addresses of raisers are in no log. A thread of its own; nothing waits for it.
//
//	r = notifying_start(service, &options, &notifying, err);   // NULL where neither way is set up
//	… notifying_stop(notifying);   // before the queues of the service stop
#ifndef YIDAN_JOBS_NOTIFYING_H
#define YIDAN_JOBS_NOTIFYING_H

#include "base/err.h"
#include "calendar/calendar.h"
#include "jobs/sms_gateway.h"
#include "mail/smtp.h"

struct service;
struct notifying;

struct notifying_options {	  // strings are copied
	struct smtp_options smtp; // url NULL: no mail
	const char *mail_from;	  // an address
	struct sms_options sms;	  // url NULL: no SMS
	// How people reach this server; NULL: by the hosts of the jurisdictions.
	const char *public_url;
	struct calendar_hours hours; // when people may be told
	int64_t every_s;
	int64_t time_ms; // for one notice
};

// 1 << NOTICE_MAIL | 1 << NOTICE_SMS: what is set up, for service_options.notify.
unsigned notifying_ways(const struct notifying_options *options);
// ERR_INVALID with words where something is missing or wrong. *ret is NULL where no way is set up.
int notifying_start(struct service *service, const struct notifying_options *options, struct notifying **ret,
	struct err *err);
// What is not handed over yet ends within a second and goes out later. NULL is fine.
void notifying_stop(struct notifying *notifying);

#endif
