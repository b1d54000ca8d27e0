// SPDX-License-Identifier: Apache-2.0
// The pages, the API and everything else that is spoken over HTTP: routes, who asks and in which language,
// what is read and written for it, and the answer. Rules are not here: service and domain decide.
//
//	struct web *web = web_new(&(struct web_options){.service = service});
//	web_bind(web, &http_options);      // sets the callbacks and the limits
//	http_server_start(&http_options, …)
//	… http_server_stop(…);  web_free(web);
#ifndef YIDAN_WEB_WEB_H
#define YIDAN_WEB_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_server_options;
struct service;
struct web;

struct web_options {
	struct service *service; // borrowed; outlives the web
	int64_t intake_rate;	 // cases a minute and address; 0: no limit
	int64_t login_rate;	 // tries a minute and address; 0: no limit
	size_t cache_bytes;	 // rendered public pages kept in memory; 0: none
	bool access_log;	 // a log line a request
};

struct web *web_new(const struct web_options *options);
void web_free(struct web *web); // after the HTTP server has stopped; NULL is fine
void web_bind(struct web *web, struct http_server_options *options);

#endif
