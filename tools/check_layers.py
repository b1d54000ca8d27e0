#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Which way the parts lean: reads every #include of src/ and fails on one that goes up or sideways.

A layer includes itself and what stands on a lower line; domain/ only base/ and calendar/. Libraries from outside that only
one part may know of are listed with it. Generated headers belong to the layers that may use them. Queries that write events,
or rows that are made from events, are called in one file each: so no such row changes without its event.
"""
import re
import sys

import sources

LINES = [  # bottom first
    ['base'],
    ['db', 'http', 'html', 'json'],
    ['ledger', 'text', 'calendar', 'geo', 'mail', 'pictures', 'fetch'],
    ['domain'],
    ['events'],
    ['store'],
    ['service'],
    ['web', 'jobs'],
    ['cli'],
]
ONLY = {'domain': {'base', 'calendar', 'domain'}}  # narrower than its line allows

# Header (a pattern of the whole name) -> the files or folders of src/ that may include it.
OUTSIDE = {
    r'sqlite3\.h': ['db/sqlite.c', 'db/sqlite_checkpoint.c', 'db/sqlite_copy.c'],
    r'libpq-fe\.h|libpq/.*': ['db/postgres.c', 'db/postgres_tools.c'],
    r'microhttpd\.h': ['http/'],
    r'brotli/.*|zlib\.h': ['http/', 'html/'],
    r'jansson\.h': ['json/'],
    r'unicode/.*': ['text/', 'html/'],
    r'geos_c\.h': ['geo/'],
    r'vips/.*|gmodule\.h|glib.*\.h': ['pictures/picture_convert.c'],
    r'seccomp\.h|linux/seccomp\.h': ['pictures/picture_sandbox.c'],
    r'curl/.*': ['fetch/', 'mail/'],
    r'gmime/.*': ['mail/'],
    r'qrencode\.h': ['web/'],
    r'cmark\.h': ['text/'],
}
GENERATED = {
    r'sql\.h': ['store/', 'service/'],
    r'templates/.*|assets/.*': ['web/'],
    r'po/.*': ['web/', 'jobs/', 'cli/'],
    r'data/.*': ['cli/'],
}

# Functions of queries -> the one file that may call them.
WRITERS = {
    r'sql_(?:event|event_private|contact|stream)_(?:insert|advance)': 'store/streams.c',
    r'sql_(?:jurisdiction|unit|officer|category|area)_put': 'store/jurisdictions.c',
    r'sql_draw_(?:announce|make)': 'store/jurisdictions.c',
    r'sql_(?:case_row|assignment)_(?:insert|update)': 'store/cases.c',
}


def line_of(layer):
    return next((number for number, layers in enumerate(LINES) if layer in layers), None)


def may_include(layer, other):
    if layer == other:
        return True
    if layer in ONLY:
        return other in ONLY[layer]
    return line_of(other) < line_of(layer)


def is_allowed(place, allowed):
    return any(place == entry or entry.endswith('/') and place.startswith(entry) for entry in allowed)


def judge(place, quoted, header):
    """Why the file at `place` (a path inside src/) may not include the header, or None."""
    for table in (GENERATED, OUTSIDE):
        for pattern, allowed in table.items():
            if re.fullmatch(pattern, header):
                return None if is_allowed(place, allowed) else f'"{header}" is only for {", ".join(allowed)}'
    if not quoted:
        return None
    layer = place.split('/')[0] if '/' in place else None
    other = header.split('/')[0]
    if '/' not in header or line_of(other) is None:
        return None if header == 'picture_probe.h' else f'"{header}" is in no layer (write "layer/file.h")'
    if layer is None:  # main.c
        return None if other in ('cli', 'base') else f'main.c includes {other}/'
    if line_of(layer) is None:
        return f'{layer}/ is no layer; tools/check_layers.py lists them'
    if not may_include(layer, other):
        return f'{layer}/ may not include {other}/'
    return None


def judge_calls(place, line):
    """The reasons why a file may not call what it calls."""
    for pattern, only in WRITERS.items():
        match = re.search(rf'\b({pattern})\s*\(', line)
        if match and place != only:
            yield f'{match[1]} is called in {only} alone'


def check(path, place, text):
    for number, line in enumerate(text.splitlines(), 1):
        for reason in judge_calls(place, line):
            yield path, number, reason
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        reason = match and judge(place, match[1] == '"', match[2])
        if reason:
            yield path, number, reason


def main():
    findings = []
    src = sources.ROOT / 'src'
    for path in sources.tracked('src/*.c', 'src/*.h'):
        findings += check(path, str(path.relative_to(src)), path.read_text(encoding='utf-8'))
    sources.finish(findings)


if __name__ == '__main__':
    sys.exit(main())
