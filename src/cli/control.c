// SPDX-License-Identifier: Apache-2.0
// A socket's address holds 108 bytes, less than many paths: both sides reach it through /proc/self/fd/N of
// its folder.
#include "cli/control.h"

#include "base/log.h"
#include "base/mem.h"
#include "cli/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENT_WAIT_S 5 // for what a client sends us

struct control {
	struct service *service;
	pthread_t thread;
	char *path;
	int listen_fd, stop_fd;
};

// ---- Both sides

struct place {
	struct sockaddr_un address;
	int folder_fd;
};

static int find_place(const char *path, struct place *ret, struct err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char folder[LOCK_PATH_BYTES];
	int len;

	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
	*ret = (struct place){
		.address.sun_family = AF_UNIX, .folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC)};
	if (ret->folder_fd < 0)
		return err_set(err, ERR_INVALID, "%s cannot be reached (%s)", folder, strerror(errno));
	len = snprintf(ret->address.sun_path, sizeof(ret->address.sun_path), "/proc/self/fd/%d/%s",
		ret->folder_fd, name);
	if (len < 0 || (size_t)len >= sizeof(ret->address.sun_path)) {
		close(ret->folder_fd);
		return err_set(err, ERR_INVALID, "the name of the database file is too long");
	}
	return 0;
}

static int socket_path(const char *db_url, char path[LOCK_PATH_BYTES], struct err *err)
{
	int len = snprintf(path, LOCK_PATH_BYTES, "%s.sock", lock_sqlite_path(db_url));

	return len < 0 || len >= LOCK_PATH_BYTES
		       ? err_set(err, ERR_INVALID, "the path of the database is too long")
		       : 0;
}

static void set_deadline(int fd, int seconds)
{
	struct timeval wait = {.tv_sec = seconds};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
}

static bool send_all(int fd, const void *bytes, size_t len)
{
	while (len) {
		ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		bytes = (const char *)bytes + sent;
		len -= (size_t)sent;
	}
	return true;
}

static bool receive_all(int fd, void *bytes, size_t len)
{
	while (len) {
		ssize_t got = recv(fd, bytes, len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		bytes = (char *)bytes + got;
		len -= (size_t)got;
	}
	return true;
}

static bool send_message(int fd, struct slice message)
{
	unsigned char head[4] = {(unsigned char)(message.len >> 24), (unsigned char)(message.len >> 16),
		(unsigned char)(message.len >> 8), (unsigned char)message.len};

	return message.len <= CONTROL_BYTES_MAX && send_all(fd, head, sizeof(head)) &&
	       send_all(fd, message.ptr, message.len);
}

static bool receive_message(int fd, struct arena *arena, struct slice *ret)
{
	unsigned char head[4];
	uint32_t len;
	char *bytes;

	if (!receive_all(fd, head, sizeof(head)))
		return false;
	len = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3];
	if (len > CONTROL_BYTES_MAX)
		return false;
	bytes = arena_alloc(arena, len + 1);
	*ret = slice_from(bytes, len);
	return receive_all(fd, bytes, len);
}

// ---- The server

static bool may_ask(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       (peer.uid == 0 || peer.uid == geteuid());
}

static int carry_out(struct task_run *run, struct slice message, struct err *err)
{
	const struct task *task;
	struct slice name;
	int r;

	r = control_request_parse(message, &name, &run->request, err);
	if (r < 0)
		return r;
	task = task_by_name(name);
	if (!task)
		return err_set(err, ERR_INVALID,
			"the running server knows no such task: it is of another version than this program");
	r = task_carry_out(task, run, NULL, err);
	if (r == 0)
		log_info("task_done", "name=%s", task->name);
	return r;
}

static void answer(struct control *control, int fd)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct task_run run = {.service = control->service, .arena = arena};
	struct slice message;
	struct err err;
	int r;

	set_deadline(fd, CLIENT_WAIT_S);
	if (!may_ask(fd) || !receive_message(fd, arena, &message))
		return;
	r = carry_out(&run, message, &err);
	must(run.said.len <= TASK_SAID_BYTES_MAX);
	(void)send_message(fd, control_reply_format(arena, r, &err, run.said));
}

static void *control_main(void *arg)
{
	struct control *control = arg;
	struct pollfd wanted[] = {{control->listen_fd, POLLIN, 0}, {control->stop_fd, POLLIN, 0}};

	for (;;) {
		int fd;

		if (poll(wanted, ARRAY_LEN(wanted), -1) < 0 && errno != EINTR)
			break;
		if (wanted[1].revents)
			break;
		fd = accept4(control->listen_fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		answer(control, fd);
		close(fd);
	}
	return NULL;
}

static int listen_at(const char *path, int *ret_fd, struct err *err)
{
	struct place place;
	mode_t before;
	int fd, failed, failure = 0;

	failed = find_place(path, &place, err);
	if (failed < 0)
		return failed;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	// one that a server left behind when it was killed: we hold the lock, so nobody listens there
	unlink(path);
	before = umask(S_IRWXG | S_IRWXO | S_IXUSR);
	if (fd < 0 || bind(fd, (struct sockaddr *)&place.address, sizeof(place.address)) < 0 ||
		listen(fd, 8) < 0)
		failure = errno;
	umask(before);
	close(place.folder_fd);
	if (failure) {
		if (fd >= 0)
			close(fd);
		return err_set(err, ERR_UNAVAILABLE, "%s cannot be made (%s)", path, strerror(failure));
	}
	*ret_fd = fd;
	return 0;
}

int control_start(const char *db_url, struct service *service, struct control **ret, struct err *err)
{
	char path[LOCK_PATH_BYTES];
	struct control *control;
	int fd = -1, stop_fd, r;

	*ret = NULL;
	if (!lock_sqlite_path(db_url))
		return 0;
	r = socket_path(db_url, path, err);
	if (r == 0)
		r = listen_at(path, &fd, err);
	if (r < 0)
		return r;
	stop_fd = eventfd(0, EFD_CLOEXEC);
	must(stop_fd >= 0);
	control = mem_zalloc(sizeof(*control));
	*control = (struct control){
		.service = service, .path = mem_strdup(path), .listen_fd = fd, .stop_fd = stop_fd};
	must(pthread_create(&control->thread, NULL, control_main, control) == 0);
	*ret = control;
	return 0;
}

void control_stop(struct control *control)
{
	uint64_t one = 1;

	if (!control)
		return;
	must(write(control->stop_fd, &one, sizeof(one)) == sizeof(one));
	pthread_join(control->thread, NULL);
	unlink(control->path);
	close(control->listen_fd);
	close(control->stop_fd);
	mem_free(control->path);
	mem_free(control);
}

// ---- The client

int control_ask(const char *db_url, struct arena *arena, struct slice task, struct slice request,
	bool *ret_answered, struct slice *ret_said, struct err *err)
{
	char path[LOCK_PATH_BYTES];
	struct place place;
	struct slice reply;
	int fd, r, failed;

	*ret_answered = false;
	r = socket_path(db_url, path, err);
	if (r == 0)
		r = find_place(path, &place, err);
	if (r < 0)
		return r;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	failed = fd < 0 || connect(fd, (struct sockaddr *)&place.address, sizeof(place.address)) < 0;
	close(place.folder_fd);
	if (failed) {
		if (fd >= 0)
			close(fd);
		return err_set(err, ERR_UNAVAILABLE, "no server listens at %s", path);
	}
	*ret_answered = true;
	set_deadline(fd, CONTROL_WAIT_S);
	if (!send_message(fd, control_request_format(arena, task, request)) ||
		!receive_message(fd, arena, &reply))
		r = err_set(
			err, ERR_UNCERTAIN, "the running server did not answer; look whether it was done");
	close(fd);
	return r == 0 ? control_reply_parse(arena, reply, ret_said, err) : r;
}
