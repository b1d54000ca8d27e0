// SPDX-License-Identifier: Apache-2.0
// Figures as use cases: the count goes on (jobs/figuring.h), the recount. The rules are domain/figure.h's,
// the rows store/figures.h's. Any thread, with its own connection.
#ifndef YIDAN_SERVICE_FIGURES_H
#define YIDAN_SERVICE_FIGURES_H

#include "store/figures.h"

struct db_conn;
struct service;

// The next entries of a jurisdiction, in a write transaction; see figures_step.
int service_figures_step(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, size_t *ret_taken, struct err *err);
// From the beginning, with the next step: in a write transaction.
int figures_count_anew(struct db_conn *conn, int64_t jurisdiction_id, struct err *err);

// The recount of every jurisdiction, or of one. `found` is told the slug, too.
struct figures_recounting {
	const char *slug; // NULL: all
	void (*found)(void *arg, const char *slug, const struct figures_finding *finding);
	void *arg;
};
int figures_recount_all(struct db_conn *conn, const struct figures_recounting *recounting,
	struct figures_recount *ret, struct err *err);

#endif
