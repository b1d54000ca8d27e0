// SPDX-License-Identifier: Apache-2.0
// The main of a fuzz target in a normal build, where libFuzzer is not there: runs the target on every file of
// its corpus and on some thousand mutations of them, so that each test run proves that the target still
// holds.
//
//	fuzz_NAME CORPUS_DIRECTORY	all files in it, then mutations (YIDAN_FUZZ_RUNS, YIDAN_FUZZ_SEED)
//	fuzz_NAME FILE …		only these files, to reproduce a crash
//
// An input that brings the program down is written to crash-NAME in the working directory first.
#include "base/clock.h"
#include "base/macros.h"
#include "base/mem.h"
#include "base/slice.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_BYTES_MAX	 (1024 * 1024)
#define DEFAULT_RUNS	 4000
#define TIME_LIMIT_US	 (8 * US_PER_SECOND) // a sanitizer on a slow machine stops here, and says so
#define EDITS_PER_RUN	 6
#define CHUNK_BYTES_MAX	 32
#define FILES_MAX	 4096
#define CRASH_NAME_BYTES 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

struct input {
	uint8_t *ptr;
	size_t len;
};

static struct input corpus[FILES_MAX];
static size_t corpus_count;
static struct input current; // what the target works on, for the crash file
static char crash_name[CRASH_NAME_BYTES];
static uint64_t random_state;

// SplitMix64: the same inputs on every machine for one seed.
static uint64_t random_next(void)
{
	uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static size_t random_upto(size_t bound)
{
	return bound ? (size_t)(random_next() % bound) : 0;
}

// Async-signal-safe: it runs in a dying process.
static void save_crash(void)
{
	static const char words[] = "\nthe input that did it is in ";
	int fd = open(crash_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t ignored;

	if (fd < 0)
		return;
	ignored = write(fd, current.ptr, current.len);
	ignored = write(STDERR_FILENO, words, sizeof(words) - 1);
	ignored = write(STDERR_FILENO, crash_name, strlen(crash_name));
	ignored = write(STDERR_FILENO, "\n", 1);
	(void)ignored;
	close(fd);
}

static void on_signal(int number)
{
	save_crash();
	signal(number, SIG_DFL);
	raise(number);
}

// The target gets a block of exactly the input's size, so that the address sanitizer sees one byte too far.
static void run_one(const uint8_t *ptr, size_t len)
{
	current.ptr = malloc(len ? len : 1);
	must(current.ptr);
	current.len = len;
	if (len)
		memcpy(current.ptr, ptr, len);
	LLVMFuzzerTestOneInput(current.ptr, len);
	free(current.ptr);
	current = (struct input){0};
}

static void corpus_add_file(const char *path)
{
	struct input in = {.ptr = mem_alloc(INPUT_BYTES_MAX)};
	FILE *file = fopen(path, "rb");

	if (!file || corpus_count == FILES_MAX) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	in.len = fread(in.ptr, 1, INPUT_BYTES_MAX, file);
	fclose(file);
	in.ptr = mem_realloc(in.ptr, in.len ? in.len : 1);
	corpus[corpus_count++] = in;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void corpus_add_directory(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_visible, alphasort); // sorted: a seed means the same everywhere

	if (n <= 0) {
		fprintf(stderr, "%s holds no corpus\n", path);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		char full[4096];

		snprintf(full, sizeof(full), "%s/%s", path, entries[i]->d_name);
		corpus_add_file(full);
		free(entries[i]);
	}
	free(entries);
}

static void insert_bytes(struct input *in, size_t at, const uint8_t *bytes, size_t len)
{
	uint8_t copy[CHUNK_BYTES_MAX];

	if (in->len + len > INPUT_BYTES_MAX)
		return;
	memcpy(copy, bytes, len); // may lie in `in` itself
	memmove(in->ptr + at + len, in->ptr + at, in->len - at);
	memcpy(in->ptr + at, copy, len);
	in->len += len;
}

static void edit_insert(struct input *in)
{
	static const char *const words[] = {"\0", "\xff", "\xf0\x9f\x98\x80", "\xed\xa0\x80", "\xc0\x80",
		"\r\n", "-1", "99999999999999999999", "1e400", "\"", "\\u0000", "[[[[[[[[", "{\"", "{}", "一",
		"＋８６", "%00", "&#", "<", "../"};
	const char *word = words[random_upto(ARRAY_LEN(words))];
	size_t len = *word ? strlen(word) : 1;

	insert_bytes(in, random_upto(in->len + 1), (const uint8_t *)word, len);
}

// A piece of the input itself or of another file, put in elsewhere.
static void edit_splice(struct input *in)
{
	const struct input *other = random_upto(2) ? in : &corpus[random_upto(corpus_count)];
	size_t from = random_upto(other->len);
	size_t len =
		random_upto(other->len - from < CHUNK_BYTES_MAX ? other->len - from + 1 : CHUNK_BYTES_MAX);

	insert_bytes(in, random_upto(in->len + 1), other->ptr + from, len);
}

static void edit_delete(struct input *in)
{
	size_t from = random_upto(in->len);
	size_t len = random_upto(in->len - from < CHUNK_BYTES_MAX ? in->len - from + 1 : CHUNK_BYTES_MAX);

	memmove(in->ptr + from, in->ptr + from + len, in->len - from - len);
	in->len -= len;
}

static void edit(struct input *in)
{
	static const uint8_t edges[] = {0x00, 0x01, 0x20, 0x2F, 0x30, 0x39, 0x7F, 0x80, 0xC2, 0xFE, 0xFF};

	switch (in->len ? random_upto(7) : 0) {
	case 0:
		edit_insert(in);
		break;
	case 1:
		in->ptr[random_upto(in->len)] ^= (uint8_t)(1u << random_upto(8));
		break;
	case 2:
		in->ptr[random_upto(in->len)] = edges[random_upto(ARRAY_LEN(edges))];
		break;
	case 3:
		in->ptr[random_upto(in->len)] = (uint8_t)random_next();
		break;
	case 4:
		edit_delete(in);
		break;
	case 5:
		edit_splice(in);
		break;
	case 6:
		if (random_upto(8) == 0)
			in->len = random_upto(in->len);
		break;
	}
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
	uint64_t value;

	return slice_parse_u64(slice_of(getenv(variable)), &value) ? value : otherwise;
}

static void run_mutations(const char *name)
{
	uint64_t runs = number_from("YIDAN_FUZZ_RUNS", DEFAULT_RUNS);
	uint64_t seed = number_from("YIDAN_FUZZ_SEED", 1);
	int64_t end_us = clock_monotonic_us() + TIME_LIMIT_US;
	struct input in = {.ptr = mem_alloc(INPUT_BYTES_MAX)};
	uint64_t done;

	random_state = seed;
	for (done = 0; done < runs && clock_monotonic_us() < end_us; done++) {
		const struct input *from = &corpus[random_upto(corpus_count)];

		in.len = from->len;
		memcpy(in.ptr, from->ptr, from->len);
		for (size_t edits = 1 + random_upto(EDITS_PER_RUN); edits > 0; edits--)
			edit(&in);
		run_one(in.ptr, in.len);
	}
	mem_free(in.ptr);
	printf("%s: %zu files, %" PRIu64 " of %" PRIu64 " mutations, seed %" PRIu64 "\n", name, corpus_count,
		done, runs, seed);
}

int main(int argc, char **argv)
{
	static const int deadly[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	struct stat st;

	if (argc < 2) {
		fprintf(stderr, "usage: %s CORPUS_DIRECTORY | FILE …\n", name);
		return 2;
	}
	snprintf(crash_name, sizeof(crash_name), "crash-%s", name);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(save_crash);
	for (size_t i = 0; i < ARRAY_LEN(deadly); i++)
		signal(deadly[i], on_signal);
	if (stat(argv[1], &st) == 0 && S_ISDIR(st.st_mode))
		corpus_add_directory(argv[1]);
	else
		for (int i = 1; i < argc; i++)
			corpus_add_file(argv[i]);
	run_one((const uint8_t *)"", 0);
	for (size_t i = 0; i < corpus_count; i++)
		run_one(corpus[i].ptr, corpus[i].len);
	if (stat(argv[1], &st) == 0 && S_ISDIR(st.st_mode))
		run_mutations(name);
	for (size_t i = 0; i < corpus_count; i++)
		mem_free(corpus[i].ptr);
	return 0;
}
