# SPDX-License-Identifier: Apache-2.0
"""Reads and checks the catalogues of words (po/zh_CN.po, po/en.po) for gen_words.py and gen_html.py.

docs/templates.md describes the entries and what is refused. Everything wrong is collected and reported at once as
`file:line: message`.
"""
import re
from dataclasses import dataclass, field
from pathlib import Path

import polib

LANGUAGES = ("zh_CN", "en")  # the order of enum lang
PLURAL_FORMS = {"zh_CN": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
ARGS_MAX = 16

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+\Z")
PLACEHOLDER = re.compile(r"\{(/?)([a-z][a-z0-9_]*)\}")
HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
HALF_WIDTH_IN_CHINESE = re.compile(rf"(?<=[{HAN}])[,;:?!()]|[,;:?!()](?=[{HAN}])|(?<=[{HAN}])\.(?=[{HAN}]|\Z)|\.\.\.")
NOT_ENGLISH = re.compile(rf"[{HAN}，。；：？！（）、《》「」【】]")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class WordError(Exception):
    """All that is wrong with the catalogues, one `file:line: message` a line."""


@dataclass
class Word:
    key: str
    args: list  # names of all placeholders, in alphabetical order: the index of each
    pairs: set  # those that stand around a part of the text
    is_plural: bool
    texts: dict  # language → [form, …]
    lines: dict = field(default_factory=dict)  # language → line in the file
    used_by_c: bool = False

    @property
    def symbol(self):
        return "WORD_" + self.key.upper().replace(".", "_")


class Placeholders:
    """The placeholders of one text: names of values, names of pairs."""

    def __init__(self, text):
        self.values, self.pairs = set(), set()
        open_pair = None
        if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
            raise ValueError("a brace that is part of no placeholder {name} or {/name}")
        closing = {name for slash, name in PLACEHOLDER.findall(text) if slash}
        for slash, name in PLACEHOLDER.findall(text):
            if slash:
                if open_pair != name:
                    raise ValueError(f"{{/{name}}} ends a pair that is not open")
                open_pair = None
            elif name in closing:
                if name in self.pairs or open_pair:
                    raise ValueError(f"pair {{{name}}} stands twice or inside another pair")
                self.pairs.add(name)
                open_pair = name
            else:
                self.values.add(name)
        if open_pair:
            raise ValueError(f"pair {{{open_pair}}} is not ended")

    @property
    def names(self):
        return self.values | self.pairs


def comments(entry):
    return {line.strip() for line in entry.comment.splitlines()}


def check_text(language, text, is_linted):
    """Complaints about one text."""
    if not text:
        yield "no text"
        return
    if text != text.strip():
        yield "blanks at the start or end of the text"
    if CONTROL.search(text):
        yield "a control character in the text"
    if not is_linted:
        return
    bare = PLACEHOLDER.sub("字" if language == "zh_CN" else "x", text)
    if language == "zh_CN":
        found = HALF_WIDTH_IN_CHINESE.search(bare)
        if found:
            yield f"half-width {found.group()!r} in Chinese text"
    else:
        found = NOT_ENGLISH.search(bare)
        if found:
            yield f"{found.group()!r} in English text"


def read_file(path, language, complaints):
    """key → (entry, [form, …]) of one file."""
    try:
        catalogue = polib.pofile(str(path), encoding="utf-8", check_for_duplicates=False)
    except (OSError, UnicodeDecodeError) as error:
        raise WordError(f"{path}:1: {error}") from error
    entries = {}
    if catalogue.metadata.get("Plural-Forms") != PLURAL_FORMS[language]:
        complaints.append(f'{path}:1: the head must say "Plural-Forms: {PLURAL_FORMS[language]}"')
    for entry in catalogue:
        place = f"{path}:{entry.linenum}: {entry.msgid}: "
        if entry.obsolete:
            complaints.append(place + "obsolete entry, remove it")
            continue
        if not KEY.match(entry.msgid):
            complaints.append(place + "a key looks like case.due_by")
            continue
        if entry.msgid in entries:
            complaints.append(place + "stands twice")
            continue
        if entry.fuzzy:
            complaints.append(place + "fuzzy")
        if entry.msgctxt:
            complaints.append(place + "msgctxt is not used here")
        if entry.msgid_plural:
            if entry.msgid_plural != entry.msgid:
                complaints.append(place + "msgid_plural must be the key again")
            forms = [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
            want = 1 if language == "zh_CN" else 2
            if len(forms) != want:
                complaints.append(place + f"{len(forms)} plural forms, not {want}")
                continue
        else:
            forms = [entry.msgstr]
        is_linted = "lint: off" not in comments(entry)
        for form in forms:
            complaints += [place + text for text in check_text(language, form, is_linted)]
        entries[entry.msgid] = (entry, forms)
    return entries


def placeholders_of(place, forms, complaints):
    try:
        found = [Placeholders(form) for form in forms]
    except ValueError as error:
        complaints.append(f"{place}{error}")
        return None
    # "one case" may leave out the number, the other forms may not
    if any(other.names - {"n"} != found[-1].names - {"n"} or other.pairs != found[-1].pairs for other in found):
        complaints.append(place + "the plural forms have different placeholders")
        return None
    return found[-1]


def make_word(key, by_language, paths, complaints):
    """The Word of one key that every language has, or None."""
    sets = {}
    for language in LANGUAGES:
        entry, forms = by_language[language][key]
        sets[language] = placeholders_of(f"{paths[language]}:{entry.linenum}: {key}: ", forms, complaints)
    if None in sets.values():
        return None
    base, other = (sets[language] for language in LANGUAGES)
    entries = {language: by_language[language][key][0] for language in LANGUAGES}
    place = f"{paths['en']}:{entries['en'].linenum}: {key}: "
    if base.values != other.values or base.pairs != other.pairs:
        complaints.append(place + f"placeholders differ: {sorted(base.names)} in zh_CN, {sorted(other.names)} in en")
        return None
    if bool(entries["zh_CN"].msgid_plural) != bool(entries["en"].msgid_plural):
        complaints.append(place + "has plural forms in one language only")
        return None
    is_plural = bool(entries["en"].msgid_plural)
    if is_plural and "n" not in base.values:
        complaints.append(place + "has plural forms but no {n}")
        return None
    if len(base.names) > ARGS_MAX:
        complaints.append(place + f"more than {ARGS_MAX} placeholders")
        return None
    return Word(
        key=key,
        args=sorted(base.names),
        pairs=base.pairs,
        is_plural=is_plural,
        texts={language: by_language[language][key][1] for language in LANGUAGES},
        lines={language: entries[language].linenum for language in LANGUAGES},
        used_by_c="used-by: c" in comments(entries["zh_CN"]),
    )


def load(po_dir):
    """key → Word, sorted by key. Raises WordError."""
    complaints = []
    paths = {language: Path(po_dir) / f"{language}.po" for language in LANGUAGES}
    by_language = {language: read_file(paths[language], language, complaints) for language in LANGUAGES}
    words, symbols = {}, {}
    for key in sorted(set().union(*by_language.values())):
        missing = [language for language in LANGUAGES if key not in by_language[language]]
        if missing:
            have = next(language for language in LANGUAGES if key in by_language[language])
            entry = by_language[have][key][0]
            complaints.append(f"{paths[have]}:{entry.linenum}: {key}: missing in {paths[missing[0]]}")
            continue
        word = make_word(key, by_language, paths, complaints)
        if not word:
            continue
        if word.symbol in symbols:
            complaints.append(f"{paths['en']}:{word.lines['en']}: {key}: becomes {word.symbol}, as {symbols[word.symbol]} does")
        symbols[word.symbol] = key
        words[key] = word
    if complaints:
        raise WordError("\n".join(complaints))
    return words
