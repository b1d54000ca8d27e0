# SPDX-License-Identifier: Apache-2.0
"""Follows the HTML of a template: where in the markup each value stands, whether the markup is sound, and which white
space is kept. The compiler (gen_html.py) feeds it the literal text; it hands the literal output to `put`."""
import copy
import html.entities
import re
from dataclasses import dataclass, field

from template_elements import (
    BLOCK,
    CHILDREN,
    CLOSED_ATTRIBUTES,
    ELEMENTS,
    ENDS_P,
    FIELDS,
    FIELDS_WITHOUT_LABEL,
    FLAT_CONTENT,
    FORBIDDEN_ATTRIBUTES,
    KEEPS_SPACE,
    LITERAL_TEXT,
    NOT_INSIDE,
    PARENTS,
    SVG_ELEMENTS,
    URL_ATTRIBUTES,
    VOID,
    WORD_ATTRIBUTES,
)

LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u3040-\u30ff\u3400-\u9fff]")
REFERENCE = re.compile(r"&(#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);|&")
START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")
DOCTYPE = re.compile(r"<!doctype html>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([A-Za-z_@:][\w:.@-]*)(=)?")
# A URL that a template writes itself begins with one of these; what follows cannot change where it leads.
URL_START = re.compile(r"(/[\w.~?#-]|/\Z|[?#]|https?://[A-Za-z0-9]|mailto:|tel:|[\w.~-]+([/?#]|\Z))")

TEXT, TAG, VALUE, FLAT = "text", "inside a tag", "in an attribute", "in a title or text field"


@dataclass(frozen=True)
class Element:
    name: str
    line: int
    is_literal: bool  # its text may be letters (translate="no", <code>)


@dataclass
class State:
    """Where in the markup the compiler stands. Copied for each branch and joined behind them."""

    mode: str = TEXT
    stack: tuple = ()
    tag: str = ""
    tag_pos: int = 0
    attributes: dict = field(default_factory=dict)  # of the open tag: name → raw value or None
    attribute: str = ""
    value: str = ""  # of the open attribute, holes as {{expr}}
    ids: frozenset = frozenset()
    loops: int = 0
    space: str = ""  # white space not yet printed
    left: str = "edge"  # what stands left of it: edge, block, open, space, inline

    def copy(self):
        other = copy.copy(self)
        other.attributes = dict(self.attributes)
        return other

    def place(self):
        return (self.mode, tuple(element.name for element in self.stack), self.tag, self.attribute)


class Markup:
    def __init__(self, fail, put, line):
        self.fail = fail  # fail(pos, message) raises
        self.put = put  # put(text): literal output
        self.line = line  # line(pos)
        self.state = State()
        self.label_targets = set()
        self.fields = []  # (pos, tag, raw id or None) that need a label

    # ---- White space in text

    def _keeps_space(self):
        return any(element.name in KEEPS_SPACE for element in self.state.stack)

    def _in_svg(self):
        return any(element.name == "svg" for element in self.state.stack)

    def flush(self, right):
        """Prints or drops the white space between what stood left and what comes: edge, block, close, inline."""
        state = self.state
        space, state.space = state.space, ""
        if not space or state.left in ("edge", "block", "space") or right in ("edge", "block"):
            return
        if "\n" in space and (state.left == "open" or right == "close"):
            return
        self.put(" ")
        state.left = "space"

    def inline(self):
        """Something that is read comes next in the text: a value, a word, a call."""
        self.flush("inline")
        self.state.left = "inline"

    # ---- Branches

    def fork(self):
        return self.state.copy()

    def join(self, states, pos):
        """Behind branches that ended in these states."""
        first = states[0]
        for other in states[1:]:
            if other.place() != first.place():
                self.fail(pos, f"branches end at different places of the markup: {self._where(first)}; {self._where(other)}")
        joined = first.copy()
        for other in states[1:]:
            joined.ids |= other.ids
            joined.attributes.update(other.attributes)
            if other.left != joined.left:
                joined.left = "inline"
            if other.value != joined.value:  # what the shortest branch leaves decides what a URL may go on with
                both = (other.value, joined.value)
                joined.value = "" if "" in both else "/" if "/" in both else joined.value + "{{}}"
        self.state = joined

    @staticmethod
    def _where(state):
        inside = "".join(f"<{element.name}>" for element in state.stack) or "no element"
        return f"{state.mode}, in {inside}"

    # ---- Values

    def context(self, pos, expr):
        """How a value is printed here: text, flat, url, url_part. Notes it in the attribute."""
        state = self.state
        if state.mode == TEXT:
            if any(element.name == "script" for element in state.stack):
                self.fail(pos, "no value may stand in a script")
            self.inline()
            return "flat" if state.stack and state.stack[-1].name == "option" else "text"
        if state.mode == FLAT:
            state.left = "inline"
            return "flat"
        if state.mode == TAG:
            self.fail(pos, "a value may stand only in text and in quoted attributes")
        name, before = state.attribute, state.value
        state.value += "{{" + expr + "}}"
        if name in CLOSED_ATTRIBUTES or (state.tag == "meta" and "http-equiv" in state.attributes):
            self.fail(pos, f"no value may stand in {name}")
        if not self._is_url(name):
            return "flat"
        if not before:
            return "url"
        if before == "/":
            self.fail(pos, 'a value directly behind the first "/" could name another host; use html_url_local()')
        return "url_part"

    def _is_url(self, name):
        return name in URL_ATTRIBUTES or (name == "content" and self.state.tag == "meta" and "http-equiv" in self.state.attributes)

    def add_attribute(self, name, pos):
        """An attribute without value that is there on a condition."""
        self._begin_attribute(name, pos)
        self.state.attributes[name] = None

    # ---- Literal text

    def feed(self, text, pos):
        at = 0
        while at < len(text):
            if self.state.mode == TEXT:
                at = self._feed_text(text, at, pos)
            elif self.state.mode == FLAT:
                at = self._feed_flat(text, at, pos)
            elif self.state.mode == TAG:
                at = self._feed_tag(text, at, pos)
            else:
                at = self._feed_value(text, at, pos)

    def _feed_text(self, text, at, pos):
        if text[at] != "<":
            end = text.find("<", at)
            end = len(text) if end < 0 else end
            self._put_text(text[at:end], pos + at)
            return end
        if match := DOCTYPE.match(text, at):
            self.flush("block")
            self.put("<!doctype html>")
            self.state.left = "block"
        elif match := END_TAG.match(text, at):
            self._end_tag(match.group(1), pos + at)
        elif match := START_TAG.match(text, at):
            self._start_tag(match.group(1), pos + at)
        elif text.startswith("<!--", at):
            self.fail(pos + at, "comments would reach the page; write {# … #}")
        else:
            self.fail(pos + at, 'a "<" that begins no tag (in text write &lt;)')
        return match.end()

    def _check_text(self, text, pos, is_literal):
        for match in REFERENCE.finditer(text):
            name = match.group(1)
            if name is None or (name[0] != "#" and name + ";" not in html.entities.html5):
                self.fail(pos + match.start(), f'"{match.group()}" is no character reference (write &amp; for "&")')
        found = LETTER.search(REFERENCE.sub(lambda match: " " * len(match.group()), text))
        if found and not is_literal:
            self.fail(pos + found.start(), f'"{text.strip()[:40]}" is read by people: make it a word, {{{{t key }}}}')

    def _put_text(self, text, pos):
        state = self.state
        self._check_text(text, pos, state.stack and state.stack[-1].is_literal)
        if state.stack and state.stack[-1].name == "script" and text.strip():
            self.fail(pos, "a script inside the page is forbidden by the Content-Security-Policy")
        if self._keeps_space():
            self.put(self._without_first_line_end(text))
            state.left = "inline"
            return
        for part in re.findall(r"\s+|[^\s]+", text):
            if part.isspace() and part.strip(" \t\r\n\f") == "":
                state.space += part
            else:
                self.inline()
                self.put(part)

    def _without_first_line_end(self, text):
        """Right behind <pre> and <textarea> a line end is there already (_finish_tag)."""
        return text[1:] if self.state.left == "edge" and text.startswith("\n") else text

    def _feed_flat(self, text, at, pos):
        name = self.state.stack[-1].name
        match = re.compile(rf"</{name}\s*>").search(text, at)
        end = match.start() if match else len(text)
        self._check_text(text[at:end], pos + at, self.state.stack[-1].is_literal)
        part = text[at:end]
        if name in KEEPS_SPACE:
            part = self._without_first_line_end(part)
        else:
            part = re.sub(r"\s+", " ", part)
            part = part.lstrip() if self.state.left == "edge" else part
            part = part.rstrip() if match else part
        if part:
            self.state.left = "inline"
        self.put(part)
        if not match:
            return end
        self.state.stack = self.state.stack[:-1]
        self.state.mode = TEXT
        self.state.left = "block" if name in BLOCK else "inline"
        self.put(f"</{name}>")
        return match.end()

    # ---- Tags

    def _start_tag(self, name, pos):
        state = self.state
        in_svg = self._in_svg()
        if name not in (SVG_ELEMENTS if in_svg else ELEMENTS):
            self.fail(pos, f"<{name}> is no element that is known here (names are written in lower case)")
        parent = state.stack[-1].name if state.stack else None
        if not in_svg:
            self._check_place(name, parent, pos)
        self.flush("block" if name in BLOCK or in_svg else "inline")
        self.put(f"<{name}")
        state.mode, state.tag, state.tag_pos, state.attributes, state.attribute = TAG, name, pos, {}, ""

    def _check_place(self, name, parent, pos):
        if parent and name in PARENTS and parent not in PARENTS[name]:
            self.fail(pos, f"<{name}> may not stand in <{parent}>")
        if parent in CHILDREN and name not in CHILDREN[parent]:
            self.fail(pos, f"<{name}> may not stand in <{parent}>")
        for element in self.state.stack:
            if name in NOT_INSIDE and element.name in NOT_INSIDE[name]:
                self.fail(pos, f"<{name}> may not stand inside <{element.name}> (line {element.line})")
            if element.name == "p" and name in ENDS_P:
                self.fail(pos, f"<{name}> would end the <p> of line {element.line}")

    def _feed_tag(self, text, at, pos):
        state = self.state
        if text[at].isspace():
            return at + 1
        if text[at] == ">":
            self._finish_tag(pos + at, False)
            return at + 1
        if text.startswith("/>", at):
            if not self._in_svg() and state.tag != "svg":
                self.fail(pos + at, f"<{state.tag} …/>: only elements inside svg end like this")
            self._finish_tag(pos + at, True)
            return at + 2
        match = ATTRIBUTE.match(text, at)
        if not match:
            self.fail(pos + at, f"{text[at]!r} has no place inside <{state.tag}>")
        name = match.group(1)
        self._begin_attribute(name, pos + at)
        end = match.end()
        if not match.group(2):
            state.attributes[name] = None
            return end
        if not text.startswith('"', end):
            self.fail(pos + end, f'the value of {name} stands in "double quotes"')
        state.mode, state.attribute, state.value = VALUE, name, ""
        self.put('="')
        return end + 1

    def _begin_attribute(self, name, pos):
        state = self.state
        if name != name.lower() and not (self._in_svg() or state.tag == "svg"):
            self.fail(pos, f"attribute {name}: names are written in lower case")
        if name in state.attributes:
            self.fail(pos, f"{name} stands twice in <{state.tag}>")
        if name in FORBIDDEN_ATTRIBUTES or name.startswith(("on", "hx-on")):
            self.fail(pos, f"attribute {name} is not allowed")
        self.put(f" {name}")

    def _feed_value(self, text, at, pos):
        state = self.state
        end = text.find('"', at)
        part = text[at:] if end < 0 else text[at:end]
        if found := re.search(r"[<]", part):
            self.fail(pos + at + found.start(), f"a tag in the value of {state.attribute}: is a quote missing?")
        part = re.sub(r"[ \t]*\n\s*", " ", part)
        self._check_text(part, pos + at, state.attribute not in WORD_ATTRIBUTES)
        if part and not state.value and self._is_url(state.attribute) and not URL_START.match(part):
            self.fail(pos + at, f'{state.attribute}="{part}": a URL begins with /path, ?, #, http, mailto: or tel:')
        state.value += part
        self.put(part)
        if end < 0:
            return len(text)
        self._end_attribute(pos + end)
        return end + 1

    def _end_attribute(self, pos):
        state = self.state
        name, value = state.attribute, state.value
        state.attributes[name] = value
        self.put('"')
        state.mode, state.attribute, state.value = TAG, "", ""
        if name == "id":
            if not value or re.search(r"\s", re.sub(r"\{\{.*?\}\}", "", value)):
                self.fail(pos, "an id is one word")
            if value in state.ids:
                self.fail(pos, f'id="{value}" stands twice in this template')
            if state.loops and "{{" not in value:
                self.fail(pos, f'id="{value}" would be repeated by {{% for %}}')
            state.ids |= {value}
        elif name == "for" and state.tag == "label":
            self.label_targets.add(value)

    def _finish_tag(self, pos, is_self_closed):
        state = self.state
        name, attributes = state.tag, state.attributes
        self._check_attributes(name, attributes, state.tag_pos)
        in_svg = self._in_svg() or name == "svg"
        self.put("/>" if is_self_closed else ">")
        state.mode, state.tag = TEXT, ""
        is_block = name in BLOCK or (in_svg and name != "svg")
        if is_self_closed or (name in VOID and not in_svg):
            state.left = "block" if is_block else "inline"
            return
        outer = bool(state.stack and state.stack[-1].is_literal)
        translate = attributes.get("translate")
        is_literal = name in LITERAL_TEXT or translate == "no" or (outer and translate != "yes")
        state.stack += (Element(name, self.line(state.tag_pos), is_literal),)
        state.left = "block" if is_block else "open"
        if name in FLAT_CONTENT and not in_svg:
            state.mode = FLAT
            state.left = "edge"
        if name in KEEPS_SPACE:
            # Browsers drop one line end here, so a value that begins with one would lose it.
            self.put("\n")
            state.left = "edge"

    def _check_attributes(self, name, attributes, pos):
        def has(*names):
            return any(attribute in attributes for attribute in names)

        if name == "img" and "alt" not in attributes:
            self.fail(pos, "<img> without alt (an empty one for mere decoration)")
        if name == "html" and "lang" not in attributes:
            self.fail(pos, "<html> without lang")
        if name == "button" and "type" not in attributes:
            self.fail(pos, '<button> without type ("submit" or "button")')
        if name == "iframe" or name == "script" and "src" not in attributes:
            self.fail(pos, f"<{name}> inline is forbidden by the Content-Security-Policy")
        if "_blank" in (attributes.get("target") or "") and "noopener" not in (attributes.get("rel") or ""):
            self.fail(pos, 'target="_blank" without rel="noopener"')
        kind = attributes.get("type") or ("text" if name == "input" else "")
        if name == "input" and kind in ("submit", "button", "reset") and LETTER.search(re.sub(r"\{\{.*?\}\}", "", attributes.get("value") or "")):
            self.fail(pos, "the value of this <input> is read by people: make it a word, or use <button>")
        if name not in FIELDS or kind in FIELDS_WITHOUT_LABEL or has("aria-label", "aria-labelledby"):
            return
        if not any(element.name == "label" for element in self.state.stack):
            self.fields.append((pos, name, attributes.get("id")))

    def _end_tag(self, name, pos):
        state = self.state
        if not state.stack:
            self.fail(pos, f"</{name}> ends nothing")
        open_element = state.stack[-1]
        if open_element.name != name:
            self.fail(pos, f"</{name}> where <{open_element.name}> of line {open_element.line} is open")
        in_svg = self._in_svg()
        is_block = name in BLOCK or (in_svg and name != "svg")
        if not self._keeps_space():
            self.flush("block" if is_block else "close")
        state.space = ""
        state.stack = state.stack[:-1]
        self.put(f"</{name}>")
        state.left = "block" if is_block else "inline"

    # ---- The end of a template

    def finish(self, pos):
        if self.state.mode != TEXT:
            self.fail(self.state.tag_pos, f"the template ends {self.state.mode}")
        if self.state.stack:
            element = self.state.stack[-1]
            self.fail(pos, f"<{element.name}> of line {element.line} is not closed")
        self.flush("edge")
        for field_pos, name, field_id in self.fields:
            if field_id is None or field_id not in self.label_targets:
                self.fail(field_pos, f"<{name}> without label: <label for=…> with its id, or aria-label")
