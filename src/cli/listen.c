// SPDX-License-Identifier: Apache-2.0
#include "cli/listen.h"

#include "http/systemd.h"

#include <stdio.h>

int listen_collect(const struct settings *settings, const char *fallback, struct http_server_options *http,
	struct err *err)
{
	const struct settings_list *list = &settings->listen;

	http->tls_cert_path = settings->tls_cert;
	http->tls_key_path = settings->tls_key;
	if (!settings->tls_cert != !settings->tls_key)
		return err_set(err, ERR_INVALID, "HTTPS needs both --tls-cert and --tls-key");
	http->listen_count = systemd_listen_fds(http->listen, HTTP_LISTEN_MAX);
	for (unsigned i = 0; i < list->count; i++) {
		if (http->listen_count == HTTP_LISTEN_MAX)
			return err_set(
				err, ERR_INVALID, "at most %d addresses to listen on", HTTP_LISTEN_MAX);
		http->listen[http->listen_count++] = (struct http_listen){.address = list->items[i]};
	}
	if (http->listen_count == 0)
		http->listen[http->listen_count++] = (struct http_listen){.address = fallback};
	return 0;
}

static void say(const struct http_server_options *http, const struct http_server *server, unsigned index)
{
	struct slice address = slice_of(http->listen[index].address ? http->listen[index].address : "*:");

	// without the port: it may have been 0
	while (address.len && address.ptr[address.len - 1] != ':')
		address.len--;
	printf("listening on %s://%.*s%d\n", http->tls_cert_path ? "https" : "http",
		SLICE_ARG(address.len > 1 ? address : SLICE("*:")), http_server_port(server, index));
}

void listen_say(const struct http_server_options *http, const struct http_server *server)
{
	for (unsigned i = 0; i < http->listen_count; i++)
		say(http, server, i);
	fflush(stdout);
}
