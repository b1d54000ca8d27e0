// SPDX-License-Identifier: Apache-2.0
// Compresses files by brotli at its best for tools/gen_assets.py (Python has no brotli of its own):
//   node brotli.mjs FILE… writes FILE.br beside each.
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

for (const path of process.argv.slice(2)) {
	const bytes = readFileSync(path);
	writeFileSync(`${path}.br`, brotliCompressSync(bytes, {
		params: {
			[constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
			[constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
			[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
		},
	}));
}
