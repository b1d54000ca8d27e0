#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Embeds files as they are, to be found by name: what the program brings along and no browser loads (tools/gen_assets.py
is for that).

    gen_files.py --out DIR --symbol NAME --base FOLDER FILE…

writes DIR/NAME.h, DIR/NAME.c, DIR/NAME.S and DIR/NAME.bin with `const struct NAME NAME[]` of {name, bytes}, sorted by name.
A file's name is its path seen from FOLDER, as "areas/admin.geojson" or "../holidays/holiday-cn_2026.json".
"""
import argparse
import hashlib
import os
import re
import sys
from pathlib import Path

from output import c_string, write_if_changed


def read_files(base, paths):
    files = {}
    for path in paths:
        name = Path(os.path.relpath(path, base)).as_posix()
        if name in files:
            sys.exit(f"{path}: given twice")
        files[name] = Path(path).read_bytes()
    return dict(sorted(files.items(), key=lambda item: item[0].encode()))


def make_header(symbol, count):
    guard = f"YIDAN_DATA_{symbol.upper()}_H"
    return f"""// Made by tools/gen_files.py.
#ifndef {guard}
#define {guard}

#include "base/slice.h"

struct {symbol} {{
	const char *name;
	struct slice bytes;
}};

#define {symbol.upper()}_COUNT {count}
extern const struct {symbol} {symbol}[{symbol.upper()}_COUNT]; // by name

#endif
"""


def make_source(symbol, files):
    out = [
        "// Made by tools/gen_files.py.",
        f'#include "data/{symbol}.h"',
        "",
        f'extern const char {symbol}_bin[] __attribute__((visibility("hidden"))); // {symbol}.S',
        "",
        f"const struct {symbol} {symbol}[{symbol.upper()}_COUNT] = {{",
    ]
    offset = 0
    for name, content in files.items():
        out.append(f"\t{{{c_string(name)}, {{{symbol}_bin + {offset}, {len(content)}}}}},")
        offset += len(content)
    return "\n".join([*out, "};", ""])


def make_assembly(symbol, blob_path, blob):
    # The hash is there so that this file changes, and is assembled anew, whenever the bytes change.
    return f"""// Made by tools/gen_files.py; SHA-256 of the bytes {hashlib.sha256(blob).hexdigest()}
	.section .rodata
	.balign 16
	.globl {symbol}_bin
	.hidden {symbol}_bin
	.type {symbol}_bin, %object
{symbol}_bin:
	.incbin {c_string(str(blob_path))}
	.size {symbol}_bin, . - {symbol}_bin
	.section .note.GNU-stack,"",%progbits
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--symbol", required=True)
    parser.add_argument("--base", required=True, type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    args = parser.parse_args()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", args.symbol):
        sys.exit(f"{args.symbol}: a symbol has lower-case letters, digits and _")
    try:
        files = read_files(args.base, args.files)
    except OSError as error:
        sys.exit(str(error))
    blob = b"".join(files.values())
    blob_path = args.out / f"{args.symbol}.bin"
    write_if_changed(args.out / f"{args.symbol}.h", make_header(args.symbol, len(files)))
    write_if_changed(args.out / f"{args.symbol}.c", make_source(args.symbol, files))
    write_if_changed(blob_path, blob)
    write_if_changed(args.out / f"{args.symbol}.S", make_assembly(args.symbol, blob_path.resolve(), blob))


if __name__ == "__main__":
    main()
