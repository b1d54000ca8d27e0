// SPDX-License-Identifier: Apache-2.0
// The gate with any bytes, in one piece and cut as the first byte says: both must tell the same, the words
// given to libmicrohttpd must be ours, and the number of heads in them that of the requests made.
#include "../unit/gate_harness.h"

#include <string.h>

// Every line of the words is one of those that gate.c writes.
static size_t check_words(struct slice words)
{
	static const char *const known[] = {"GET / HTTP/1.1", "HEAD / HTTP/1.1", "POST / HTTP/1.1", "Host: y",
		"Transfer-Encoding: chunked", "Expect: 100-continue", "Connection: close", "0", ""};
	struct slice line;
	size_t heads = 0;

	while (words.len) {
		size_t i = 0;

		must(slice_cut(words, '\n', &line, &words));
		must(line.len && line.ptr[line.len - 1] == '\r');
		line.len--;
		while (i < ARRAY_LEN(known) && !slice_eq_cstr(line, known[i]))
			i++;
		must(i < ARRAY_LEN(known));
		heads += i < 3;
	}
	return heads;
}

static void run(struct slice in, size_t piece, struct buf *told)
{
	struct buf words = {0};
	struct harness h;
	char some[64];
	size_t got;
	unsigned made;

	harness_init(&h);
	h.body_limit = 100;
	harness_feed(&h, in, piece);
	made = h.gate.queued;
	must(made <= GATE_PIPELINE_MAX);
	while ((got = gate_take_bytes(&h.gate, some, sizeof(some))))
		buf_put(&words, some, got);
	must(check_words(buf_slice(&words)) == made);
	harness_tell(&h, told);
	harness_release(&h);
	buf_release(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = {0}, cut = {0};
	struct slice in = slice_from(data, size);

	if (!size || size > 20000)
		return 0;
	in = slice_sub(in, 1, SIZE_MAX);
	run(in, 0, &whole);
	run(in, data[0] % 32 + 1, &cut);
	must(slice_eq(buf_slice(&whole), buf_slice(&cut)));
	buf_release(&whole);
	buf_release(&cut);
	return 0;
}
