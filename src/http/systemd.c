// SPDX-License-Identifier: Apache-2.0
#include "http/systemd.h"

#include "base/slice.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LISTEN_FDS_START 3

static unsigned count_fds(unsigned max)
{
	uint64_t pid, count;

	if (!slice_parse_u64(slice_of(getenv("LISTEN_PID")), &pid) || pid != (uint64_t)getpid())
		return 0;
	if (!slice_parse_u64(slice_of(getenv("LISTEN_FDS")), &count))
		return 0;
	return count < max ? (unsigned)count : max;
}

unsigned systemd_listen_fds(struct http_listen *ret, unsigned max)
{
	unsigned count = count_fds(max);

	for (unsigned i = 0; i < count; i++) {
		ret[i] = (struct http_listen){.address = NULL, .fd = LISTEN_FDS_START + (int)i};
		fcntl(ret[i].fd, F_SETFD, FD_CLOEXEC);
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return count;
}

bool systemd_notify(const char *state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct slice path = slice_of(getenv("NOTIFY_SOCKET"));
	ssize_t sent;
	int fd;

	// A path, or "@name" for one in the abstract namespace, whose first byte is NUL.
	if (!path.len || (path.ptr[0] != '/' && path.ptr[0] != '@') || path.len >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path.ptr, path.len);
	if (address.sun_path[0] == '@')
		address.sun_path[0] = 0;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.len));
	close(fd);
	return sent == (ssize_t)strlen(state);
}
