// SPDX-License-Identifier: Apache-2.0
#include "cli/erasures_again.h"

#include "service/erasures.h"
#include "service/ledger.h"

#include <stdio.h>

int erasures_again(struct service *service, struct db_conn *conn, struct err *err)
{
	struct erasures_replayed replayed = {0};
	size_t pending = 0;
	int r;

	r = erasures_replay(service, conn, &replayed, err);
	if (r == 0)
		r = service_ledger_catch_up(service, conn, err);
	if (r == 0)
		r = erasures_finish(service, conn, &pending, err);
	if (r == 0 && (replayed.events || replayed.parts))
		printf("Erased again what had been erased after the copy was made: %zu cases.\n",
			replayed.events + replayed.parts);
	return r;
}
