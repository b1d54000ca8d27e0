// SPDX-License-Identifier: Apache-2.0
#include "picture_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

// Survived what should have been its end, or was given what it should not have.
#define ESCAPED 99

static void probe_filesystem(char what)
{
	switch (what) {
	case 'w':
		open("/tmp/yidan-probe", O_WRONLY | O_CREAT, 0600);
		_exit(ESCAPED);
	case 'u':
		unlink("/tmp/yidan-probe");
		_exit(ESCAPED);
	case 'h':
		chmod("/tmp", 0700);
		_exit(ESCAPED);
	case 'r': // refused, but libraries may ask
		if (open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES)
			_exit(ESCAPED);
		break;
	}
}

static void probe_processes(char what)
{
	char *const argv[] = {(char *)"/bin/true", NULL};

	switch (what) {
	case 'f':
		fork();
		_exit(ESCAPED);
	case 'x':
		execv(argv[0], argv);
		_exit(ESCAPED);
	case 'k':
		kill(getpid(), SIGTERM); // its own number is all it can know; no kill at all is allowed
		_exit(ESCAPED);
	case 'p':
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		_exit(ESCAPED);
	case 's':
		socket(AF_INET, SOCK_STREAM, 0);
		_exit(ESCAPED);
	}
}

static void probe_memory_and_time(char what)
{
	static const char flood[65536];

	switch (what) {
	case 'm':
		mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		_exit(ESCAPED);
	case 'g': // more memory than it may have
		if (mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
			MAP_FAILED)
			_exit(ESCAPED);
		break;
	case 'l': // never ends
		for (;;)
			sleep(1);
	case 'o': // never stops talking
		while (write(STDOUT_FILENO, flood, sizeof(flood)) > 0)
			;
		_exit(ESCAPED);
	case 'a': // crashes
		__builtin_trap();
	}
}

void picture_probe(struct slice input)
{
	struct slice tail = slice_sub(input, input.len < 7 ? 0 : input.len - 7, 7);

	if (!slice_starts_with(tail, SLICE("probe:")))
		return;
	probe_filesystem(tail.ptr[6]);
	probe_processes(tail.ptr[6]);
	probe_memory_and_time(tail.ptr[6]);
}
