#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes words.h and words.c of the catalogues po/zh_CN.po and po/en.po (docs/templates.md describes them).

    gen_words.py make PO_DIR words.h words.c
    gen_words.py used PO_DIR STAMP DEPFILE DIR…     fails for a word that no template and no C file in DIR… uses

Entries are sorted by key, so `enum word` is the index and words_find() a binary search.
"""
import argparse
import re
import sys
from pathlib import Path

import word_catalogue
from output import c_string, write_if_changed
from word_catalogue import PLACEHOLDER

USE_IN_TEMPLATE = re.compile(r"\{[{%]t\s+([a-z][a-z0-9_.]*)")
USE_IN_C = re.compile(r"\bWORD_[A-Z0-9_]+\b")
HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


def marked(word, text):
    """The text with placeholders as the byte pairs of html/word.h."""

    def mark(match):
        index = word.args.index(match.group(2))
        return "\x01" + chr((0x50 if match.group(1) else 0x10) + index)

    return PLACEHOLDER.sub(mark, text)


def escaped(text):
    return re.sub(r"[&<>\"']", lambda match: HTML[match.group()], text)


def c_slice(text):
    return "{%s, %d}" % (c_string(text), len(text.encode()))


def make_header(words):
    out = [
        "// Made by tools/gen_words.py from po/; see docs/templates.md.",
        "#ifndef YIDAN_PO_WORDS_H",
        "#define YIDAN_PO_WORDS_H",
        "",
        '#include "html/word.h"',
        "",
        "enum word {",
    ]
    out += [f"\t{word.symbol}, // {word.texts['en'][-1]}".replace("\n", " ").rstrip("\\") for word in words]
    if not words:
        out.append("\tWORD_EMPTY_CATALOGUE,")
    out += ["};", f"#define WORDS_COUNT {len(words)}", "", "extern const struct word_entry words[];", ""]
    for word in words:
        if word.args:
            out.append(f"struct {word.symbol}_args {{ struct word_arg {', '.join(word.args)}; }};")
    out += [
        "",
        "// A word without placeholders, terminated, not escaped.",
        "static inline const char *words_text(enum lang lang, enum word word)",
        "{",
        "\treturn word_plain(&words[word], lang);",
        "}",
        "",
        "// Plain text with named arguments: words_format(&buf, lang, WORD_CASE_DUE_BY, .unit = word_arg(name), …).",
        "#define words_format(out, lang, word, ...) word_format((out), &words[word], (lang), \\",
        "\t(const struct word_arg *)&(const struct word##_args){__VA_ARGS__}, \\",
        "\tsizeof(struct word##_args) / sizeof(struct word_arg))",
        "",
        "// By key, for tables of codes: true when there is such a word.",
        "static inline bool words_find(struct slice key, enum word *ret)",
        "{",
        "\tptrdiff_t index = word_find(words, WORDS_COUNT, key);",
        "",
        "\tif (index < 0)",
        "\t\treturn false;",
        "\t*ret = (enum word)index;",
        "\treturn true;",
        "}",
        "",
        "#endif",
        "",
    ]
    return "\n".join(out)


def make_source(words):
    out = ["// Made by tools/gen_words.py from po/.", '#include "po/words.h"', ""]
    out.append(f"const struct word_entry words[{max(len(words), 1)}] = {{")
    for word in words:
        plural_arg = word.args.index("n") if word.is_plural else -1
        pairs = sum(1 << word.args.index(name) for name in word.pairs)
        out.append(f"\t[{word.symbol}] = {{{c_string(word.key)}, {len(word.args)}, {pairs}, {plural_arg}, {{")
        for language in word_catalogue.LANGUAGES:
            forms = [marked(word, form) for form in word.texts[language]]
            texts = ", ".join("{%s, %s}" % (c_slice(form), c_slice(escaped(form))) for form in forms)
            out.append(f"\t\t[LANG_{language.upper()}] = {{{texts}}},")
        out.append("\t}},")
    out += ["};", ""]
    return "\n".join(out)


def make(args):
    words = list(word_catalogue.load(args.po_dir).values())
    write_if_changed(args.header, make_header(words))
    write_if_changed(args.source, make_source(words))


def used(args):
    words = word_catalogue.load(args.po_dir)
    files = sorted(
        path for folder in args.folders for path in Path(folder).rglob("*") if path.suffix in (".c", ".h", ".html", ".txt")
    )
    keys, symbols = set(), set()
    for path in files:
        text = path.read_text(encoding="utf-8")
        keys.update(USE_IN_TEMPLATE.findall(text))
        symbols.update(USE_IN_C.findall(text))
    unused = [
        f"{Path(args.po_dir) / 'zh_CN.po'}:{word.lines['zh_CN']}: {word.key}: nothing uses it"
        for word in words.values()
        if word.key not in keys and word.symbol not in symbols and not word.used_by_c
    ]
    if unused:
        raise word_catalogue.WordError("\n".join(unused))
    Path(args.depfile).write_text(f"{args.stamp}: {' '.join(str(path) for path in files)}\n", encoding="utf-8")
    Path(args.stamp).write_text("", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("make")
    command.add_argument("po_dir")
    command.add_argument("header")
    command.add_argument("source")
    command.set_defaults(run=make)
    command = commands.add_parser("used")
    command.add_argument("po_dir")
    command.add_argument("stamp")
    command.add_argument("depfile")
    command.add_argument("folders", nargs="+")
    command.set_defaults(run=used)
    args = parser.parse_args()
    try:
        args.run(args)
    except word_catalogue.WordError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
