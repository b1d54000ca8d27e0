// SPDX-License-Identifier: Apache-2.0
// Erasures that a database which was brought back does not know of any more are done again, with their
// entries signed. Once its ledger can go on; on a write connection outside of transactions. Says on standard
// output how many. Main thread.
#ifndef YIDAN_CLI_ERASURES_AGAIN_H
#define YIDAN_CLI_ERASURES_AGAIN_H

#include "base/err.h"

struct db_conn;
struct service;

int erasures_again(struct service *service, struct db_conn *conn, struct err *err);

#endif
