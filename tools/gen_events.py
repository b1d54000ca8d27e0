#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes C from the description of the events of one kind of stream (src/events/KIND.toml).

    gen_events.py KIND.toml --frozen schema.json --domain-h KIND_events.h --domain-c KIND_events.c
                            --codec-h KIND_codec.h --codec-c KIND_codec.c
    gen_events.py KIND.toml --frozen schema.json --freeze     adds what is new to the frozen schema

The frozen schema says what is stored somewhere already. A description that changes a version in it, or takes a code out
of a list or moves it, is refused: such events could not be read any more.

Types are KIND.what. A description whose stream tells of several things names them as `subjects`: its types are
SUBJECT.what, and their structs struct SUBJECT_what.

Every version has one private field that no description names: by_officer, who did it. It stands in struct event_meta, not
in the struct of the type.
"""

import argparse
import json
import pathlib
import re
import sys
import tomllib

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
PUBLIC = re.compile(r"(id|time|int|bool|code\((?P<list>[a-z0-9_]+)\)|ascii\((?P<max>\d+)\))(?P<optional>\?)?\Z")
PRIVATE = re.compile(r"(id|flag|point|files|text\((?P<max>\d+)\))\Z")
PUBLIC_C = {"id": "int64_t", "time": "int64_t", "int": "int64_t", "bool": "bool", "ascii": "struct slice"}
PRIVATE_C = {"text": "text", "flag": "flag", "id": "id", "point": "point", "files": "files"}
TABLES = ("text", "contact")
OPTIONAL = ("id", "time", "code", "ascii")
BY_OFFICER = {"name": "by_officer", "type": "id", "written": "id", "about": "", "optional": False, "list": None, "max": 0,
              "table": "text", "in_meta": True}
RESERVED = {"auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
            "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof",
            "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "bool", "none"}


class Mistake(Exception):
    """The description is wrong; the words say where and what."""


def checked_name(name, where):
    if not isinstance(name, str) or not NAME.match(name) or name in RESERVED:
        raise Mistake(f"{where}: {name!r} is no usable name (a-z, 0-9, _; no word of C)")
    return name


def parse_field(row, private, lists, where):
    if not isinstance(row, list) or len(row) != (4 if private else 3):
        raise Mistake(f"{where}: a field is [name, type, {'table, ' if private else ''}what it holds]")
    name = checked_name(row[0], where)
    where = f"{where}.{name}"
    if name == BY_OFFICER["name"]:
        raise Mistake(f"{where}: every event has this field already")
    match = (PRIVATE if private else PUBLIC).match(row[1])
    if not match:
        raise Mistake(f"{where}: unknown type {row[1]!r}")
    groups = match.groupdict()
    field = {"name": name, "type": row[1].split("(")[0].rstrip("?"), "written": row[1], "about": row[-1],
             "optional": bool(groups.get("optional")), "list": groups.get("list"), "max": int(groups.get("max") or 0)}
    if field["optional"] and field["type"] not in OPTIONAL:
        raise Mistake(f"{where}: {field['type']} cannot be optional")
    if field["list"] and field["list"] not in lists:
        raise Mistake(f"{where}: there is no list {field['list']!r}")
    if field["type"] == "ascii" and not 1 <= field["max"] <= 8191:
        raise Mistake(f"{where}: ascii(1) … ascii(8191)")
    if field["type"] == "text" and not 1 <= field["max"] <= 131072:
        raise Mistake(f"{where}: text(1) … text(131072)")
    if private:
        if row[2] not in TABLES:
            raise Mistake(f"{where}: the table is one of {', '.join(TABLES)}")
        field["table"] = row[2]
    return field


def parse_event(table, kind, subjects, lists):
    where = str(table.get("type"))
    unknown = set(table) - {"type", "version", "about", "public", "private"}
    if unknown:
        raise Mistake(f"{where}: unknown key {sorted(unknown)[0]!r}")
    prefix, _, short = where.partition(".")
    if prefix not in (subjects or [kind]):
        raise Mistake(f"{where}: types of this file begin with {' or '.join(repr(s) for s in subjects or [kind])} and a dot")
    checked_name(short, where)
    base = f"{prefix}_{short}"
    version = table.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= 999:
        raise Mistake(f"{where}: version is 1, 2, 3 …")
    where = f"{where} v{version}"
    event = {"type": table["type"], "base": base, "short": base if subjects else short, "version": version, "about": table.get("about", ""),
             "public": [parse_field(row, False, lists, where) for row in table.get("public", [])],
             "private": [parse_field(row, True, lists, where) for row in table.get("private", [])] + [BY_OFFICER]}
    names = [field["name"] for field in event["public"] + event["private"]]
    for name in names:
        if names.count(name) > 1:
            raise Mistake(f"{where}: {name!r} stands twice")
    return event


def parse(text, source):
    """The description as {kind, lists, types: [{type, base, short, versions: [event …]}]}, checked: `base` is the name of the
    struct, `short` that of the member and enumerator."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Mistake(f"{source}: {error}") from error
    unknown = set(table) - {"stream_kind", "subjects", "lists", "event"}
    if unknown:
        raise Mistake(f"{source}: unknown key {sorted(unknown)[0]!r}")
    kind = table.get("stream_kind")
    if not isinstance(kind, str) or not NAME.match(kind):
        raise Mistake(f"{source}: stream_kind is a name of a-z, 0-9, _")
    subjects = table.get("subjects", [])
    for subject in subjects:
        checked_name(subject, source)
    lists = table.get("lists", {})
    for name, codes in lists.items():
        checked_name(name, source)
        if not codes or len(set(codes)) != len(codes):
            raise Mistake(f"{source}: list {name}: empty, or a code twice")
        for code in codes:
            if not NAME.match(code) or code == "none":
                raise Mistake(f"{source}: list {name}: {code!r} is no usable code")
    types = {}
    for row in table.get("event", []):
        event = parse_event(row, kind, subjects, lists)
        versions = types.setdefault(event["type"], {"type": event["type"], "base": event["base"], "short": event["short"],
                                                    "versions": []})["versions"]
        if event["version"] != len(versions) + 1:
            raise Mistake(f"{event['type']}: versions are 1, 2, 3 … in this order; found {event['version']}")
        versions.append(event)
    if not types:
        raise Mistake(f"{source}: no events")
    return {"kind": kind, "lists": lists, "types": list(types.values())}


def schema_of(description):
    """What must never change, in a form that can be compared."""
    events = {}
    for kind in description["types"]:
        for event in kind["versions"]:
            events[f"{event['type']}.v{event['version']}"] = {
                "public": {f["name"]: f["written"] for f in event["public"]},
                "private": {f["name"]: f["written"] + " " + f["table"] for f in event["private"]},
            }
    return {"lists": dict(description["lists"]), "events": events}


def check_frozen(schema, frozen):
    """Raises Mistake where the description breaks what is frozen; returns what is new in it."""
    for name, event in frozen.get("events", {}).items():
        if name not in schema["events"]:
            raise Mistake(f"{name} is gone, but stored events of it must be read for ever")
        if schema["events"][name] != event:
            raise Mistake(f"{name} was changed: events of it are stored already; make a new version instead")
    for name, codes in frozen.get("lists", {}).items():
        now = schema["lists"].get(name)
        if now is None or now[:len(codes)] != codes:
            raise Mistake(f"list {name}: codes are only added, at its end")
    new = [name for name in schema["events"] if name not in frozen.get("events", {})]
    new += [f"list {name}" for name, codes in schema["lists"].items() if codes != frozen.get("lists", {}).get(name)]
    return new


# ---- C

def struct_name(description, event):
    kind = next(k for k in description["types"] if k["type"] == event["type"])
    return event["base"] if event is kind["versions"][-1] else f"{event['base']}_v{event['version']}"


def member(field, private):
    if private:
        c = f"struct private_{PRIVATE_C[field['type']]} {field['name']};"
    elif field["type"] == "code":
        c = f"enum {field['list']} {field['name']};"
    else:
        c = f"{PUBLIC_C[field['type']]} {field['name']};"
    notes = [field["about"]] if field["about"] else []
    if field["optional"]:
        notes.append({"id": "0: none", "time": "0: none", "code": "NONE: none", "ascii": "empty: none"}[field["type"]])
    return f"\t{c}" + (f" // {'; '.join(notes)}" if notes else "") + "\n"


def struct_text(description, event):
    out = [f"// {event['type']} v{event['version']}. {event['about']}\n".replace(". \n", ".\n"),
           f"struct {struct_name(description, event)} {{\n"]
    out += [member(field, False) for field in event["public"]]
    private = [field for field in event["private"] if not field.get("in_meta")]
    if private:
        out.append("\t// Private.\n")
    out += [member(field, True) for field in private]
    if not event["public"] and not private:
        out.append("\tchar nothing; // it holds no fields\n")
    out.append("};\n\n")
    return "".join(out)


def head(source, what):
    return f"// SPDX-License-Identifier: Apache-2.0\n// {what} Made by tools/gen_events.py from {source}: change that instead.\n"


def domain_h(description, source):
    kind, upper = description["kind"], description["kind"].upper()
    guard = f"YIDAN_DOMAIN_{upper}_EVENTS_H"
    out = [head(source, f"Events of the stream of a {kind}: closed lists and structs."),
           f"#ifndef {guard}\n#define {guard}\n\n#include \"domain/code_list.h\"\n#include \"domain/event.h\"\n\n"]
    for name, codes in description["lists"].items():
        big = name.upper()
        out.append(f"enum {name} {{\n\t{big}_NONE,\n")
        out += [f"\t{big}_{code.upper()},\n" for code in codes]
        out.append(f"}};\n#define {big}_COUNT {len(codes) + 1} // with NONE\nextern const struct code_list {name}_list;\n")
        out.append(f"const char *{name}_name(enum {name} value); // \"{codes[0]}\"; \"\" for NONE\n")
        out.append(f"bool {name}_parse(struct slice name, enum {name} *ret);\n\n")
    for types in description["types"]:
        out += [struct_text(description, event) for event in types["versions"]]
    out.append(f"enum {kind}_event_type {{\n\t{upper}_EVENT_NONE,\n")
    out += [f"\t{upper}_EVENT_{t['short'].upper()},\n" for t in description["types"]]
    out.append(f"}};\n#define {upper}_EVENT_COUNT {len(description['types']) + 1} // with NONE\n")
    out.append(f"const char *{kind}_event_type_name(enum {kind}_event_type type); // \"{description['types'][0]['type']}\"\n\n")
    out.append(f"// One event of a {kind}, of the newest version of its type.\n")
    out.append(f"struct {kind}_event {{\n\tenum {kind}_event_type type;\n\tstruct event_meta meta;\n\tunion {{\n")
    out += [f"\t\tstruct {t['base']} {t['short']};\n" for t in description["types"]]
    out.append("\t};\n};\n\n#endif\n")
    return "".join(out)


def domain_c(description, source):
    kind, upper = description["kind"], description["kind"].upper()
    out = [head(source, f"Closed lists of the events of a {kind}."), f"#include \"domain/{kind}_events.h\"\n\n",
           "#include \"base/macros.h\"\n\n"]
    for name, codes in description["lists"].items():
        big = name.upper()
        out.append(f"static const char *const {name}_codes[] = {{\n\t[{big}_NONE] = \"\",\n")
        out += [f"\t[{big}_{code.upper()}] = \"{code}\",\n" for code in codes]
        out.append(f"}};\nconst struct code_list {name}_list = {{\"{name}\", {name}_codes, {big}_COUNT}};\n\n")
        out.append(f"const char *{name}_name(enum {name} value)\n{{\n\treturn code_list_name(&{name}_list, (int)value);\n}}\n\n")
        out.append(f"bool {name}_parse(struct slice name, enum {name} *ret)\n{{\n\tint value = code_list_find(&{name}_list, name);\n\n"
                   f"\tif (value == 0)\n\t\treturn false;\n\t*ret = (enum {name})value;\n\treturn true;\n}}\n\n")
    out.append(f"const char *{kind}_event_type_name(enum {kind}_event_type type)\n{{\n\tstatic const char *const names[] = {{\n"
               f"\t\t[{upper}_EVENT_NONE] = \"\",\n")
    out += [f"\t\t[{upper}_EVENT_{t['short'].upper()}] = \"{t['type']}\",\n" for t in description["types"]]
    out.append("\t};\n\n\tmust((size_t)type < ARRAY_LEN(names));\n\treturn names[type];\n}\n")
    return "".join(out)


def codec_h(description, source):
    kind, upper = description["kind"], description["kind"].upper()
    guard = f"YIDAN_EVENTS_{upper}_CODEC_H"
    most = max(len(e["private"]) for t in description["types"] for e in t["versions"])
    out = [head(source, f"Codec of the events of a {kind}."),
           f"// See events/codec.h for records, parts and errors.\n#ifndef {guard}\n#define {guard}\n\n"
           f"#include \"domain/{kind}_events.h\"\n#include \"events/codec.h\"\n\n",
           f"#define {upper}_EVENT_SALTS_MAX {most} // private fields that one event has at most, by_officer among them\n\n",
           f"// All versions of all types, for golden files, verify and documents.\n"
           f"extern const struct event_kind {kind}_event_kind;\n\n",
           f"// Salts: one unpredictable one for each private field, salt_count of them or more than needed.\n"
           f"int {kind}_event_encode(const struct {kind}_event *event, const struct event_salt *salts, size_t salt_count,\n"
           f"\tstruct arena *arena, struct event_record *ret, struct err *err);\n"
           f"// Any version, brought up to the newest. ERR_UNAVAILABLE: unknown to this program, which must then not write that\n"
           f"// stream. ERR_INTERNAL: the stored bytes are damaged.\n"
           f"int {kind}_event_decode(const struct event_parts *parts, struct arena *arena, struct {kind}_event *ret,\n"
           f"\tstruct err *err);\n"]
    for types in description["types"]:
        for old, new in zip(types["versions"], types["versions"][1:]):
            out.append(f"\n// Written by hand in events/{kind}_upcast.c: pure, sets every field of the newer one.\n"
                       f"void {types['base']}_v{old['version']}_upcast(const struct {struct_name(description, old)} *old,\n"
                       f"\tstruct {struct_name(description, new)} *ret, struct arena *arena);\n")
    out.append("\n#endif\n")
    return "".join(out)


def field_row(field, name, private):
    parts = [f"\"{field['name']}\"", f"EVENT_FIELD_{'PRIVATE_' if private else ''}{field['type'].upper()}",
             ".in_meta = true" if field.get("in_meta") else f".offset = offsetof(struct {name}, {field['name']})"]
    if field["max"]:
        parts.append(f".max_bytes = {field['max']}")
    if field["list"]:
        parts.append(f".list = &{field['list']}_list")
    if field["optional"]:
        parts.append(".optional = true")
    if private and field["table"] == "contact":
        parts.append(".in_contact = true")
    return "\t{" + ", ".join(parts) + "},\n"


def schema_c(description, types, event):
    kind, name = description["kind"], struct_name(description, event)
    symbol = f"{types['short']}_v{event['version']}"
    out, newest = [], event is types["versions"][-1]
    for part, private in (("public", False), ("private", True)):
        if event[part]:
            out.append(f"static const struct event_field {symbol}_{part}[] = {{\n")
            out += [field_row(f, name, private) for f in sorted(event[part], key=lambda f: f["name"])]
            out.append("};\n\n")
    if not newest:
        newer = types["versions"][event["version"]]
        out.append(f"static void {symbol}_up(const void *old, void *ret, struct arena *arena)\n{{\n"
                   f"\t{event['base']}_v{event['version']}_upcast((const struct {name} *)old, (struct {struct_name(description, newer)} *)ret, arena);\n}}\n\n")
    out.append(f"static const struct event_schema {symbol} = {{\n\t.type = \"{event['type']}\",\n\t.version = {event['version']},\n"
               f"\t.event_type = {kind.upper()}_EVENT_{types['short'].upper()},\n\t.struct_bytes = sizeof(struct {name}),\n")
    for part in ("public", "private"):
        if event[part]:
            out.append(f"\t.{part}_fields = {symbol}_{part},\n\t.{part}_count = ARRAY_LEN({symbol}_{part}),\n")
    if not newest:
        out.append(f"\t.newer = &{types['short']}_v{event['version'] + 1},\n\t.up = {symbol}_up,\n")
    out.append("};\n\n")
    return "".join(out)


def codec_c(description, source):
    kind, upper = description["kind"], description["kind"].upper()
    out = [head(source, f"Codec of the events of a {kind}."),
           f"#include \"events/{kind}_codec.h\"\n\n#include \"base/macros.h\"\n\n#include <stddef.h>\n#include <string.h>\n\n"]
    for types in description["types"]:
        out += [schema_c(description, types, event) for event in reversed(types["versions"])]
    out.append("static const struct event_schema *const schemas[] = {\n")
    for types in description["types"]:
        out += [f"\t&{types['short']}_v{event['version']},\n" for event in types["versions"]]
    out.append(f"}};\n\nconst struct event_kind {kind}_event_kind = {{\"{kind}\", schemas, ARRAY_LEN(schemas)}};\n\n")
    out.append(f"int {kind}_event_encode(const struct {kind}_event *event, const struct event_salt *salts, size_t salt_count,\n"
               f"\tstruct arena *arena, struct event_record *ret, struct err *err)\n{{\n"
               f"\tstatic const struct event_schema *const newest[] = {{\n")
    out += [f"\t\t[{upper}_EVENT_{t['short'].upper()}] = &{t['short']}_v{len(t['versions'])},\n" for t in description["types"]]
    first = description["types"][0]["short"]
    out.append(f"\t}};\n\n\tmust(event->type != {upper}_EVENT_NONE && (size_t)event->type < ARRAY_LEN(newest));\n"
               f"\treturn event_encode(&{kind}_event_kind, newest[event->type], &event->meta, &event->{first}, salts, salt_count, arena,\n"
               f"\t\tret, err);\n}}\n\n"
               f"int {kind}_event_decode(const struct event_parts *parts, struct arena *arena, struct {kind}_event *ret,\n"
               f"\tstruct err *err)\n{{\n\tstruct {kind}_event event = {{0}};\n\tstruct event_decoded decoded;\n"
               f"\tint r = event_decode(&{kind}_event_kind, parts, arena, &decoded, err);\n\n\tif (r < 0)\n\t\treturn r;\n"
               f"\tevent.type = (enum {kind}_event_type)decoded.schema->event_type;\n\tevent.meta = decoded.meta;\n"
               f"\t// The members of the union all begin at the same place.\n"
               f"\tmemcpy(&event.{first}, decoded.body, decoded.schema->struct_bytes);\n\t*ret = event;\n\treturn 0;\n}}\n")
    return "".join(out)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("description", type=pathlib.Path)
    parser.add_argument("--frozen", type=pathlib.Path, required=True)
    parser.add_argument("--freeze", action="store_true", help="add what is new to the frozen schema")
    parser.add_argument("--all-frozen", action="store_true", help="fail where something is not frozen yet")
    outputs = {"domain_h": domain_h, "domain_c": domain_c, "codec_h": codec_h, "codec_c": codec_c}
    for name in outputs:
        parser.add_argument("--" + name.replace("_", "-"), type=pathlib.Path)
    args = parser.parse_args(arguments)
    source = f"{args.description.parent.name}/{args.description.name}"
    try:
        description = parse(args.description.read_text(encoding="utf-8"), source)
        schema = schema_of(description)
        frozen = json.loads(args.frozen.read_text(encoding="utf-8")) if args.frozen.exists() else {}
        new = check_frozen(schema, frozen)
        if args.all_frozen and new:
            raise Mistake(f"not frozen yet: {', '.join(new)} (run tools/gen_events.py … --freeze)")
    except Mistake as mistake:
        print(f"gen_events.py: {mistake}", file=sys.stderr)
        return 1
    if args.freeze:
        args.frozen.write_text(json.dumps(schema, indent="\t", ensure_ascii=False) + "\n", encoding="utf-8")
    for name, make in outputs.items():
        path = getattr(args, name)
        if path:
            path.write_text(make(description, source), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
