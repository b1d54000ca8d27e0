# SPDX-License-Identifier: Apache-2.0
"""Reads migrations: translates their types for each engine and keeps what they declare (tables, keys, indexes).

sql/README.md describes the files. A model of the schema grows over all migrations in order, so that the generator can
name constraints and check_sql.py can look at keys.
"""

import os
import re
from dataclasses import dataclass, field

from sqltext import (ENGINES, NAME, POSTGRES_TYPES, SQLITE_TYPES, TABLE_CLASSES, TYPES, Mistake, Token, existing,
                     file_checksum, meaningful, read_text, render, split_head, tokenize, translate_casts)


@dataclass
class Table:
    name: str
    klass: str
    distributed: bool
    clustered: bool
    path: str
    line: int
    engines: set
    virtual: bool = False
    columns: dict = field(default_factory=dict)  # name → type, where it is one of ours


@dataclass
class Key:
    name: str
    table: str
    columns: list  # [] where it is over expressions, or a CHECK
    kind: str  # primary unique check index; inverted, of terms
    path: str
    line: int
    engines: set
    first: str = ""  # its first column, also where another part is an expression


@dataclass
class Migration:
    number: int
    name: str
    path: str
    checksum: str
    oldest_program: int
    texts: dict  # engine → SQL


@dataclass
class Schema:
    migrations: list = field(default_factory=list)
    tables: dict = field(default_factory=dict)
    keys: list = field(default_factory=list)
    conflicts: dict = field(default_factory=dict)  # constraint name → (path, line)


@dataclass
class Statement:
    tokens: list
    engines: tuple
    declared: tuple  # (class, flags, line) of `-- table:` before it, or None


def split_statements(tokens, schema, path):
    """Statements with the engines they are for and the declaration before them."""
    statements, current, depth, engines, declared = [], [], 0, ENGINES, None
    for token in tokens:
        note = re.match(r"--\s*(only|end|table|conflict)\b:?\s*(.*?)\s*\Z", token.text) if token.kind == "comment" else None
        if note:
            word, value = note.groups()
            if meaningful(current):
                raise Mistake(path, token.line, f"`-- {word}` inside a statement")
            if word == "only":
                if value not in ENGINES:
                    raise Mistake(path, token.line, f"only: {' | '.join(ENGINES)}")
                engines = (value,)
            elif word == "end":
                engines = ENGINES
            elif word == "conflict":
                schema.conflicts[value] = (path, token.line)
            else:
                declared = parse_declaration(value, path, token.line)
        current.append(token)
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "op" else 0
        if token.text == ";" and depth == 0 and not inside_trigger(current):
            current.pop()
            if meaningful(current):
                statements.append(Statement(current, engines, declared))
            current, declared = [], None
    if meaningful(current):
        raise Mistake(path, meaningful(current)[0].line, "statement without `;` at its end")
    return statements


def inside_trigger(tokens):
    words = [t.word() or t.text for t in meaningful(tokens)]
    return "TRIGGER" in words[:3] and "BEGIN" in words and words[-2] != "END"


def parse_declaration(value, path, line):
    words = value.split()
    flags = words[1:]
    if not words or words[0] not in TABLE_CLASSES or any(f not in ("distributed", "clustered") for f in flags):
        raise Mistake(path, line, f"table: {'|'.join(TABLE_CLASSES)} [distributed] [clustered]")
    return words[0], flags, line


def split_list(tokens):
    """The parts between top-level commas."""
    parts, depth = [[]], 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "op" else 0
        if token.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def matching(tokens, at):
    depth = 0
    for i in range(at, len(tokens)):
        if tokens[i].kind == "op":
            depth += {"(": 1, ")": -1}.get(tokens[i].text, 0)
            if depth == 0:
                return i
    return len(tokens) - 1


def bare_name(token, path):
    name = token.text.strip('"')
    if not NAME.match(name):
        raise Mistake(path, token.line, f"names are in small letters: {token.text}")
    return name


class Reader:
    """One statement after another into the schema and into the text of each engine."""

    def __init__(self, schema, path):
        self.schema, self.path = schema, path

    def fail(self, token, message):
        raise Mistake(self.path, token.line, message)

    def statement(self, statement):
        plain = meaningful(statement.tokens)
        words = [t.word() for t in plain]
        for token, after in zip(plain, words[1:] + [""]):
            if token.word() in ("REFERENCES", "AUTOINCREMENT", "IDENTITY", "NEXTVAL") or (token.word(), after) in (
                ("FOREIGN", "KEY"), ("CREATE", "SEQUENCE")):
                self.fail(token, f"{token.text}: no foreign keys, no sequences")
        if words[:2] == ["CREATE", "TABLE"] or words[:3] == ["CREATE", "VIRTUAL", "TABLE"]:
            return self.create_table(statement, plain, words)
        if statement.declared:
            raise Mistake(self.path, statement.declared[2], "`-- table:` stands before a CREATE TABLE")
        if "TABLE" in words[1:3] and words[0] == "CREATE":
            self.fail(plain[0], "tables are made by CREATE TABLE name (…)")
        if words[0] == "CREATE" and "INDEX" in words[1:3]:
            self.create_index(statement, plain, words)
        elif words[:2] == ["DROP", "TABLE"]:
            self.schema.tables.pop(plain[-1].text, None)
            self.schema.keys = [k for k in self.schema.keys if k.table != plain[-1].text]
        elif words[:2] == ["DROP", "INDEX"]:
            self.schema.keys = [k for k in self.schema.keys if k.name != plain[-1].text]
        elif words[:2] == ["ALTER", "TABLE"]:
            return self.alter_table(statement, plain, words)
        return {e: render(translate_casts(statement.tokens, e)) for e in statement.engines}

    def create_table(self, statement, plain, words):
        virtual = words[1] == "VIRTUAL"
        name_token = plain[3 if virtual else 2]
        name = bare_name(name_token, self.path)
        if not statement.declared:
            self.fail(plain[0], f"table {name} needs `-- table: {'|'.join(TABLE_CLASSES)} [distributed] [clustered]` before it")
        klass, flags, _ = statement.declared
        table = Table(name, klass, "distributed" in flags, "clustered" in flags, self.path, name_token.line,
                      set(statement.engines), virtual)
        old = self.schema.tables.get(name)
        if old:
            if old.engines & table.engines or (old.klass, old.distributed) != (klass, table.distributed):
                self.fail(name_token, f"table {name} is declared twice, or differently for the two engines")
            old.engines |= table.engines
        else:
            self.schema.tables[name] = table
        if virtual:
            if statement.engines != ("sqlite",):
                self.fail(plain[0], "a virtual table is `-- only: sqlite`")
            return {"sqlite": render(statement.tokens)}
        if len(plain) < 4 or plain[3].text != "(" or plain[-1].text != ")":
            self.fail(plain[0], "tables are made by CREATE TABLE name (…) and nothing behind; STRICT is added, WITHOUT ROWID "
                                "is `clustered`")
        parts = [self.table_part(table, meaningful(p), statement.engines) for p in split_list(plain[4:-1])]
        texts = {}
        for engine in statement.engines:
            body = ",\n\t".join(p[engine] for p in parts)
            tail = (" WITHOUT ROWID, STRICT" if table.clustered else " STRICT") if engine == "sqlite" else ""
            texts[engine] = f"CREATE TABLE {name_token.text} (\n\t{body}\n){tail}"
        return texts

    def table_part(self, table, part, engines):
        if not part:
            raise Mistake(self.path, table.line, f"table {table.name}: empty part")
        words = [t.word() for t in part]
        if words[0] in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "EXCLUDE"):
            text = self.constraint(table, part, words, engines)
            return {e: text for e in engines}
        return self.column(table, part, words, engines)

    def constraint(self, table, part, words, engines):
        name, rest = None, part
        if words[0] == "CONSTRAINT":
            name, rest = bare_name(part[1], self.path), part[2:]
        word = rest[0].word()
        opening = next((i for i, t in enumerate(rest) if t.text == "("), None)
        if word == "PRIMARY":
            name = name or f"{table.name}_pkey"
            self.key(name, table.name, rest[opening:], "primary", part[0], engines)
        elif not name:
            self.fail(part[0], f"table {table.name}: {word} needs a name: CONSTRAINT name {word} (…)")
        elif word == "UNIQUE":
            self.key(name, table.name, rest[opening:], "unique", part[0], engines)
        else:
            self.add_key(Key(name, table.name, [], "check", self.path, part[0].line, set(engines)))
        return f"CONSTRAINT {name} " + tokens_text(rest)

    def column(self, table, part, words, engines):
        name = bare_name(part[0], self.path)
        kind = part[1].text if len(part) > 1 else ""
        if kind not in TYPES and set(engines) == set(ENGINES):
            self.fail(part[0], f"column {name}: type must be one of {', '.join(TYPES)}")
        if name in table.columns:
            self.fail(part[0], f"column {name} twice")
        table.columns[name] = kind
        rest, texts = part[2:], {}
        for i, token in enumerate(rest):
            named = i >= 2 and rest[i - 2].word() == "CONSTRAINT"
            if token.word() in ("UNIQUE", "CHECK") and not named:
                self.fail(token, f"column {name}: {token.text} needs a name: CONSTRAINT name {token.text}")
            if token.word() == "PRIMARY":
                self.add_key(Key(rest[i - 1].text if named else f"{table.name}_pkey", table.name, [name], "primary",
                                 self.path, token.line, set(engines)))
            elif token.word() in ("UNIQUE", "CHECK"):
                unique = token.word() == "UNIQUE"
                self.add_key(Key(rest[i - 1].text, table.name, [name] if unique else [], "unique" if unique else "check",
                                 self.path, token.line, set(engines)))
        array = bool(rest) and rest[0].text == "["
        for engine in engines:
            texts[engine] = f"{part[0].text} {column_type(kind, engine, array)} {tokens_text(rest, engine)}".rstrip()
        return texts

    def create_index(self, statement, plain, words):
        at = words.index("ON")
        name = bare_name(plain[at - 1], self.path)
        table = bare_name(plain[at + 1], self.path)
        opening = next((i for i in range(at, len(plain)) if plain[i].text == "("), None)
        if opening is None:
            self.fail(plain[0], "index without columns")
        if table not in self.schema.tables:
            self.fail(plain[at + 1], f"no table {table}")
        kind = "unique" if "UNIQUE" in words[:2] else "inverted" if words[at + 2 : at + 4] == ["USING", "GIN"] else "index"
        self.key(name, table, plain[opening : matching(plain, opening) + 1], kind, plain[0], statement.engines)

    def key(self, name, table, parens, kind, token, engines):
        columns = []
        for part in split_list(parens[1 : matching(parens, 0)]):
            columns.append(part[0].text if len(part) == 1 or part[1].word() in ("ASC", "DESC") else None)
        self.add_key(Key(name, table, [] if None in columns and kind not in ("index", "inverted") else columns, kind, self.path, token.line,
                         set(engines), columns[0] or ""))

    def add_key(self, key):
        for other in self.schema.keys:
            if not other.engines & key.engines:
                continue
            if other.name == key.name:
                raise Mistake(key.path, key.line, f"{key.name} is already the name of a constraint or index")
            both_unique = {other.kind, key.kind} <= {"primary", "unique"}
            if both_unique and key.columns and (other.table, other.columns) == (key.table, key.columns):
                raise Mistake(key.path, key.line, f"{key.name} is over the same columns as {other.name}")
        self.schema.keys.append(key)

    def alter_table(self, statement, plain, words):
        if words[3:4] != ["ADD"] or words[4:5] == ["CONSTRAINT"]:
            self.fail(plain[0], "only ALTER TABLE name ADD COLUMN works on both engines; or use `-- only:`"
                      ) if statement.engines == ENGINES else None
            return {e: render(translate_casts(statement.tokens, e)) for e in statement.engines}
        table = self.schema.tables.get(plain[2].text)
        if not table:
            self.fail(plain[2], f"no table {plain[2].text}")
        rest = plain[5:] if words[4] == "COLUMN" else plain[4:]
        texts = self.column(table, rest, [t.word() for t in rest], statement.engines)
        return {e: f"ALTER TABLE {plain[2].text} ADD COLUMN {texts[e]}" for e in statement.engines}


def column_type(kind, engine, array):
    if engine == "sqlite":
        return SQLITE_TYPES.get(kind, kind)
    if kind == "TEXT" and not array:
        return 'TEXT COLLATE "C"'  # bytewise, as SQLite compares
    return POSTGRES_TYPES.get(kind, kind)


def tokens_text(tokens, engine=None):
    """Tokens without their white space, joined so that they still mean the same."""
    if engine:
        tokens = translate_casts(tokens, engine)
    out = ""
    for before, token in zip([Token("op", "", 0)] + tokens, tokens):
        tight = token.text in (",", ")", "]", "[", ".", "::") or before.text in ("", "(", "[", ".", "::")
        out += ("" if tight else " ") + token.text
    return out


def parse_migration(path, number, name, schema):
    tokens = tokenize(read_text(path), path)
    head, _ = split_head(tokens)
    levels = [(line, m.group(1)) for line, text in head for m in [re.match(r"oldest program:\s*(\d+)\Z", text)] if m]
    if len(levels) != 1 or not 1 <= int(levels[0][1]) <= number:
        raise Mistake(path, 1, f"the head needs `-- oldest program: N`, N from 1 to {number}")
    reader, parts = Reader(schema, path), {e: [] for e in ENGINES}
    for statement in split_statements(tokens, schema, path):
        for engine, text in reader.statement(statement).items():
            parts[engine].append(text + ";\n")
    texts = {e: "".join(parts[e]) for e in ENGINES}
    return Migration(number, name, path, file_checksum(path), int(levels[0][1]), texts)


def load_schema(root):
    """The schema after all migrations under root; and every file read."""
    schema, read, number = Schema(), existing(root), 0
    for file in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        path = os.path.join(root, file)
        if file.startswith("."):
            continue
        match = re.match(r"(\d{4})_([a-z0-9_]+)\.sql\Z", file)
        if not match:
            raise Mistake(path, 1, "expected NNNN_name.sql in small letters")
        number += 1
        if int(match.group(1)) != number:
            raise Mistake(path, 1, f"migrations are numbered without a gap: expected {number:04}")
        read.append(path)
        schema.migrations.append(parse_migration(path, number, file[:-4], schema))
    names = {k.name for k in schema.keys if k.kind not in ("index", "inverted")}
    for name, (path, line) in schema.conflicts.items():
        if name not in names:
            raise Mistake(path, line, f"conflict: no constraint {name}")
    return schema, read
