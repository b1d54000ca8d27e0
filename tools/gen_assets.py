#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Embeds the files that browsers load, each under a URL with its SHA-256 and compressed once.

    gen_assets.py --out DIR [--prefix /assets/] FILE…

writes DIR/assets.h, DIR/assets.c, DIR/assets.S and DIR/assets.bin. All bytes stand in assets.bin, which assets.S includes
whole; assets.c has offsets, so that nothing large goes through the C compiler. html/asset.h describes the struct.

In text files "/assets/NAME" becomes the hashed URL of NAME, where NAME is another of the files: they are hashed in the
order in which they refer to each other, and a circle is an error.
"""
import argparse
import gzip
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from output import c_string, write_if_changed

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
TEXTS = {".css", ".js", ".json", ".svg", ".txt", ".webmanifest"}
HASH_DIGITS = 12
WORTHWHILE = 0.95  # a compressed form is kept below this part of the size


class AssetError(Exception):
    pass


class Asset:
    def __init__(self, path):
        self.path = Path(path)
        self.name = self.path.name
        self.extension = self.path.suffix
        if self.extension not in TYPES:
            raise AssetError(f"{path}: no content type is known for {self.extension!r}")
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", self.name):
            raise AssetError(f"{path}: a name has lower-case letters, digits, dots, hyphens")
        self.content = self.path.read_bytes()
        self.url = ""
        self.digest = ""
        self.gzip = self.br = b""

    @property
    def symbol(self):
        return "ASSET_" + re.sub(r"[^A-Z0-9]", "_", self.name.upper())


def resolve(assets, prefix):
    """Sets content, digest and URL of each, those first that others refer to."""
    by_name = {asset.name: asset for asset in assets}
    reference = re.compile(re.escape(prefix) + r"([a-z0-9][a-z0-9._-]*[a-z0-9])")
    open_names = []

    def visit(asset):
        if asset.url:
            return
        if asset.name in open_names:
            raise AssetError(f"{asset.path}: refers to itself by way of {' → '.join(open_names + [asset.name])}")
        open_names.append(asset.name)
        if asset.extension in TEXTS:
            text = asset.content.decode("utf-8")
            for name in reference.findall(text):
                if name not in by_name:
                    raise AssetError(f"{asset.path}: {prefix}{name} is not among the assets")
                visit(by_name[name])
            asset.content = reference.sub(lambda match: by_name[match.group(1)].url, text).encode()
        asset.digest = hashlib.sha256(asset.content).hexdigest()
        stem = asset.name[: -len(asset.extension)]
        asset.url = f"{prefix}{stem}.{asset.digest[:HASH_DIGITS]}{asset.extension}"
        open_names.pop()

    for asset in assets:
        visit(asset)


def compress(assets, node):
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / asset.name for asset in assets]
        for asset, path in zip(assets, paths):
            path.write_bytes(asset.content)
        script = Path(__file__).with_name("brotli.mjs")
        try:
            subprocess.run([node, str(script), *map(str, paths)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise AssetError(f"{script}: {error}") from error
        for asset, path in zip(assets, paths):
            limit = len(asset.content) * WORTHWHILE
            forms = gzip.compress(asset.content, 9, mtime=0), path.with_name(path.name + ".br").read_bytes()
            asset.gzip, asset.br = (form if len(form) < limit else b"" for form in forms)


def make_header(assets):
    out = [
        "// Made by tools/gen_assets.py; html/asset.h describes the struct.",
        "#ifndef YIDAN_ASSETS_ASSETS_H",
        "#define YIDAN_ASSETS_ASSETS_H",
        "",
        '#include "html/asset.h"',
        "",
        "enum asset_id {",
        *(f"\t{asset.symbol}," for asset in assets),
        "};",
        f"#define ASSETS_COUNT {len(assets)}",
        "",
        "extern const struct asset assets[ASSETS_COUNT];",
        "// By the path of a request; NULL where there is none.",
        "const struct asset *assets_find(struct slice url);",
        "",
        "#endif",
        "",
    ]
    return "\n".join(out)


def make_source(assets):
    blob = bytearray()

    def place(content):
        if not content:
            return "{NULL, 0}"
        offset = len(blob)
        blob.extend(content)
        return f"{{assets_bin + {offset}, {len(content)}}}"

    out = [
        "// Made by tools/gen_assets.py.",
        '#include "assets/assets.h"',
        "",
        "extern const char assets_bin[] __attribute__((visibility(\"hidden\"))); // assets.S",
        "",
        "const struct asset assets[ASSETS_COUNT] = {",
    ]
    for asset in assets:
        etag = c_string(f'"{asset.digest[:32]}"')
        url = "{%s, %d}" % (c_string(asset.url), len(asset.url))
        out.append(f"\t[{asset.symbol}] = {{{c_string(asset.name)}, {url}, {c_string(TYPES[asset.extension])}, {etag},")
        out.append(f"\t\t{place(asset.content)}, {place(asset.gzip)}, {place(asset.br)}}},")
    out += ["};", "", "static const struct asset *const by_url[ASSETS_COUNT] = {"]
    out += [f"\t&assets[{asset.symbol}]," for asset in sorted(assets, key=lambda asset: asset.url.encode())]
    out += [
        "};",
        "",
        "const struct asset *assets_find(struct slice url)",
        "{",
        "\treturn asset_find(by_url, ASSETS_COUNT, url);",
        "}",
        "",
    ]
    return "\n".join(out), bytes(blob)


def make_assembly(blob_path, blob):
    # The hash is there so that this file changes, and is assembled anew, whenever the bytes change.
    return f"""// Made by tools/gen_assets.py; SHA-256 of the bytes {hashlib.sha256(blob).hexdigest()}
	.section .rodata
	.balign 16
	.globl assets_bin
	.hidden assets_bin
	.type assets_bin, %object
assets_bin:
	.incbin {c_string(str(blob_path))}
	.size assets_bin, . - assets_bin
	.section .note.GNU-stack,"",%progbits
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--prefix", default="/assets/")
    parser.add_argument("--node", default="node")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    out = Path(args.out)
    try:
        assets = sorted((Asset(path) for path in args.files), key=lambda asset: asset.name)
        symbols = [asset.symbol for asset in assets]
        for asset in assets:
            if symbols.count(asset.symbol) > 1:
                raise AssetError(f"{asset.path}: another asset is called {asset.symbol} too")
        resolve(assets, args.prefix)
        compress(assets, args.node)
    except (AssetError, OSError, UnicodeDecodeError) as error:
        sys.exit(str(error))
    source, blob = make_source(assets)
    write_if_changed(out / "assets.h", make_header(assets))
    write_if_changed(out / "assets.c", source)
    write_if_changed(out / "assets.bin", blob)
    write_if_changed(out / "assets.S", make_assembly((out / "assets.bin").resolve(), blob))


if __name__ == "__main__":
    main()
