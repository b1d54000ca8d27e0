// SPDX-License-Identifier: Apache-2.0
// systemd's two small protocols, without its library: readiness (sd_notify(3)) and socket activation
// (sd_listen_fds(3)). Without systemd all of it does nothing. Main thread, at start and stop.
//
//	options.listen_count = systemd_listen_fds(options.listen, HTTP_LISTEN_MAX);
//	… http_server_start …   systemd_notify("READY=1");   … SIGTERM …   systemd_notify("STOPPING=1");
#ifndef YIDAN_HTTP_SYSTEMD_H
#define YIDAN_HTTP_SYSTEMD_H

#include "http/server.h"

// Sockets that systemd handed to this process, at most `max`; 0 when none. Marks them close-on-exec and
// clears LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES, so that children do not take them for theirs.
unsigned systemd_listen_fds(struct http_listen *ret, unsigned max);
// Sends "READY=1", "STOPPING=1", "STATUS=…" (lines joined by "\n") to NOTIFY_SOCKET: true when there is one
// and it took it.
bool systemd_notify(const char *state);

#endif
