#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the SQL under a root (queries/ and schema/) into one C header and one C source.

    gen_sql.py --root sql --prefix sql --header sql.h --source sql.c [--depfile sql.d]

What comes out is described in src/db/query.h, what goes in in sql/README.md.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from sqlschema import load_schema  # noqa: E402
from sqltext import ENGINES, Mistake, load_queries  # noqa: E402

C_TYPES = {"BIGINT": "int64_t ", "TEXT": "struct slice ", "BYTES": "struct slice ", "DOUBLE": "double "}


def c_string(text, indent="\t"):
    """A C string literal, broken at line ends and after about 100 bytes."""
    lines, line = [], ""
    for char in text:
        code = ord(char)
        if char in '"\\':
            line += "\\" + char
        elif char == "\n":
            line += "\\n"
        elif char == "\t":
            line += "\\t"
        elif char == "?":
            line += "\\?"  # no trigraphs
        elif code < 32 or code > 126:
            line += "".join(f"\\{byte:03o}" for byte in char.encode("utf-8"))
        else:
            line += char
        if char == "\n" or (len(line) > 100 and char == " "):
            lines.append(line)
            line = ""
    if line or not lines:
        lines.append(line)
    return ("\n" + indent).join(f'"{part}"' for part in lines)


class Writer:
    def __init__(self, prefix, queries, schema):
        self.prefix, self.queries, self.schema = prefix, queries, schema
        self.rows = {}  # shared row structs that stand already: name → columns

    def struct(self, query, suffix, fields):
        if not fields:
            return []
        symbol = query.row_symbol() if suffix == "row" else query.symbol()
        if suffix == "row" and query.row:
            if query.row in self.rows:
                if self.rows[query.row] != fields:
                    raise Mistake(query.paths[0], 1, f"row: {query.row} has other columns elsewhere")
                return []
            self.rows[query.row] = fields
        out = [f"struct {self.prefix}_{symbol}_{suffix} {{"]
        for field in fields:
            if field.nullable:
                out.append(f"\tbool has_{field.name};")
            out.append(f"\t{C_TYPES[field.type]}{field.c_name()};")
        return out + ["};"]

    def signatures(self, query):
        """(suffix of the name, parameters behind conn) of each function of a query."""
        symbol = f"{self.prefix}_{query.symbol()}"
        given = [f"const struct {symbol}_in *in"] if query.params else []
        row = f"struct {self.prefix}_{query.row_symbol()}_row *"
        if query.rows == "none":
            return [("", given + ["int64_t *ret_affected", "struct err *err"])]
        if query.rows == "one":
            return [("", ["struct arena *arena"] + given + [f"{row}ret", "struct err *err"])]
        if query.rows == "some":
            return [("", ["struct arena *arena"] + given + ["bool *ret_found", f"{row}ret", "struct err *err"])]
        each = f"int (*each)(void *arg, const {row}row, struct err *err)"
        return [
            ("", ["struct arena *arena"] + given + [f"{row}*ret", "size_t *ret_count", "struct err *err"]),
            ("_open", given + ["struct db_cursor **ret", "struct err *err"]),
            ("_next", None),
            ("_each", given + [each, "void *arg", "struct err *err"]),
        ]

    def declaration(self, query, suffix, params, definition=False):
        name = f"{self.prefix}_{query.symbol()}{suffix}"
        if params is None:
            return (f"int {name}(struct db_cursor *cursor, struct {self.prefix}_{query.row_symbol()}_row *row, bool *ret_more, "
                    "struct err *err)")
        shown = f"({name})" if definition else name
        return f"int {shown}(struct db_conn *conn, {', '.join(params)})"

    def header(self):
        guard = f"YIDAN_{self.prefix.upper()}_GENERATED_H"
        out = [
            "// SPDX-License-Identifier: Apache-2.0",
            "// Written by tools/gen_sql.py; the SQL and its heads are the source. See src/db/query.h.",
            f"#ifndef {guard}",
            f"#define {guard}",
            "",
            '#include "base/slice.h"',
            '#include "db/db.h"',
            "",
            f"extern const struct db_catalog {self.prefix}_catalog;",
            f"extern const struct db_query *const {self.prefix}_all[];",
            f"extern const size_t {self.prefix}_all_count;",
        ]
        for query in self.queries:
            symbol = f"{self.prefix}_{query.symbol()}"
            out += ["", f"// {query.name}: " + query.about[0]] + [f"// {line}" for line in query.about[1:]]
            out.append(f"extern const struct db_query {symbol.upper()};")
            out += self.struct(query, "in", query.params) + self.struct(query, "row", query.columns)
            for suffix, params in self.signatures(query):
                out.append(self.declaration(query, suffix, params) + ";")
                if params is not None:
                    name = symbol + suffix
                    out.append(f"#define {name}(conn, ...) {name}(db_at((conn), __FILE__, __LINE__), __VA_ARGS__)")
        return "\n".join(out + ["", "#endif", ""])

    def fields(self, query, suffix, name, fields):
        if not fields:
            return []
        symbol = query.row_symbol() if suffix == "row" else query.symbol()
        struct = f"struct {self.prefix}_{symbol}_{suffix}"
        out = [f"static const struct db_field {name}[] = {{"]
        for f in fields:
            has = f"offsetof({struct}, has_{f.name})" if f.nullable else "0"
            out.append(f'\t{{"{f.name}", DB_TYPE_{f.type}, {str(f.nullable).lower()}, offsetof({struct}, {f.c_name()}), {has}}},')
        return out + ["};"]

    def query(self, query, index):
        symbol = f"{self.prefix}_{query.symbol()}"
        params, columns = f"{symbol}_params", f"{symbol}_columns"
        out = [""] + self.fields(query, "in", params, query.params) + self.fields(query, "row", columns, query.columns)
        out += [
            f"const struct db_query {symbol.upper()} = {{",
            f'\t.name = "{query.name}",',
            f"\t.sqlite = {c_string(query.texts['sqlite'], chr(9) * 2)},",
            f"\t.postgres = {c_string(f'/* {query.name} */ ' + query.texts['postgres'], chr(9) * 2)},",
            f"\t.index = {index},",
            f"\t.rows = DB_ROWS_{query.rows.upper()},",
            f"\t.write = {str(query.write or query.locks).lower()},",
        ]
        if query.params:
            out += [f"\t.params = {params},", f"\t.param_count = {len(query.params)},"]
        if query.columns:
            out += [f"\t.columns = {columns},", f"\t.column_count = {len(query.columns)},",
                    f"\t.row_bytes = sizeof(struct {self.prefix}_{query.row_symbol()}_row),"]
        out.append("};")
        for suffix, params_of in self.signatures(query):
            out += ["", self.declaration(query, suffix, params_of, definition=True), "{"] + self.body(query, suffix) + ["}"]
        return out

    def body(self, query, suffix):
        symbol = f"{self.prefix}_{query.symbol()}"
        this, given = f"&{symbol.upper()}", "in" if query.params else "NULL"
        if suffix == "_open":
            return [f"\treturn db_cursor_open(conn, {this}, {given}, ret, err);"]
        if suffix == "_next":
            return [f"\treturn db_cursor_next(cursor, {this}, row, ret_more, err);"]
        if suffix == "_each":
            return [
                "\tstruct db_cursor *cursor;",
                f"\tstruct {self.prefix}_{query.row_symbol()}_row row;",
                "\tbool more;",
                f"\tint r = db_cursor_open(conn, {this}, {given}, &cursor, err);",
                "",
                "\tif (r < 0)",
                "\t\treturn r;",
                f"\twhile ((r = db_cursor_next(cursor, {this}, &row, &more, err)) == 0 && more) {{",
                "\t\tif ((r = each(arg, &row, err)) != 0)",
                "\t\t\tbreak;",
                "\t}",
                "\tdb_cursor_close(cursor);",
                "\treturn r;",
            ]
        if query.rows == "none":
            return [f"\treturn db_query_none(conn, {this}, {given}, ret_affected, err);"]
        if query.rows == "one":
            return [f"\treturn db_query_one(conn, arena, {this}, {given}, ret, err);"]
        if query.rows == "some":
            return [f"\treturn db_query_some(conn, arena, {this}, {given}, ret_found, ret, err);"]
        return [
            "\tvoid *rows;",
            f"\tint r = db_query_many(conn, arena, {this}, {given}, &rows, ret_count, err);",
            "",
            "\tif (r == 0)",
            "\t\t*ret = rows;",
            "\treturn r;",
        ]

    def schema_tables(self):
        schema, p, out = self.schema, self.prefix, []
        if schema.migrations:
            out += ["", f"static const struct db_migration {p}_migrations[] = {{"]
            for m in schema.migrations:
                out.append(f'\t{{.number = {m.number}, .name = "{m.name}", .oldest_program = {m.oldest_program},')
                out.append(f'\t\t.checksum = "{m.checksum}",')
                out += [f"\t\t.{e} = {c_string(m.texts[e], chr(9) * 3)}," for e in ENGINES]
                out.append("\t},")
            out.append("};")
        if schema.tables:
            out += ["", f"static const struct db_table {p}_tables[] = {{"]
            for t in sorted(schema.tables.values(), key=lambda t: t.name):
                flags = ", ".join(str(b).lower() for b in (t.distributed, "sqlite" in t.engines, "postgres" in t.engines))
                out.append(f'\t{{"{t.name}", DB_TABLE_{t.klass.upper()}, {flags}}},')
            out.append("};")
        constraints = self.constraints()
        if constraints:
            out += ["", f"static const struct db_constraint {p}_constraints[] = {{"]
            out += [f'\t{{"{name}", "{table}", "{columns}", {conflict}}},' for name, table, columns, conflict in constraints]
            out.append("};")
        return out

    def constraints(self):
        rows = {
            (k.name, k.table, ",".join(k.columns), str(k.name in self.schema.conflicts).lower())
            for k in self.schema.keys
            if k.kind not in ("index", "inverted")
        }
        return sorted(rows)

    def source(self, header_name):
        p, out = self.prefix, []
        out += [
            "// SPDX-License-Identifier: Apache-2.0",
            "// Written by tools/gen_sql.py; the SQL and its heads are the source. See src/db/query.h.",
            f'#include "{header_name}"',
        ]
        for index, query in enumerate(self.queries):
            out += self.query(query, index)
        out += ["", f"const struct db_query *const {p}_all[] = {{"]
        out += [f"\t&{p.upper()}_{q.symbol().upper()}," for q in self.queries] + ["\tNULL,", "};"]
        out += [f"const size_t {p}_all_count = {len(self.queries)};"]
        out += self.schema_tables()
        out += ["", f"const struct db_catalog {p}_catalog = {{", f"\t.queries = {p}_all,", f"\t.query_count = {len(self.queries)},"]
        for name, items in (("migration", self.schema.migrations), ("table", self.schema.tables),
                            ("constraint", self.constraints())):
            if items:
                out += [f"\t.{name}s = {p}_{name}s,", f"\t.{name}_count = {len(items)},"]
        return "\n".join(out + ["};", ""])


def compile_root(root, prefix, header_name):
    """(header, source, files and folders read)"""
    queries, read_queries = load_queries(os.path.join(root, "queries"))
    schema, read_schema = load_schema(os.path.join(root, "schema"))
    writer = Writer(prefix, queries, schema)
    return writer.header(), writer.source(header_name), read_queries + read_schema


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", required=True, help="folder with queries/ and schema/")
    parser.add_argument("--prefix", required=True, help="of all symbols")
    parser.add_argument("--header", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--depfile", help="for ninja: what was read, folders included, so that new files are noticed")
    args = parser.parse_args(argv)
    try:
        header, source, read = compile_root(args.root, args.prefix, os.path.basename(args.header))
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    for path, text in ((args.header, header), (args.source, source)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    if args.depfile:
        tools = os.path.dirname(os.path.abspath(__file__))
        read += [os.path.join(tools, name) for name in ("sqltext.py", "sqlschema.py")]
        with open(args.depfile, "w", encoding="utf-8") as file:
            file.write(f"{args.header}: " + " ".join(p.replace(" ", "\\ ") for p in read) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
