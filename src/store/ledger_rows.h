// SPDX-License-Identifier: Apache-2.0
// For the files of the ledger in store/ alone: a row of ledger_log as a head.
#ifndef YIDAN_STORE_LEDGER_ROWS_H
#define YIDAN_STORE_LEDGER_ROWS_H

#include "store/ledger.h"

struct sql_ledger_log_row;

int ledger_head_of_row(
	const struct sql_ledger_log_row *row, struct arena *arena, struct ledger_head *ret, struct err *err);
// The last checkpoint of a log must be about the tree that is stored beside it. ERR_INTERNAL otherwise.
int ledger_head_check(const struct ledger_head *head, struct err *err);

#endif
