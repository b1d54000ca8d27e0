# SPDX-License-Identifier: Apache-2.0
"""tools/gen_words.py and word_catalogue.py: catalogues that must be refused, and words that nothing uses."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GENERATOR = ROOT / "tools/gen_words.py"
sys.path.insert(0, str(ROOT / "tools"))

import word_catalogue  # noqa: E402

HEADS = {
    "zh_CN": 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n',
    "en": 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n',
}


def entry(text, key="a.b", before=""):
    return f'{before}msgid "{key}"\nmsgstr "{text}"\n'


def plural(*forms, key="a.b"):
    lines = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    return f'msgid "{key}"\nmsgid_plural "{key}"\n{lines}'


# (name, zh_CN, en, part of the message)
REFUSED = [
    ("missing in English", entry("甲"), "", "zh_CN.po:5: a.b: missing in"),
    ("missing in Chinese", "", entry("x"), "en.po:5: a.b: missing in"),
    ("empty", entry("甲"), entry(""), "en.po:5: a.b: no text"),
    ("fuzzy", entry("甲"), entry("x", before="#, fuzzy\n"), "a.b: fuzzy"),
    ("twice", entry("甲") + "\n" + entry("乙"), entry("x"), "zh_CN.po:8: a.b: stands twice"),
    ("not a key", entry("甲", "Hello"), entry("x", "Hello"), "a key looks like"),
    ("same symbol", entry("甲", "a.b_c") + entry("甲", "a.b.c"), entry("x", "a.b_c") + entry("x", "a.b.c"), "WORD_A_B_C"),
    ("placeholder missing", entry("甲{x}"), entry("x"), "placeholders differ: ['x'] in zh_CN, [] in en"),
    ("placeholder misspelt", entry("甲{x}"), entry("{y}"), "placeholders differ"),
    ("pair in one only", entry("甲{x}"), entry("{x}y{/x}"), "placeholders differ"),
    ("pair not ended", entry("甲"), entry("{x}y{/y}"), "{/y} ends a pair that is not open"),
    ("pair ended before", entry("甲"), entry("{/x}y{x}"), "ends a pair that is not open"),
    ("pair in a pair", entry("甲"), entry("{x}{y}z{/y}{/x}"), "inside another pair"),
    ("brace", entry("甲"), entry("x {"), "a brace that is part of no placeholder"),
    ("brace with a blank", entry("甲"), entry("{ x }"), "a brace that is part of no placeholder"),
    ("blank at the end", entry("甲"), entry("x "), "blanks at the start or end"),
    ("control character", entry("甲"), entry("x\\ty"), "a control character"),
    ("half-width comma", entry("甲,乙"), entry("x"), "half-width ',' in Chinese"),
    ("half-width bracket", entry("甲(乙)"), entry("x"), "half-width '(' in Chinese"),
    ("half-width behind a placeholder", entry("{x}:甲"), entry("{x}"), "half-width ':' in Chinese"),
    ("half-width stop", entry("甲."), entry("x"), "half-width '.' in Chinese"),
    ("three stops", entry("甲..."), entry("x"), "half-width"),
    ("full-width in English", entry("甲"), entry("x，y"), "'，' in English"),
    ("Chinese in English", entry("甲"), entry("甲"), "'甲' in English"),
    ("plural in one only", entry("甲{n}"), plural("{n}", "{n}s"), "plural forms in one language only"),
    ("plural without n", plural("甲"), plural("x", "xs"), "has plural forms but no {n}"),
    ("too few forms", plural("甲{n}"), plural("{n}"), "1 plural forms, not 2"),
    ("forms that differ", plural("甲{n}"), plural("{n} {x}", "{n}"), "different placeholders"),
    ("context", entry("甲", before='msgctxt "m"\n'), entry("x"), "msgctxt"),
    ("obsolete", entry("甲") + '#~ msgid "c.d"\n#~ msgstr "乙"\n', entry("x"), "obsolete"),
    ("too many", entry("甲" + "".join(f"{{a{i}}}" for i in range(17))), entry("".join(f"{{a{i}}}" for i in range(17))), "more than 16"),
]

ACCEPTED = [
    ("plain", entry("甲，乙（丙）：12:30"), entry("x, y (z): 12:30; don't")),
    ("exempt", entry("English", before="#. lint: off\n"), entry("中文", before="#. lint: off\n")),
    ("plural", plural("甲{n}"), plural("one", "{n} xs")),
    ("pair", entry("{x}甲{/x}{y}"), entry("{y} and {x}x{/x}")),
    ("number with a comma", entry("共1,489件"), entry("1,489")),
]


class Catalogue(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, chinese, english):
        (self.folder / "zh_CN.po").write_text(HEADS["zh_CN"] + chinese)
        (self.folder / "en.po").write_text(HEADS["en"] + english)

    def run_generator(self, *args):
        return subprocess.run([sys.executable, str(GENERATOR), *map(str, args)], capture_output=True, text=True)

    def make(self):
        return self.run_generator("make", self.folder, self.folder / "words.h", self.folder / "words.c")

    def test_refused(self):
        for name, chinese, english, message in REFUSED:
            with self.subTest(name):
                self.write(chinese, english)
                with self.assertRaises(word_catalogue.WordError) as raised:
                    word_catalogue.load(self.folder)
                self.assertIn(message, str(raised.exception))

    def test_accepted(self):
        for name, chinese, english in ACCEPTED:
            with self.subTest(name):
                self.write(chinese, english)
                self.assertEqual(len(word_catalogue.load(self.folder)), 1)

    def test_head(self):
        self.write("", "")
        (self.folder / "en.po").write_text('msgid ""\nmsgstr ""\n"Language: en\\n"\n')
        self.assertIn("en.po:1: the head must say", self.make().stderr)
        (self.folder / "en.po").unlink()
        self.assertIn("en.po", self.make().stderr)

    def test_output(self):
        self.write(entry("甲{b}{a}<") + plural("{n}件", key="a.c"), entry("{a}&{b}") + plural("{n}", "{n}s", key="a.c"))
        self.assertEqual(self.make().stderr, "")
        header, source = (self.folder / "words.h").read_text(), (self.folder / "words.c").read_text()
        self.assertIn("struct WORD_A_B_args { struct word_arg a, b; };", header)
        self.assertIn(r'{{"甲\001\021\001\020<", 8}, {"甲\001\021\001\020&lt;", 11}}', source)
        self.assertIn('[WORD_A_C] = {"a.c", 1, 0, 0, {', source)

    def test_used(self):
        keys = ["in.page", "in.block", "in.c", "in.table", "in.none"]
        self.write(
            "".join(entry("甲", key, "#. used-by: c\n" if key == "in.table" else "") for key in keys),
            "".join(entry("x", key) for key in keys),
        )
        sources = self.folder / "src/web"
        sources.mkdir(parents=True)
        (sources / "a.html").write_text("{{t in.page }}{%t in.block %}{{t in.none_more }}")
        (sources / "a.c").write_text("f(WORD_IN_C, WORD_IN_NONE_MORE);")
        stamp, depfile = self.folder / "stamp", self.folder / "depfile"
        run = self.run_generator("used", self.folder, stamp, depfile, self.folder / "src")
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"zh_CN\.po:\d+: in\.none: nothing uses it")
        self.assertEqual(len(run.stderr.strip().split("\n")), 1)
        self.assertFalse(stamp.exists())
        (sources / "b.h").write_text("WORD_IN_NONE")
        self.assertEqual(self.run_generator("used", self.folder, stamp, depfile, self.folder / "src").stderr, "")
        self.assertTrue(stamp.exists())
        self.assertIn("b.h", depfile.read_text())


if __name__ == "__main__":
    unittest.main()
