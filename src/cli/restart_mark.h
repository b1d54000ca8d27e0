// SPDX-License-Identifier: Apache-2.0
// The file STATE.restarting (STATE: service_state_path): a new log is being begun, and what was erased may
// not be erased again yet (cli/erasures_again.h). It stands from before the log's commit until the erasures
// are done; while it does, no server starts. `yidan ledger restart` said once more finishes. Main thread.
#ifndef YIDAN_CLI_RESTART_MARK_H
#define YIDAN_CLI_RESTART_MARK_H

#include "base/err.h"

#include <stdbool.h>

struct service;

int restart_mark_put(struct service *service, struct err *err);
bool restart_mark_is_there(struct service *service);
int restart_mark_remove(struct service *service, struct err *err);

#endif
