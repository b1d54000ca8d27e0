// SPDX-License-Identifier: Apache-2.0
#include "cli/witness_folder.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/state_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct witness_memory {
	struct witness_folder *folder;
	const char *origin; // borrowed from a key
	char *path, *fork_path;
	pthread_mutex_t lock;	    // held while a request of this origin is decided
	struct witness_state state; // under lock, as is time_s
	uint64_t time_s;	    // of our cosignature; 0: none
};

struct witness_folder {
	const struct note_key *logs;
	size_t log_count;
	const struct note_key *self;
	int lock_fd;
	struct witness_memory *memories;
	size_t count;
};

// ---- Files

static int lock_folder(const char *path, int *ret_fd, struct err *err)
{
	int fd;

	if (mkdir(path, S_IRWXU) < 0 && errno != EEXIST)
		return err_set(err, ERR_INVALID, "the folder %s cannot be made (%s)", path, strerror(errno));
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(
			err, ERR_INVALID, "the folder %s cannot be opened (%s)", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int failure = errno;

		close(fd);
		if (failure == EWOULDBLOCK)
			return err_set(
				err, ERR_BUSY, "another witness works with %s; stop that one first", path);
		return err_set(err, ERR_UNAVAILABLE, "%s cannot be locked (%s)", path, strerror(failure));
	}
	*ret_fd = fd;
	return 0;
}

// Signed by its log or by us: else it is not what we wrote.
static bool is_ours(const struct witness_memory *memory, const struct note *note, uint64_t *ret_time_s)
{
	const struct witness_folder *folder = memory->folder;
	bool is_signed = note_verify(note, folder->self, ret_time_s) == NOTE_SIGNED;

	for (size_t i = 0; !is_signed && i < folder->log_count; i++)
		is_signed = strcmp(folder->logs[i].name, memory->origin) == 0 &&
			    note_verify(note, &folder->logs[i], NULL) == NOTE_SIGNED;
	return is_signed;
}

static int load(struct witness_memory *memory, struct arena *arena, struct err *err)
{
	struct note *note = ARENA_NEW(arena, struct note);
	struct checkpoint checkpoint;
	struct slice bytes;
	bool found;
	int r;

	r = state_file_read(memory->path, arena, NOTE_BYTES_MAX, &found, &bytes, err);
	if (r < 0 || !found)
		return r;
	if (note_parse(bytes, note, NULL) < 0 || checkpoint_parse(note->text, &checkpoint, NULL) < 0 ||
		!slice_eq_cstr(checkpoint.origin, memory->origin) || !is_ours(memory, note, &memory->time_s))
		return err_set(err, ERR_INVALID,
			"%s does not hold the last checkpoint of %s that was cosigned; bring it back from a "
			"copy, "
			"or begin as a new witness with a new key",
			memory->path, memory->origin);
	memory->state = (struct witness_state){checkpoint.size, checkpoint.root};
	return 0;
}

static char *path_of(const char *folder, const char *origin, const char *suffix)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];
	struct buf path = {0};

	crypto_hash_sha256(hash, (const unsigned char *)origin, strlen(origin));
	hex_encode(hash, sizeof(hash), hex);
	buf_printf(&path, "%s/%s.%s", folder, hex, suffix);
	return path.ptr;
}

// ---- Folder

static bool is_known(const struct witness_folder *folder, const char *origin)
{
	for (size_t i = 0; i < folder->count; i++) {
		if (strcmp(folder->memories[i].origin, origin) == 0)
			return true;
	}
	return false;
}

static int load_all(struct witness_folder *folder, const char *path, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	int r = 0;

	for (size_t i = 0; r == 0 && i < folder->log_count; i++) {
		struct witness_memory *memory = &folder->memories[folder->count];
		const char *origin = folder->logs[i].name;

		if (is_known(folder, origin))
			continue;
		*memory = (struct witness_memory){.folder = folder,
			.origin = origin,
			.path = path_of(path, origin, "checkpoint"),
			.fork_path = path_of(path, origin, "fork")};
		must(pthread_mutex_init(&memory->lock, NULL) == 0);
		folder->count++;
		r = load(memory, arena, err);
	}
	return r;
}

int witness_folder_open(const char *path, const struct note_key *logs, size_t log_count,
	const struct note_key *self, struct witness_folder **ret, struct err *err)
{
	struct witness_folder *folder;
	int fd = -1, r;

	r = lock_folder(path, &fd, err);
	if (r < 0)
		return r;
	folder = mem_zalloc(sizeof(*folder));
	folder->logs = logs;
	folder->log_count = log_count;
	folder->self = self;
	folder->lock_fd = fd;
	folder->memories = mem_zalloc_array(log_count ? log_count : 1, sizeof(*folder->memories));
	r = load_all(folder, path, err);
	if (r < 0) {
		witness_folder_close(folder);
		return r;
	}
	*ret = folder;
	return 0;
}

void witness_folder_close(struct witness_folder *folder)
{
	if (!folder)
		return;
	for (size_t i = 0; i < folder->count; i++) {
		pthread_mutex_destroy(&folder->memories[i].lock);
		mem_free(folder->memories[i].path);
		mem_free(folder->memories[i].fork_path);
	}
	close(folder->lock_fd);
	mem_free(folder->memories);
	mem_free(folder);
}

struct witness_memory *witness_folder_hold(struct witness_folder *folder, struct slice origin)
{
	for (size_t i = 0; i < folder->count; i++) {
		struct witness_memory *memory = &folder->memories[i];

		if (slice_eq_cstr(origin, memory->origin)) {
			pthread_mutex_lock(&memory->lock);
			return memory;
		}
	}
	return NULL;
}

void witness_folder_release(struct witness_memory *memory)
{
	if (memory)
		pthread_mutex_unlock(&memory->lock);
}

// ---- One origin

const char *witness_memory_origin(const struct witness_memory *memory)
{
	return memory->origin;
}

struct witness_state witness_memory_state(const struct witness_memory *memory)
{
	return memory->state;
}

// Text and the lines of the log's known keys alone: whatever else somebody put below is not kept.
static int put_lean(const struct witness_memory *memory, struct slice bytes, struct buf *out, struct err *err)
{
	struct note *note = mem_zalloc(sizeof(*note));
	const struct witness_folder *folder = memory->folder;
	int r = note_parse(bytes, note, err);

	if (r == 0) {
		buf_put_slice(out, note->text);
		buf_put_byte(out, '\n');
	}
	for (size_t i = 0; r == 0 && i < note->count; i++) {
		for (size_t k = 0; k < folder->log_count; k++) {
			if (strcmp(folder->logs[k].name, memory->origin) == 0 &&
				note_verify_line(note->text, &note->signatures[i], &folder->logs[k], NULL) ==
					NOTE_SIGNED) {
				buf_put_slice(out, note->signatures[i].line);
				break;
			}
		}
	}
	mem_free(note);
	return r;
}

int witness_memory_keep(struct witness_memory *memory, const struct witness_state *next, struct slice note,
	struct slice line, uint64_t time_s, struct err *err)
{
	CLEANUP(buf_release) struct buf out = {0};
	int r;

	r = put_lean(memory, note, &out, err);
	if (r < 0)
		return r;
	buf_put_slice(&out, line);
	r = state_file_write(memory->path, buf_slice(&out), false, err);
	if (r < 0)
		return r;
	memory->state = *next;
	memory->time_s = time_s;
	return 0;
}

int witness_memory_keep_fork(struct witness_memory *memory, struct slice note, struct err *err)
{
	CLEANUP(buf_release) struct buf out = {0};
	int r;

	r = put_lean(memory, note, &out, err);
	if (r == 0)
		r = state_file_create(memory->fork_path, buf_slice(&out), false, err);
	return r == ERR_CONFLICT ? 0 : r;
}

void witness_folder_describe(struct witness_folder *folder, struct buf *out)
{
	for (size_t i = 0; i < folder->count; i++) {
		struct witness_memory *memory = &folder->memories[i];
		char at[CLOCK_RFC3339_BYTES];

		pthread_mutex_lock(&memory->lock);
		if (memory->state.size == 0)
			buf_printf(out, "  %s: nothing yet\n", memory->origin);
		else if (memory->time_s == 0)
			buf_printf(out, "  %s: %" PRIu64 " entries\n", memory->origin, memory->state.size);
		else
			buf_printf(out, "  %s: %" PRIu64 " entries, %s\n", memory->origin, memory->state.size,
				clock_format_rfc3339((int64_t)memory->time_s * US_PER_SECOND, 0, at));
		pthread_mutex_unlock(&memory->lock);
	}
}
