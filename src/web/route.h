// SPDX-License-Identifier: Apache-2.0
// Which handler answers which path. The table is in route.c and reads like a list of the program's addresses;
// a pattern's "{}" stands for one segment of the path, "{*}" for the rest.
#ifndef YIDAN_WEB_ROUTE_H
#define YIDAN_WEB_ROUTE_H

#include "base/slice.h"
#include "http/request.h"

#include <stddef.h>

struct web_request;

enum web_route_flag {
	WEB_ROUTE_API = 1,     // errors are problem details; no cookies count
	WEB_ROUTE_DESK = 2,    // somebody must be signed in
	WEB_ROUTE_FORM = 4,    // POST of a page of ours: same origin; on the desk its form token too
	WEB_ROUTE_FILES = 8,   // the body may hold pictures
	WEB_ROUTE_GLOBAL = 16, // belongs to no jurisdiction (assets, health)
	WEB_ROUTE_SECRET = 32, // the path holds a secret: not logged, no referrer, not kept
	WEB_ROUTE_BARE = 64,   // nothing of the store is asked before the handler, not even who is signed in
	WEB_ROUTE_ACCOUNT = 128, // also for officers who have to choose a password first
};

struct web_route {
	enum http_method method; // GET answers HEAD too
	const char *pattern;
	void (*handle)(struct web_request *q);
	unsigned flags;
	size_t body_bytes; // limit of the body; 0: the usual
};

// NULL where no pattern fits the path; then *ret_allowed is empty. Where the path is known but not with this
// method: NULL, and *ret_allowed names the methods ("GET, HEAD, POST").
const struct web_route *web_route_find(enum http_method method, struct slice path, struct slice *ret_args,
	size_t max_args, const char **ret_allowed);

#endif
