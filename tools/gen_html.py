#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles templates (templates/**/*.html and *.txt) into C functions.

    gen_html.py [--icons assets/icons.txt] --root templates --po po --out DIR FILE…

docs/templates.md describes the language. For a/b.html it writes DIR/a_b.h and DIR/a_b.c; the C prints runs of literal
markup by one html_lit() each and values by the html_put_… macro of html/html.h that fits where they stand, which
refuses at compile time a type that may not stand there. `#line` leads the compiler's messages back to the template.

The parts: template_parse.py reads a file into a tree, template_markup.py follows the HTML, here the tree is walked once
and C comes out. All files are read before the first is compiled, so templates may call each other freely.
"""
import argparse
import re
import sys
from pathlib import Path

import template_markup
import word_catalogue
from output import c_string, write_if_changed
from template_parse import (
    Asset,
    Block,
    Body,
    Call,
    For,
    Icon,
    If,
    Let,
    Optional,
    Switch,
    TemplateError,
    TemplateFile,
    Text,
    Value,
    Word,
)

LITERAL_COLUMNS = 100
SPDX = "// SPDX-License-Identifier: Apache-2.0"


def asset_symbol(name):
    return "ASSET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


class Output:
    """C statements with indentation; joins literal text until something else comes."""

    def __init__(self, path, line):
        self.path = path
        self.line = line
        self.lines = []
        self.depth = 1
        self.literal = ""

    def put(self, text):
        self.literal += text

    def flush(self):
        if not self.literal:
            return
        pieces = re.findall(rf"(?:.|\n){{1,{LITERAL_COLUMNS}}}", self.literal)
        self.literal = ""
        indent = "\t" * self.depth
        self.lines.append(f"{indent}html_lit(h, {c_string(pieces[0])}" + (");" if len(pieces) == 1 else ""))
        self.lines += [f"{indent}\t{c_string(piece)}" for piece in pieces[1:-1]]
        if len(pieces) > 1:
            self.lines.append(f"{indent}\t{c_string(pieces[-1])});")

    def code(self, text, pos=None):
        """A statement; with pos its expressions come from the template."""
        self.flush()
        if pos is not None:
            self.lines.append(f"#line {self.line(pos)} {c_string(self.path)}")
        self.lines.append("\t" * self.depth + text)

    def open(self, text, pos=None):
        self.code(text, pos)
        self.depth += 1

    def close(self, text="}"):
        self.flush()
        self.depth -= 1
        self.lines.append("\t" * self.depth + text)


class PlainMarkup:
    """Stands for Markup in .txt templates, where there is none."""

    def __init__(self, put):
        self.put = put

    def feed(self, text, pos):
        self.put(text)

    def context(self, pos, expr):
        return "plain"

    def inline(self):
        pass

    def flush(self, right):
        pass

    def fork(self):
        return None

    def join(self, states, pos):
        pass

    def finish(self, pos):
        pass


class Compiler:
    """Compiles one template."""

    def __init__(self, template, site):
        self.template = template
        self.file = template.file
        self.site = site
        self.out = Output(self.file.path, self.file.line)
        if self.file.is_plain:
            self.markup = PlainMarkup(self.out.put)
        else:
            self.markup = template_markup.Markup(self.file.fail, self.out.put, self.file.line)
        self.counter = 0

    def run(self):
        """C functions, as lines."""
        template = self.template
        nodes = self._trim_plain(template.nodes) if self.file.is_plain else template.nodes
        if not template.has_body:
            self.nodes(nodes)
            self.markup.finish(template.pos)
            return self._function(template.name)
        at = next(index for index, node in enumerate(nodes) if isinstance(node, Body))
        self.nodes(nodes[:at])
        self._body_place(nodes[at].pos)
        begin = self._function(template.name + "_begin")
        self.nodes(nodes[at + 1 :])
        self.markup.finish(template.pos)
        return begin + self._function(template.name + "_end")

    def _trim_plain(self, nodes):
        """A letter starts with its first line and ends with one line end."""
        if nodes and isinstance(nodes[0], Text):
            nodes[0].text = nodes[0].text.lstrip("\n")
        if nodes and isinstance(nodes[-1], Text):
            nodes[-1].text = nodes[-1].text.rstrip() + "\n"
        return nodes

    def _function(self, name):
        self.out.flush()
        unused = ["\t(void)h;"] + [f"\t(void){parameter};" for parameter in self.template.parameter_names]
        lines = ["", f"void {name}({signature(self.template)})", "{", *unused, *self.out.lines, "}"]
        self.out.lines = []
        return lines

    def fail(self, node, message):
        self.file.fail(node.pos, message)

    def nodes(self, nodes):
        for node in nodes:
            getattr(self, "_" + type(node).__name__.lower())(node)

    # ---- Values

    def _text(self, node):
        self.markup.feed(node.text, node.pos)

    def _value(self, node):
        context = self.markup.context(node.pos, node.expr)
        self.out.code(f"html_put_{context}(h, {node.expr});", node.pos)

    def _optional(self, node):
        markup = self.markup
        before = markup.fork()
        if not self.file.is_plain and markup.state.mode == template_markup.TEXT:
            self.fail(node, "{{? }} stands in tags and attributes; in text write {% if %}")
        self.out.open(f"if ({node.expr}) {{", node.pos)
        if self.file.is_plain or markup.state.mode != template_markup.TAG:
            markup.feed(node.text, node.pos)
        elif re.fullmatch(r"[a-z][\w-]*", node.text):
            markup.add_attribute(node.text, node.pos)
        else:
            self.fail(node, f'"{node.text}" is not the name of an attribute')
        self.out.close()
        markup.join([markup.fork(), before], node.pos)

    def _asset(self, node):
        if self.markup.context(node.pos, node.name) == "url_part":
            self.fail(node, "{{asset}} is a whole URL, so it stands at the start of the attribute")
        self.out.code(f"buf_put_slice(h->out, assets[{asset_symbol(node.name)}].url);", node.pos)

    def _icon(self, node):
        if self.site.icons is not None and node.name not in self.site.icons:
            self.fail(node, f'there is no icon "{node.name}" in {self.site.icons_path}')
        if self.markup.context(node.pos, node.name) != "text":
            self.fail(node, "{{icon}} stands in text only")
        self.out.put('<svg class="icon" aria-hidden="true"><use href="')
        self.out.code("buf_put_slice(h->out, assets[ASSET_ICONS_SVG].url);", node.pos)
        self.out.put(f'#{node.name}"/></svg>')

    # ---- Words

    def _word(self, node):
        context = self.markup.context(node.pos, node.key or node.expr)
        if context.startswith("url"):
            self.fail(node, "a word may not stand in a URL")
        form = "plain" if context == "plain" else "html"
        word = self._find_word(node)
        names = word.args if word else sorted(node.args)
        entry = f"&words[{word.symbol if word else node.expr}]"
        if not names:
            self.out.code(f"html_word{'_plain' if form == 'plain' else ''}(h, {entry});", node.pos)
            return
        self.counter += 1
        number, has_number = self.counter, "n" in node.args and (not word or word.is_plural)
        self.out.open("{")
        if has_number:
            self.out.code(f"const int64_t n{number} = (int64_t)({node.args['n']});", node.pos)
        form_number = f"n{number}" if has_number else "1"
        self.out.code(
            f"struct word_walk walk{number} = word_walk_{form}({entry}, h->lang, {form_number}, {len(names)});", node.pos
        )
        self.out.code(f"for (int slot{number}; (slot{number} = word_next(&walk{number}, h->out)) >= 0;)")
        self.out.open(f"\tswitch (slot{number}) {{")
        for index, name in enumerate(names):
            if node.slots and name in node.slots:
                self._slot(node.slots[name], index, name in word.pairs, node)
                continue
            expr = f"html_number(n{number})" if has_number and name == "n" else node.args[name]
            self.out.open(f"case {index}:")
            self.out.code(f"html_put_{context}_arg(h, {expr});", node.pos)
            self.out.code("break;")
            self.out.depth -= 1
        self.out.close("\t}")
        self.out.close()

    def _find_word(self, node):
        """The Word of the node, its arguments checked; None where the program chooses it."""
        slots = node.slots or {}
        if not node.key:
            if slots:
                self.fail(node, "a word chosen by the program has no slots")
            return None
        word = self.site.words.get(node.key)
        if not word:
            self.fail(node, f'there is no word "{node.key}" in the catalogues')
        for name in word.pairs:
            if name not in slots:
                self.fail(node, f"{node.key} has a pair {{{name}}}…{{/{name}}}: it wants {{%t %}} with {{% slot {name} %}}")
        given = set(node.args) | set(slots)
        if set(node.args) & set(slots) or given != set(word.args):
            self.fail(node, f"{node.key} wants {', '.join(word.args) or 'no arguments'}; given: {', '.join(sorted(given)) or 'none'}")
        if word.is_plural and "n" not in node.args:
            self.fail(node, f"{node.key} has plural forms: n must be an argument")
        return word

    def _slot(self, nodes, index, is_pair, word):
        if not self.file.is_plain and self.markup.state.mode != template_markup.TEXT:
            self.fail(word, "slots are markup: they stand in text only")
        bodies = [at for at, node in enumerate(nodes) if isinstance(node, Body)]
        if is_pair != bool(bodies):
            self.fail(word, "the slot of a pair has one {% body %}, any other slot none")
        self.out.open(f"case {index}: {{")
        before = self.markup.fork()
        self._begin_scope()
        if is_pair:
            self.nodes(nodes[: bodies[0]])
            self.markup.inline()
            self.out.code("break;")
            self.out.close()
            self.out.open(f"case {index} + WORD_CLOSES: {{")
            self.nodes(nodes[bodies[0] + 1 :])
        else:
            self.nodes(nodes)
        self.markup.flush("edge")
        self.out.code("break;")
        self.out.close()
        self.markup.join([self.markup.fork(), before], word.pos)

    def _begin_scope(self):
        """White space at the start of a slot or of a layout's body is dropped."""
        if not self.file.is_plain:
            self.markup.state.left = "edge"

    # ---- Flow

    def _branch(self, nodes, start):
        """One branch from the state `start`; the state behind it."""
        if not self.file.is_plain:
            self.markup.state = start.copy()
        self.nodes(nodes)
        self.markup.flush("inline")
        return self.markup.fork()

    def _if(self, node):
        self.markup.flush("inline")
        start = self.markup.fork()
        ends, has_else = [], False
        for index, (expr, nodes, pos) in enumerate(node.branches):
            if expr is None:
                self.out.open("} else {")
                has_else = True
            else:
                self.out.open(f"{'} else ' if index else ''}if ({expr}) {{", pos)
            ends.append(self._branch(nodes, start))
            self.out.flush()
            self.out.depth -= 1
        self.out.code("}")
        self.markup.join(ends if has_else else ends + [start], node.pos)

    def _for(self, node):
        self.markup.flush("inline")
        name = node.variable
        start = self.markup.fork()
        self.out.open(
            f"for (size_t {name}_index = 0, {name}_count = (size_t)({node.count}); {name}_index < {name}_count; {name}_index++) {{",
            node.pos,
        )
        self.out.code(f"{node.declaration} = &({node.array})[{name}_index];", node.pos)
        self.out.code(f"(void){name};")
        if not self.file.is_plain:
            start.loops += 1
            if start.left == "space":
                start.left = "inline"  # from the second time on the end of the body stands left
        end = self._branch(node.nodes, start)
        self.out.close()
        if not self.file.is_plain:
            end.loops -= 1
            start.loops -= 1
        self.markup.join([end, start], node.pos)

    def _switch(self, node):
        self.markup.flush("inline")
        start = self.markup.fork()
        self.out.code(f"switch ({node.expr}) {{", node.pos)
        ends = []
        for labels, nodes, pos in node.cases:
            for label in labels[:-1]:
                self.out.code(f"case {label}:", pos)
            self.out.open(f"case {labels[-1]}: {{", pos)
            ends.append(self._branch(nodes, start))
            self.out.code("break;")
            self.out.close()
        self.out.code("}")
        self.markup.join(ends + [start], node.pos)

    def _let(self, node):
        self.out.code(f"{node.code};", node.pos)

    # ---- Other templates

    def _find_template(self, node, has_body):
        template = self.site.templates.get(node.name)
        if not template:
            self.fail(node, f"there is no template {node.name}")
        if template.has_body != has_body:
            self.fail(node, f"{node.name} has a body: use {{% block %}}" if template.has_body else f"{node.name} has no {{% body %}}: use {{% call %}}")
        if template.file.is_plain != self.file.is_plain:
            self.fail(node, f"{node.name} is of another kind of file")
        if not self.file.is_plain and self.markup.state.mode != template_markup.TEXT:
            self.fail(node, "a template may be called in text only")

    def _arguments(self, node):
        return f"h, {node.args}" if node.args else "h"

    def _call(self, node):
        self._find_template(node, False)
        self.markup.inline()
        self.out.code(f"{node.name}({self._arguments(node)});", node.pos)

    def _block(self, node):
        self._find_template(node, True)
        self.markup.inline()
        before = self.markup.fork()
        self.out.code(f"{node.name}_begin({self._arguments(node)});", node.pos)
        self.out.open("{")
        self._begin_scope()
        self.nodes(node.nodes)
        self.markup.flush("edge")
        self.out.close()
        self.out.code(f"{node.name}_end({self._arguments(node)});", node.pos)
        self.markup.join([self.markup.fork(), before], node.pos)

    def _body_place(self, pos):
        if not self.file.is_plain and self.markup.state.mode != template_markup.TEXT:
            self.file.fail(pos, "{% body %} stands in text only")
        self.markup.flush("edge")
        self.out.flush()
        self._begin_scope()

    def _body(self, node):
        self.fail(node, "{% body %} has no place here")


def signature(template):
    parameters = "" if template.parameters in ("", "void") else ", " + template.parameters
    return f"struct html *h{parameters}"


class Site:
    """All template files with what they refer to."""

    def __init__(self, root, paths, words, icons_path):
        self.words = words
        self.icons_path = icons_path
        self.icons = None
        if icons_path:
            lines = Path(icons_path).read_text(encoding="utf-8").split("\n")
            self.icons = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
        self.files, self.templates = [], {}
        self.complaints = []
        for path in paths:
            try:
                self._read(Path(root), Path(path))
            except TemplateError as error:
                self.complaints.append(str(error))

    def _read(self, root, path):
        name = path.relative_to(root).as_posix()
        try:
            source = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise TemplateError(f"{path}:1: not UTF-8: {error}") from error
        file = TemplateFile(str(path), name, source)
        if any(other.stem == file.stem for other in self.files):
            raise TemplateError(f"{path}:1: another file makes {file.stem}.c too")
        self.files.append(file)
        for template in file.templates:
            if template.name in self.templates:
                other = self.templates[template.name]
                file.fail(template.pos, f"{template.name} stands in {other.file.path}:{other.file.line(other.pos)} too")
            self.templates[template.name] = template

    def compile(self):
        """stem → (header, source)."""
        made = {}
        for file in self.files:
            try:
                made[file.stem] = (self._header(file), self._source(file))
            except TemplateError as error:
                self.complaints.append(str(error))
        if self.complaints:
            raise TemplateError("\n".join(self.complaints))
        return made

    def _header(self, file):
        guard = f"YIDAN_TEMPLATES_{file.stem.upper()}_H"
        out = [SPDX, f"// Made by tools/gen_html.py from {file.name}.", f"#ifndef {guard}", f"#define {guard}", "", '#include "html/html.h"']
        out += [f'#include "{include}"' for include in file.includes]
        out.append("")
        for template in file.templates:
            names = [template.name + "_begin", template.name + "_end"] if template.has_body else [template.name]
            out += [f"void {name}({signature(template)});" for name in names]
        return "\n".join(out + ["", "#endif", ""])

    def _source(self, file):
        functions = [line for template in file.templates for line in Compiler(template, self).run()]
        text = "\n".join(functions)
        called = {
            other.file.stem
            for name, other in self.templates.items()
            if other.file is not file and re.search(rf"\b{name}(_begin)?\(h\b", text)
        }
        includes = [f'#include "templates/{stem}.h"' for stem in [file.stem, *sorted(called)]]
        if "&words[" in text or "WORD_" in text:
            includes.append('#include "po/words.h"')
        if "assets[ASSET_" in text:
            includes.append('#include "assets/assets.h"')
        return "\n".join([SPDX, f"// Made by tools/gen_html.py from {file.name}.", *includes, text, ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True, help="folder that names of templates start from")
    parser.add_argument("--po", required=True, help="folder of the catalogues of words")
    parser.add_argument("--icons", help="list of the icons there are, one a line")
    parser.add_argument("--out", required=True, help="folder for the generated files")
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    try:
        made = Site(args.root, args.files, word_catalogue.load(args.po), args.icons).compile()
    except (TemplateError, word_catalogue.WordError) as error:
        sys.exit(str(error))
    for stem, (header, source) in made.items():
        write_if_changed(Path(args.out) / f"{stem}.h", header)
        write_if_changed(Path(args.out) / f"{stem}.c", source)


if __name__ == "__main__":
    main()
