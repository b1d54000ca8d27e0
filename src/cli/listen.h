// SPDX-License-Identifier: Apache-2.0
// Where the commands that serve listen: sockets of systemd and addresses of the settings, TLS, and the line
// that says which port it became. Main thread.
#ifndef YIDAN_CLI_LISTEN_H
#define YIDAN_CLI_LISTEN_H

#include "cli/settings.h"
#include "http/server.h"

// Sets the sockets and the certificate of options that are initialised; `fallback` only where nothing else is
// told. ERR_INVALID.
int listen_collect(const struct settings *settings, const char *fallback, struct http_server_options *http,
	struct err *err);
// "listening on http://127.0.0.1:8311", one line a socket, on standard output.
void listen_say(const struct http_server_options *http, const struct http_server *server);

#endif
