# SPDX-License-Identifier: Apache-2.0
"""Reads a template file into a tree of nodes (docs/templates.md has the language). Knows nothing of HTML."""
import bisect
import re
from dataclasses import dataclass


class TemplateError(Exception):
    """What is wrong, as `file:line: message`."""


@dataclass
class Token:
    kind: str  # "text", "{{", "{%", "{#"
    text: str
    pos: int  # offset in the file


@dataclass
class Text:
    text: str
    pos: int


@dataclass
class Value:  # {{ expr }}
    expr: str
    pos: int


@dataclass
class Optional:  # {{? expr "text" }}
    expr: str
    text: str
    pos: int


@dataclass
class Asset:  # {{asset "name" }}
    name: str
    pos: int


@dataclass
class Icon:  # {{icon "name" }}
    name: str
    pos: int


@dataclass
class Word:  # {{t key a=… }} and {%t key a=… %}; expr instead of key for {{t (expr) }}
    key: str
    expr: str
    args: dict  # name → expression
    slots: dict  # name → nodes; None for {{t }}
    pos: int


@dataclass
class If:
    branches: list  # (expression or None for else, nodes, pos)
    pos: int


@dataclass
class For:
    declaration: str
    variable: str
    array: str
    count: str
    nodes: list
    pos: int


@dataclass
class Switch:
    expr: str
    cases: list  # ([label, …], nodes, pos)
    pos: int


@dataclass
class Let:
    code: str
    pos: int


@dataclass
class Call:
    name: str
    args: str
    pos: int


@dataclass
class Block:
    name: str
    args: str
    nodes: list
    pos: int


@dataclass
class Body:
    pos: int


@dataclass
class Template:
    name: str
    parameters: str
    nodes: list
    pos: int
    file: "TemplateFile" = None

    @property
    def has_body(self):
        return any(isinstance(node, Body) for node in self.nodes)

    @property
    def parameter_names(self):
        return [re.search(r"(\w+)\s*(\[\])?\Z", part).group(1) for part in split_top(self.parameters, ",") if part != "void"]


CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")
C_LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'')


def skip_to(source, start, closer):
    """Offset of closer at or behind start, outside C strings; -1 without."""
    at = start
    while at < len(source):
        if source.startswith(closer, at):
            return at
        literal = C_LITERAL.match(source, at)
        at = literal.end() if literal else at + 1
    return -1


def split_top(code, separator):
    """Splits C code at a separator (a character, or " " for any blank) that stands outside brackets and strings."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(code):
        literal = C_LITERAL.match(code, at)
        if literal:
            at = literal.end()
            continue
        char = code[at]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth == 0 and (char.isspace() if separator == " " else char == separator):
            parts.append(code[start:at].strip())
            start = at + 1
        at += 1
    parts.append(code[start:].strip())
    return [part for part in parts if part]


class TemplateFile:
    """One file: its C includes and its templates."""

    def __init__(self, path, name, source):
        self.path = path  # as errors and #line show it
        self.name = name  # below templates/, "public/home.html"
        self.is_plain = name.endswith(".txt")
        self.source = source
        self.line_starts = [0] + [match.end() for match in re.finditer("\n", source)]
        self.includes = []
        self.templates = []
        self.tokens = self._trim_lines(self._tokenize())
        self.at = 0
        self._parse_file()

    @property
    def stem(self):
        """Name of the generated files: "public_home"."""
        return re.sub(r"[^A-Za-z0-9]", "_", self.name.rsplit(".", 1)[0])

    def line(self, pos):
        return bisect.bisect_right(self.line_starts, pos)

    def fail(self, pos, message):
        raise TemplateError(f"{self.path}:{self.line(pos)}: {message}")

    # ---- Tokens

    def _tokenize(self):
        tokens, at = [], 0
        for match in iter(lambda: re.compile(r"\{[{%#]").search(self.source, at), None):
            opener, start = match.group(), match.start()
            if start > at:
                tokens.append(Token("text", self.source[at:start], at))
            if opener == "{#":
                end = self.source.find("#}", start)
            else:
                end = skip_to(self.source, start + 2, CLOSERS[opener])
            if end < 0:
                self.fail(start, f"{opener} without {CLOSERS[opener]}")
            tokens.append(Token(opener, self.source[start + 2 : end], start))
            at = end + 2
        if at < len(self.source):
            tokens.append(Token("text", self.source[at:], at))
        return tokens

    def _trim_lines(self, tokens):
        """Takes away lines with nothing but {% … %} and {# … #}, with their blanks and line end."""
        first = 0
        while first < len(tokens):
            if tokens[first].kind not in ("{%", "{#"):
                first += 1
                continue
            last = first
            while True:
                if last + 1 < len(tokens) and tokens[last + 1].kind in ("{%", "{#"):
                    last += 1
                elif (
                    last + 2 < len(tokens)
                    and tokens[last + 1].kind == "text"
                    and not tokens[last + 1].text.strip(" \t")
                    and tokens[last + 2].kind in ("{%", "{#")
                ):
                    last += 2
                else:
                    break
            self._trim_line(tokens, first, last)
            first = last + 1
        return [token for token in tokens if token.kind != "{#" and token.text != ""]

    def _trim_line(self, tokens, first, last):
        before = tokens[first - 1] if first > 0 else None
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        if before:
            if before.kind != "text" or not re.search(r"(\n|\A)[ \t]*\Z", before.text):
                return
            if "\n" not in before.text and before.pos > 0 and self.source[before.pos - 1] != "\n":
                return
        if after:
            if after.kind != "text" or not re.match(r"[ \t]*\n", after.text):
                return
            cut = re.match(r"[ \t]*\n", after.text).end()
            after.text, after.pos = after.text[cut:], after.pos + cut
        if before:
            before.text = before.text.rstrip(" \t")
        for token in tokens[first + 1 : last]:
            if token.kind == "text":
                token.text = ""

    # ---- Nodes

    def _parse_file(self):
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            verb, rest = self._verb(token) if token.kind == "{%" else ("", "")
            if token.kind == "text" and not token.text.strip():
                self.at += 1
            elif verb == "include":
                if not re.fullmatch(r'"[\w/.]+"', rest):
                    self.fail(token.pos, 'include wants a header in quotes: {% include "web/views.h" %}')
                self.includes.append(rest.strip('"'))
                self.at += 1
            elif verb == "template":
                self.at += 1
                self._parse_template(token, rest)
            else:
                self.fail(token.pos, "expected {% include %} or {% template %} first")

    def _parse_template(self, token, rest):
        match = re.fullmatch(r"([a-z]\w*)\s*\((.*)\)", rest, re.DOTALL)
        if not match:
            self.fail(token.pos, "template wants a name and C parameters: {% template page_home(const struct view_home *v) %}")
        nodes, end = self._parse_nodes(("template",))
        template = Template(match.group(1), match.group(2).strip(), nodes, token.pos, self)
        try:
            template.parameter_names
        except AttributeError:
            self.fail(token.pos, f"parameters of {template.name} need names")
        if sum(isinstance(node, Body) for node in nodes) > 1:
            self.fail(token.pos, f"{template.name} has more than one {{% body %}}")
        self.templates.append(template)
        if end:
            self.at -= 1  # the next template begins

    def _verb(self, token):
        match = re.match(r"\s*(\w+)\s*(.*)\Z", token.text, re.DOTALL)
        if not match:
            self.fail(token.pos, "empty {% %}")
        return match.group(1), match.group(2).strip()

    def _parse_nodes(self, enders):
        """Nodes up to one of the verbs in enders: (nodes, (token, verb, rest)). "template" there also allows the end of the file."""
        nodes = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind == "text":
                nodes.append(Text(token.text, token.pos))
            elif token.kind == "{{":
                nodes.append(self._parse_value(token))
            else:
                verb, rest = self._verb(token)
                if verb in enders:
                    return nodes, (token, verb, rest)
                nodes.append(self._parse_statement(token, verb, rest, "template" in enders))
        if "template" not in enders:
            self.fail(len(self.source) - 1, f"the file ends before {{% {' %} or {% '.join(enders)} %}}")
        return nodes, None

    def _parse_value(self, token):
        text = token.text
        if match := re.match(r"\?(.*?)(\"[^\"\\]*\")\s*\Z", text, re.DOTALL):
            if not match.group(1).strip():
                self.fail(token.pos, '{{? }} wants a C expression and a text: {{? v->is_on "checked" }}')
            return Optional(match.group(1).strip(), match.group(2)[1:-1], token.pos)
        if match := re.fullmatch(r"(asset|icon)\s*\"([\w./-]+)\"\s*", text):
            return (Asset if match.group(1) == "asset" else Icon)(match.group(2), token.pos)
        if re.match(r"t\s", text):
            return self._parse_word(token, text[1:].strip(), None)
        if text.startswith("?") or re.match(r"(asset|icon)\s*\"", text):
            self.fail(token.pos, f"cannot read {{{{{text}}}}}")
        if not text.strip():
            self.fail(token.pos, "empty {{ }}")
        return Value(text.strip(), token.pos)

    def _parse_word(self, token, rest, slots):
        key, expr = "", ""
        parts = split_top(rest, " ")
        if not parts:
            self.fail(token.pos, "{{t }} wants a key")
        if parts[0].startswith("("):
            expr = parts[0]
        else:
            key = parts[0]
        args = {}
        for part in parts[1:]:
            match = re.fullmatch(r"([a-z]\w*)=(.+)", part, re.DOTALL)
            if not match:
                self.fail(token.pos, f'argument "{part}" is not name=EXPR (an EXPR with blanks needs parentheses)')
            if match.group(1) in args:
                self.fail(token.pos, f"argument {match.group(1)} stands twice")
            args[match.group(1)] = match.group(2)
        return Word(key, expr, args, slots, token.pos)

    def _parse_statement(self, token, verb, rest, is_top):
        parsers = {
            "if": self._parse_if,
            "for": self._parse_for,
            "switch": self._parse_switch,
            "t": self._parse_word_block,
        }
        if verb in parsers:
            return parsers[verb](token, rest)
        if verb == "let":
            if not re.match(r"[^=]*\w[\s*]+\w+\s*=", rest):
                self.fail(token.pos, "let wants a declaration: {% let const struct view_unit *unit = v->unit %}")
            return Let(rest, token.pos)
        if verb in ("call", "block"):
            match = re.fullmatch(r"([a-z]\w*)\s*\((.*)\)", rest, re.DOTALL)
            if not match:
                self.fail(token.pos, f"{verb} wants a template and its arguments: {{% {verb} name(ARGS) %}}")
            if verb == "call":
                return Call(match.group(1), match.group(2).strip(), token.pos)
            nodes, _ = self._parse_nodes(("end",))
            return Block(match.group(1), match.group(2).strip(), nodes, token.pos)
        if verb == "body":
            if not is_top:
                self.fail(token.pos, "{% body %} may not stand inside if, for, switch or block")
            return Body(token.pos)
        return self.fail(token.pos, f"{{% {verb} %}} has no place here")

    def _parse_if(self, token, rest):
        branches, verb, expr = [], "if", rest
        while verb != "end":
            if verb != "else" and not expr:
                self.fail(token.pos, f"{verb} wants a C expression")
            start = token.pos
            nodes, (token, next_verb, rest) = self._parse_nodes(("end",) if verb == "else" else ("elif", "else", "end"))
            branches.append((None if verb == "else" else expr, nodes, start))
            verb, expr = next_verb, rest
        return If(branches, branches[0][2])

    def _parse_for(self, token, rest):
        match = re.fullmatch(r"(.*?[\s*])([A-Za-z_]\w*)\s+in\s+(.+)", rest, re.DOTALL)
        over = split_top(match.group(3), ",") if match else []
        if len(over) != 2:
            self.fail(token.pos, "for looks like {% for const struct view_row *row in v->rows, v->row_count %}")
        variable = match.group(2)
        if re.search(rf"(?<![\w.>]){variable}_(index|count)\b", match.group(3)):
            self.fail(token.pos, f"{variable}_index and {variable}_count belong to the loop itself; name its variable otherwise")
        nodes, _ = self._parse_nodes(("end",))
        return For(match.group(1) + variable, variable, over[0], over[1], nodes, token.pos)

    def _parse_switch(self, token, rest):
        nodes, (case, verb, labels) = self._parse_nodes(("case", "end"))
        if any(not isinstance(node, Text) or node.text.strip() for node in nodes):
            self.fail(token.pos, "nothing may stand between {% switch %} and its first {% case %}")
        cases = []
        while verb == "case":
            start = case.pos
            names = split_top(labels, ",")
            if not names or not all(IDENTIFIER.match(name) for name in names):
                self.fail(start, "case wants enumerators: {% case CASE_STATE_DONE, CASE_STATE_CLOSED %}")
            nodes, (case, verb, labels) = self._parse_nodes(("case", "end"))
            cases.append((names, nodes, start))
        if not rest or not cases:
            self.fail(token.pos, "switch wants a C expression and cases")
        return Switch(rest, cases, token.pos)

    def _parse_word_block(self, token, rest):
        slots = {}
        while True:
            nodes, (end, verb, name) = self._parse_nodes(("slot", "end"))
            if any(not isinstance(node, Text) or node.text.strip() for node in nodes):
                self.fail(token.pos, "only {% slot NAME %} may stand inside {%t %}")
            if verb == "end":
                return self._parse_word(token, rest, slots)
            if not IDENTIFIER.match(name) or name in slots:
                self.fail(end.pos, "slot wants the name of a placeholder, each once")
            slots[name] = self._parse_slot()

    def _parse_slot(self):
        """Nodes of a slot; a {% body %} may stand among them."""
        nodes = []
        while True:
            more, (token, verb, _) = self._parse_nodes(("body", "end"))
            nodes += more
            if verb == "end":
                return nodes
            if any(isinstance(node, Body) for node in nodes):
                self.fail(token.pos, "a second {% body %} in a slot")
            nodes.append(Body(token.pos))
