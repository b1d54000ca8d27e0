// SPDX-License-Identifier: Apache-2.0
// The photo goes to the child as a file in memory, so that there is only one direction to wait for: the
// answer, through a pipe. The child's end is seen through a pidfd. Whatever happens, the child is gone and
// reaped when picture_make returns.
#include "pictures/pictures.h"

#include "base/buf.h"
#include "base/clock.h"
#include "pictures/picture_frame.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_BYTES (64u * 1024)

struct child {
	pid_t pid; // 0: none
	int pid_fd;
	int answer_fd;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

const char *picture_refusal_name(enum picture_refusal refusal)
{
	switch (refusal) {
	case PICTURE_REFUSAL_NONE:
		return "none";
	case PICTURE_REFUSAL_BROKEN:
		return "broken";
	case PICTURE_REFUSAL_TOO_LARGE:
		return "too_large";
	case PICTURE_REFUSAL_UNSUPPORTED:
		return "unsupported";
	case PICTURE_REFUSAL_TIMEOUT:
		return "timeout";
	}
	must(!"a known refusal");
	return "";
}

static int refuse(enum picture_refusal *refusal, enum picture_refusal why, struct err *err)
{
	*refusal = why;
	return err_set(err, ERR_INVALID, "photo refused: %s", picture_refusal_name(why));
}

// A file in memory that holds the photo, to be read from its start; or -1 with errno.
static int memory_file(struct slice input)
{
	int fd = memfd_create("yidan-photo", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	while (input.len > 0) {
		ssize_t put = write(fd, input.ptr, input.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			close(fd);
			return -1;
		}
		input = slice_sub(input, (size_t)put, input.len);
	}
	if (lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

// Nothing of the server goes along: no environment, no descriptor beyond the three, signals as at the start
// of a process, a group of its own so that Ctrl-C on the server does not end a photo that it has accepted.
static int spawn_with(const char *program_path, int input_fd, int output_fd, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char *const argv[] = {(char *)"yidan-picture", NULL};
	char *const envp[] = {NULL};
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	rc = posix_spawn_file_actions_adddup2(&actions, input_fd, STDIN_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&actions, output_fd, STDOUT_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(
		&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	if (rc == 0)
		rc = posix_spawn(ret_pid, program_path, &actions, &attributes, argv, envp);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static int child_start(struct child *child, const char *program_path, struct slice input, struct err *err)
{
	int input_fd = memory_file(input);
	int pipe_fds[2] = {-1, -1};
	int rc = 0;

	// Descriptors above the three standard ones, whatever the server was started with; else dup2 would
	// hit its own source.
	if (input_fd < 0 || pipe2(pipe_fds, O_CLOEXEC) || input_fd <= STDERR_FILENO ||
		pipe_fds[1] <= STDERR_FILENO) {
		rc = err_set(
			err, ERR_UNAVAILABLE, "yidan-picture: no descriptors for it: %s", strerror(errno));
		goto out;
	}
	rc = spawn_with(program_path, input_fd, pipe_fds[1], &child->pid);
	if (rc) {
		child->pid = 0;
		rc = err_set(err, ERR_UNAVAILABLE, "cannot start %s: %s", program_path, strerror(rc));
		goto out;
	}
	child->pid_fd = pidfd_open(child->pid, 0);
	if (child->pid_fd < 0) {
		rc = err_set(err, ERR_UNAVAILABLE, "yidan-picture: pidfd_open: %s", strerror(errno));
		goto out;
	}
	child->answer_fd = pipe_fds[0];
	pipe_fds[0] = -1;
out:
	close_fd(&input_fd);
	close_fd(&pipe_fds[0]);
	close_fd(&pipe_fds[1]);
	return rc;
}

// Ends the child if it has not ended, and reaps it. Returns its wait status.
static int child_end(struct child *child, bool kill_it)
{
	int status = 0;

	if (child->pid > 0) {
		if (kill_it)
			kill(child->pid, SIGKILL);
		while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
			;
		child->pid = 0;
	}
	close_fd(&child->pid_fd);
	close_fd(&child->answer_fd);
	return status;
}

// Waits until fd can be read or has ended; false at the deadline.
static bool wait_for(int fd, int64_t deadline_us)
{
	struct pollfd watched = {.fd = fd, .events = POLLIN};

	for (;;) {
		int64_t left_us = deadline_us - clock_monotonic_us();
		int64_t left_ms = left_us / 1000 + 1;
		int n;

		if (left_us <= 0)
			return false;
		n = poll(&watched, 1, left_ms > 60000 ? 60000 : (int)left_ms);
		if (n > 0)
			return true;
		must(n == 0 || errno == EINTR);
	}
}

// Takes in the answer to its end and waits for the process to end; false at the deadline or when the answer
// is too long.
static bool child_finish(struct child *child, int64_t deadline_us, struct buf *answer)
{
	for (;;) {
		ssize_t got;

		if (!wait_for(child->answer_fd, deadline_us))
			return false;
		buf_reserve(answer, READ_BYTES);
		got = read(child->answer_fd, answer->ptr + answer->len, READ_BYTES);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		answer->len += (size_t)got;
		if (answer->len > PICTURE_FRAME_MAX_BYTES)
			return false;
	}
	return wait_for(child->pid_fd, deadline_us);
}

// What an answer means for the caller.
static int take_answer(struct slice answer, struct arena *arena, struct picture *ret_picture,
	enum picture_refusal *refusal, struct err *err)
{
	enum picture_status status;
	struct picture picture;

	if (picture_frame_parse(answer, &status, &picture, err))
		return ERR_UNAVAILABLE; // our own two halves disagree, or the decoder was taken over: not a
					// word for a form
	switch (status) {
	case PICTURE_STATUS_BROKEN:
		return refuse(refusal, PICTURE_REFUSAL_BROKEN, err);
	case PICTURE_STATUS_TOO_LARGE:
		return refuse(refusal, PICTURE_REFUSAL_TOO_LARGE, err);
	case PICTURE_STATUS_UNSUPPORTED:
		return refuse(refusal, PICTURE_REFUSAL_UNSUPPORTED, err);
	case PICTURE_STATUS_MADE:
		break;
	}
	picture.full = arena_slice(arena, picture.full);
	picture.thumb = arena_slice(arena, picture.thumb);
	*ret_picture = picture;
	return 0;
}

// A process that a signal ended did so because of the photo: a decoder that crashed, the filter, or the limit
// of its time.
static int judge_signal(int signal_number, enum picture_refusal *refusal, struct err *err)
{
	if (signal_number == SIGKILL || signal_number == SIGXCPU)
		*refusal = PICTURE_REFUSAL_TIMEOUT;
	else
		*refusal = PICTURE_REFUSAL_BROKEN;
	return err_set(err, ERR_INVALID, "photo refused: yidan-picture was ended by signal %d (%s)",
		signal_number, strsignal(signal_number));
}

int picture_make(const char *program_path, struct slice input, struct arena *arena, int64_t deadline_us,
	struct picture *ret_picture, enum picture_refusal *refusal, struct err *err)
{
	struct child child = {.pid_fd = -1, .answer_fd = -1};
	CLEANUP(buf_release) struct buf answer = {0};
	bool finished;
	int status;

	*refusal = PICTURE_REFUSAL_NONE;
	if (input.len > PICTURE_INPUT_MAX_BYTES)
		return refuse(refusal, PICTURE_REFUSAL_TOO_LARGE, err);
	if (child_start(&child, program_path, input, err)) {
		child_end(&child, true);
		return ERR_UNAVAILABLE;
	}
	finished = child_finish(&child, deadline_us, &answer);
	status = child_end(&child, !finished);
	if (!finished && answer.len > PICTURE_FRAME_MAX_BYTES)
		return err_set(err, ERR_UNAVAILABLE, "answer of yidan-picture: too long");
	if (!finished)
		return refuse(refusal, PICTURE_REFUSAL_TIMEOUT, err);
	if (WIFSIGNALED(status))
		return judge_signal(WTERMSIG(status), refusal, err);
	if (WEXITSTATUS(status) != 0)
		return err_set(
			err, ERR_UNAVAILABLE, "yidan-picture ended with exit status %d", WEXITSTATUS(status));
	return take_answer(buf_slice(&answer), arena, ret_picture, refusal, err);
}
