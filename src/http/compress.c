// SPDX-License-Identifier: Apache-2.0
#include "http/negotiate.h"

#include <brotli/encode.h>
#include <zlib.h>

void http_gzip(struct slice in, int level, struct buf *out)
{
	z_stream stream = {.next_in = (Bytef *)(uintptr_t)in.ptr, .avail_in = (uInt)in.len};
	size_t bound;

	must(in.len <= UINT32_MAX / 2);
	// 15 + 16: the largest window, in a gzip frame. zlib fails only for want of memory here.
	must(deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	bound = deflateBound(&stream, (uLong)in.len);
	buf_reserve(out, bound);
	stream.next_out = (Bytef *)out->ptr + out->len;
	stream.avail_out = (uInt)bound;
	must(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	out->len += stream.total_out;
	out->ptr[out->len] = 0;
	deflateEnd(&stream);
}

void http_brotli(struct slice in, int quality, struct buf *out)
{
	size_t size = BrotliEncoderMaxCompressedSize(in.len);

	must(in.len <= UINT32_MAX / 2 && size);
	buf_reserve(out, size);
	must(BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, in.len,
		(const uint8_t *)in.ptr, &size, (uint8_t *)out->ptr + out->len));
	out->len += size;
	out->ptr[out->len] = 0;
}
