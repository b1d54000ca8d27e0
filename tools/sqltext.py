# SPDX-License-Identifier: Apache-2.0
"""Reads the text of sql/: tokens, the heads of query files, migrations and what they declare.

Used by gen_sql.py (which compiles it into C) and check_sql.py (which holds the rules). sql/README.md describes the
files. Everything wrong raises Mistake with file and line; nothing is guessed.
"""

import hashlib
import os
import re
from dataclasses import dataclass, field

TYPES = ("BIGINT", "TEXT", "BYTES", "DOUBLE")
SQLITE_TYPES = {"BIGINT": "INTEGER", "TEXT": "TEXT", "BYTES": "BLOB", "DOUBLE": "REAL"}
POSTGRES_TYPES = {"BIGINT": "BIGINT", "TEXT": "TEXT", "BYTES": "BYTEA", "DOUBLE": "DOUBLE PRECISION"}
ENGINES = ("sqlite", "postgres")
ROWS = ("none", "one", "some", "many")
TABLE_CLASSES = ("event", "private", "projection", "operational")
C_KEYWORDS = set(
    """auto break case char const continue default do double else enum extern float for goto if inline int long
    register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool
    true false NULL asm typeof""".split()
)
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


class Mistake(Exception):
    """A mistake of the writer of a file: PATH:LINE: message."""

    def __init__(self, path, line, message):
        super().__init__(f"{path}:{line}: {message}")


@dataclass
class Token:
    kind: str  # space comment string quoted dollar number name param cast op
    text: str
    line: int

    def word(self):
        return self.text.upper() if self.kind == "name" else ""


TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>--[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^']|'')*')
  | (?P<quoted>"(?:[^"]|"")*")
  | (?P<dollar>\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<cast>::)
  | (?P<param>:[A-Za-z_][A-Za-z0-9_]*)
  | (?P<op><=|>=|<>|!=|\|\||->>|->|&&|@>|<@|[-+*/%<>=~!@\#&|^.,;()\[\]:])
    """,
    re.VERBOSE | re.DOTALL,
)


def tokenize(text, path, line=1):
    """All tokens, white space and comments included: joined again they give the text."""
    tokens, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Mistake(path, line, f"cannot read from here: {text[at:at + 20]!r}")
        kind = match.lastgroup if match.lastgroup != "tag" else "dollar"
        tokens.append(Token(kind, match.group(0), line))
        line += match.group(0).count("\n")
        at = match.end()
    return tokens


def meaningful(tokens):
    return [t for t in tokens if t.kind not in ("space", "comment")]


def render(tokens):
    """One line of SQL: comments dropped, each run of white space one blank."""
    out = []
    for token in tokens:
        if token.kind in ("space", "comment"):
            if out and out[-1] != " ":
                out.append(" ")
        else:
            out.append(token.text)
    return "".join(out).strip()


def translate_casts(tokens, engine):
    """CAST(x AS BYTES) in the engine's own words; only between AS and the closing parenthesis."""
    types = SQLITE_TYPES if engine == "sqlite" else POSTGRES_TYPES
    out = list(tokens)
    places = [i for i, t in enumerate(out) if t.kind not in ("space", "comment")]
    for before, at, after in zip(places, places[1:], places[2:]):
        if out[before].word() == "AS" and out[at].text in types and out[after].text == ")":
            out[at] = Token("name", types[out[at].text], out[at].line)
    return out


def read_text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


# --- queries ----------------------------------------------------------------------------------------------------------


@dataclass
class Field:
    name: str
    type: str
    nullable: bool

    def c_name(self):
        return self.name + "_" if self.name in C_KEYWORDS else self.name


@dataclass
class Query:
    name: str  # "case/by_code"
    paths: list
    about: list
    params: list
    columns: list
    rows: str
    texts: dict  # engine → SQL with positions
    write: bool
    locks: bool
    row: str = ""  # name of a row struct that several queries share
    tokens: dict = field(default_factory=dict)  # engine → meaningful tokens, before rewriting

    def symbol(self):
        return self.name.replace("/", "_")

    def row_symbol(self):
        return self.row or self.symbol()


def parse_fields(text, path, line, what):
    fields = []
    for part in text.split(","):
        words = part.split()
        if len(words) not in (2, 3) or words[1] not in TYPES or (len(words) == 3 and words[2] != "NULL"):
            raise Mistake(path, line, f"{what}: expected NAME {'|'.join(TYPES)} [NULL], found {part.strip()!r}")
        name = words[0]
        if not NAME.match(name):
            raise Mistake(path, line, f"{what}: {name!r} cannot be the name of a field in C")
        fields.append(Field(name, words[1], len(words) == 3))
    names = [f.name for f in fields] + ["has_" + f.name for f in fields if f.nullable]
    for name in names:
        if names.count(name) > 1:
            raise Mistake(path, line, f"{what}: {name} twice")
    return fields


def split_head(tokens):
    """(lines of the leading comments with their numbers, the rest)"""
    head = []
    for i, token in enumerate(tokens):
        if token.kind == "comment" and token.text.startswith("--"):
            head.append((token.line, token.text[2:].strip()))
        elif token.kind != "space":
            return head, tokens[i:]
    return head, []


def parse_query_head(head, path):
    about, values, current = [], {}, None
    for line, text in head:
        match = re.match(r"(in|out|rows|row):\s*(.*)\Z", text)
        if match:
            current = match.group(1)
            if current in values:
                raise Mistake(path, line, f"{current}: twice")
            values[current] = [line, match.group(2)]
        elif current in ("in", "out") and values[current][1].endswith(","):
            values[current][1] += " " + text
        elif current:
            raise Mistake(path, line, f"unexpected in the head: {text!r}")
        elif text:
            about.append(text)
    if not about:
        raise Mistake(path, 1, "the head must first say what the query does")
    if "rows" not in values or values["rows"][1] not in ROWS:
        raise Mistake(path, 1, f"the head needs `-- rows: {' | '.join(ROWS)}`")
    params = parse_fields(values["in"][1], path, values["in"][0], "in") if "in" in values else []
    columns = parse_fields(values["out"][1], path, values["out"][0], "out") if "out" in values else []
    row = values["row"][1] if "row" in values else ""
    if row and (not NAME.match(row) or not columns):
        raise Mistake(path, values["row"][0], "row: names a row struct; the query needs `out`")
    return about, params, columns, values["rows"][1], row


def strip_locks(tokens):
    """Without FOR UPDATE/SHARE at the end, and whether there was one."""
    places = [i for i, t in enumerate(tokens) if t.kind not in ("space", "comment")]
    words = [tokens[i].word() for i in places]
    for n in range(len(words) - 1, -1, -1):
        if words[n] == "FOR" and n + 1 < len(words) and words[n + 1] in ("UPDATE", "SHARE", "NO", "KEY"):
            if any(tokens[i].text == ")" for i in places[n:]):
                return tokens, True  # inside a subquery: not for SQLite, which will say so
            return tokens[: places[n]], True
    return tokens, False


def is_write(words):
    return any(
        w in ("INSERT", "DELETE", "MERGE") or (w == "UPDATE" and (i == 0 or words[i - 1] not in ("FOR", "KEY")))
        for i, w in enumerate(words)
    )


def bind_positions(tokens, params, mark, path):
    positions = {p.name: i + 1 for i, p in enumerate(params)}
    seen, out = set(), []
    for token in tokens:
        if token.kind == "param":
            name = token.text[1:]
            if name not in positions:
                raise Mistake(path, token.line, f":{name} is not declared in the head")
            seen.add(name)
            token = Token("op", f"{mark}{positions[name]}", token.line)
        out.append(token)
    for name in positions:
        if name not in seen:
            raise Mistake(path, 1, f"parameter {name} is declared but not used")
    return out


def parse_query_file(path, engines):
    tokens = tokenize(read_text(path), path)
    head, body = split_head(tokens)
    about, params, columns, rows, row = parse_query_head(head, path)
    while body and (body[-1].kind in ("space", "comment") or body[-1].text == ";"):
        body.pop()
    plain = meaningful(body)
    for token in plain:
        if token.text == ";":
            raise Mistake(path, token.line, "one statement a file")
        if token.kind == "dollar":
            raise Mistake(path, token.line, "no dollar quotes in queries")
    words = [t.word() for t in plain]
    if not words or words[0] not in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "VALUES"):
        raise Mistake(path, plain[0].line if plain else 1, "expected SELECT, WITH, INSERT, UPDATE, DELETE or VALUES")
    write = is_write(words)
    if rows == "none" and (columns or not write):
        raise Mistake(path, 1, "rows: none is for writes without `out`")
    if rows != "none" and not columns:
        raise Mistake(path, 1, f"rows: {rows} needs `out`")
    texts, locks = {}, False
    for engine in engines:
        mine, found = strip_locks(body)
        locks = locks or found
        mine = translate_casts(mine if engine == "sqlite" else body, engine)
        mine = bind_positions(mine, params, "?" if engine == "sqlite" else "$", path)
        texts[engine] = render(mine)
    return Query("", [path], about, params, columns, rows, texts, write, locks, row, {e: plain for e in engines})


def merge_pair(one, two):
    if (one.params, one.columns, one.rows, one.row) != (two.params, two.columns, two.rows, two.row):
        raise Mistake(two.paths[0], 1, f"the head differs from that of {one.paths[0]}")
    one.paths += two.paths
    one.texts.update(two.texts)
    one.tokens.update(two.tokens)
    one.write, one.locks = one.write or two.write, one.locks or two.locks
    return one


def existing(folder):
    """What a build must watch for a folder: itself, or the one above while it is not there."""
    return [folder if os.path.isdir(folder) else os.path.dirname(folder)]


def load_queries(root):
    """All queries under root, by name; and every folder and file read (for the build's dependencies)."""
    found, read = {}, existing(root)
    for table in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        folder = os.path.join(root, table)
        if not os.path.isdir(folder):
            raise Mistake(folder, 1, "queries stand in a folder named after their table")
        read.append(folder)
        for file in sorted(os.listdir(folder)):
            path = os.path.join(folder, file)
            if file.startswith("."):
                continue
            match = re.match(r"([a-z][a-z0-9_]*)(?:\.(sqlite|postgres))?\.sql\Z", file)
            if not match or not NAME.match(table):
                raise Mistake(path, 1, "expected TABLE/VERB.sql, VERB.sqlite.sql or VERB.postgres.sql in small letters")
            read.append(path)
            found.setdefault(f"{table}/{match.group(1)}", {})[match.group(2) or "both"] = path
    queries, symbols = [], {}
    for name, paths in sorted(found.items()):
        if set(paths) == {"both"}:
            query = parse_query_file(paths["both"], ENGINES)
        elif set(paths) == set(ENGINES):
            query = merge_pair(*(parse_query_file(paths[e], (e,)) for e in ENGINES))
        else:
            raise Mistake(sorted(paths.values())[0], 1, "a pair needs both .sqlite.sql and .postgres.sql, and no plain .sql")
        query.name = name
        if query.symbol() in symbols:
            raise Mistake(query.paths[0], 1, f"same symbol as {symbols[query.symbol()]}")
        symbols[query.symbol()] = query.paths[0]
        queries.append(query)
    return queries, read


def file_checksum(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
