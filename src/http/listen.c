// SPDX-License-Identifier: Apache-2.0
#include "http/chars.h"
#include "http/server_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096 // the kernel lowers it to its own limit

static int split_address(
	const char *text, char *host, size_t host_size, char *port, size_t port_size, struct err *err)
{
	struct slice address = slice_of(text), host_part, port_part;
	uint64_t number;
	ptrdiff_t end;

	if (address.len && address.ptr[0] == '[') {
		end = slice_find_byte(address, ']');
		host_part = slice_sub(address, 1, end > 0 ? (size_t)end - 1 : 0);
		port_part = slice_sub(address, end > 0 ? (size_t)end + 1 : 0, SIZE_MAX);
		if (!port_part.len || port_part.ptr[0] != ':')
			end = -1;
		port_part = slice_sub(port_part, 1, SIZE_MAX);
	} else {
		end = slice_cut(address, ':', &host_part, &port_part) ? 0 : -1;
	}
	if (slice_eq(host_part, SLICE("*")))
		host_part = SLICE("");
	if (end < 0 || !slice_parse_u64(port_part, &number) || number > 65535 || host_part.len >= host_size ||
		port_part.len >= port_size)
		return err_set(err, ERR_INVALID,
			"listen address \"%s\": write it as 127.0.0.1:8311, [::1]:8311 or *:8311", text);
	snprintf(host, host_size, "%.*s", SLICE_ARG(host_part));
	snprintf(port, port_size, "%.*s", SLICE_ARG(port_part));
	return 0;
}

static int open_one(const struct addrinfo *info, bool any)
{
	int fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, info->ai_protocol);
	int on = 1, off = 0;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (info->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, any ? &off : &on, sizeof(on));
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

static int open_address(const char *address, int *ret_fd, struct err *err)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *list;
	char host[256], port[8];
	int status, fd = -1;

	status = split_address(address, host, sizeof(host), port, sizeof(port), err);
	if (status < 0)
		return status;
	// "*" means both families by one IPv6 socket; where the kernel has no IPv6, the IPv4 one.
	if (!*host)
		hints.ai_family = AF_INET6;
	status = getaddrinfo(*host ? host : NULL, port, &hints, &list);
	if (status)
		return err_set(err, ERR_INVALID, "listen address \"%s\": %s", address, gai_strerror(status));
	for (struct addrinfo *info = list; info && fd < 0; info = info->ai_next)
		fd = open_one(info, !*host);
	freeaddrinfo(list);
	if (fd < 0 && !*host && errno == EAFNOSUPPORT) {
		hints.ai_family = AF_INET;
		if (getaddrinfo(NULL, port, &hints, &list) == 0) {
			fd = open_one(list, true);
			freeaddrinfo(list);
		}
	}
	if (fd < 0)
		return err_set(err, ERR_UNAVAILABLE, "cannot listen on %s: %s%s", address, strerror(errno),
			errno == EADDRINUSE ? " (another program listens there; choose another port)"
			: errno == EACCES   ? " (ports below 1024 need the right CAP_NET_BIND_SERVICE)"
					    : "");
	*ret_fd = fd;
	return 0;
}

static int check_inherited(int fd, struct err *err)
{
	int listening = 0, flags = fcntl(fd, F_GETFL);
	socklen_t len = sizeof(listening);

	if (flags < 0 || getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) < 0 || !listening)
		return err_set(err, ERR_INVALID, "file descriptor %d is no listening socket", fd);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return 0;
}

int listen_open(const struct http_listen *listen, int *ret_fd, int *ret_port, struct err *err)
{
	struct sockaddr_storage bound = {.ss_family = AF_UNSPEC};
	socklen_t len = sizeof(bound);
	int fd = listen->fd, status;

	status = listen->address ? open_address(listen->address, &fd, err) : check_inherited(fd, err);
	if (status < 0)
		return status;
	*ret_port = 0;
	if (getsockname(fd, (struct sockaddr *)&bound, &len) == 0) {
		if (bound.ss_family == AF_INET)
			*ret_port = ntohs(((struct sockaddr_in *)&bound)->sin_port);
		else if (bound.ss_family == AF_INET6)
			*ret_port = ntohs(((struct sockaddr_in6 *)&bound)->sin6_port);
	}
	*ret_fd = fd;
	return 0;
}
