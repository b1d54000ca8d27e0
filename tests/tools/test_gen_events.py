# SPDX-License-Identifier: Apache-2.0
"""The generator of events: descriptions that must be refused, and what is frozen."""

import contextlib
import importlib.util
import io
import pathlib
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("gen_events", ROOT / "tools/gen_events.py")
gen_events = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(gen_events)

GOOD = """
stream_kind = "thing"
[lists]
thing_size = ["small", "large"]
[[event]]
type = "thing.made"
version = 1
about = "It was made."
public = [["size", "code(thing_size)", "how large"], ["at_unit_id", "id?", ""]]
private = [["words", "text(10)", "text", ""], ["phone", "text(20)", "contact", ""]]
"""


def parsed(text):
    return gen_events.parse(text, "thing.toml")


class Description(unittest.TestCase):
    def refused(self, old, new, words):
        self.assertIn(old, GOOD)
        with self.assertRaisesRegex(gen_events.Mistake, words):
            parsed(GOOD.replace(old, new))

    def test_good(self):
        event = parsed(GOOD)["types"][0]["versions"][0]
        self.assertEqual([f["name"] for f in event["public"]], ["size", "at_unit_id"])
        self.assertTrue(event["public"][1]["optional"])
        self.assertEqual([f["name"] for f in event["private"]], ["words", "phone", "by_officer"])

    def test_refused(self):
        self.refused("stream_kind", "stream-kind", "unknown key")
        self.refused('"thing.made"', '"other.made"', "begin with")
        self.refused('"thing.made"', '"thing.Made"', "no usable name")
        self.refused("version = 1", "version = 2", "in this order")
        self.refused("version = 1", 'version = "1"', "version is")
        self.refused("code(thing_size)", "code(sizes)", "no list")
        self.refused("code(thing_size)", "float", "unknown type")
        self.refused('"id?"', '"bool?"', "cannot be optional")
        self.refused('"id?"', '"text(5)"', "unknown type")  # free text is never public
        self.refused('"text(10)"', '"text(10)?"', "unknown type")  # every private field may be absent
        self.refused('"text(10)"', '"text(0)"', "text\\(1\\)")
        self.refused('"id?", ""', '"ascii(8192)", ""', "ascii")
        self.refused('"contact"', '"somewhere"', "the table is one of")
        self.refused('["phone"', '["words"', "twice")
        self.refused('["phone"', '["size"', "twice")
        self.refused('["phone"', '["while"', "no usable name")
        self.refused('["phone"', '["by_officer"', "has this field already")
        self.refused('["at_unit_id"', '["by_officer"', "has this field already")
        self.refused('["phone"', '["Phone"', "no usable name")
        self.refused('["small", "large"]', '["small", "small"]', "twice")
        self.refused('["small", "large"]', '["none"]', "no usable code")
        self.refused('about =', 'abuot =', "unknown key")
        self.refused('stream_kind = "thing"', 'stream_kind = "thing"\nsubjects = ["part"]', "begin with 'part'")
        self.refused('stream_kind = "thing"', 'stream_kind = "thing"\nsubjects = ["a b"]', "no usable name")

    def test_subjects(self):
        text = GOOD.replace('stream_kind = "thing"', 'stream_kind = "thing"\nsubjects = ["thing", "part"]') + """
[[event]]
type = "part.made"
version = 1
[[event]]
type = "part.made"
version = 2
"""
        description = parsed(text)
        header, codec = gen_events.domain_h(description, "x"), gen_events.codec_h(description, "x")
        for words in ("struct thing_made {", "struct part_made {", "struct part_made_v1 {", "THING_EVENT_PART_MADE,",
                      "\t\tstruct part_made part_made;"):
            self.assertIn(words, header)
        self.assertIn("void part_made_v1_upcast(const struct part_made_v1 *old,", codec)


class Frozen(unittest.TestCase):
    def setUp(self):
        self.frozen = gen_events.schema_of(parsed(GOOD))

    def check(self, old, new):
        self.assertIn(old, GOOD)
        return gen_events.check_frozen(gen_events.schema_of(parsed(GOOD.replace(old, new))), self.frozen)

    def test_every_event_has_its_officer(self):
        self.assertEqual(self.frozen["events"]["thing.made.v1"]["private"]["by_officer"], "id text")

    def test_words_may_change(self):
        self.assertEqual(self.check("how large", "its size"), [])

    def test_what_grows(self):
        self.assertEqual(self.check('"large"]', '"large", "huge"]'), ["list thing_size"])
        self.assertEqual(self.check(GOOD, GOOD + """
[[event]]
type = "thing.made"
version = 2
"""), ["thing.made.v2"])

    def test_what_must_not_change(self):
        for old, new, words in [
            ('"id?"', '"id"', "was changed"),
            ('text(10)', 'text(11)', "was changed"),
            ('["phone", "text(20)", "contact"', '["phone", "text(20)", "text"', "was changed"),
            ('"words"', '"word"', "was changed"),
            ('"thing.made"', '"thing.built"', "is gone"),
            ('["small", "large"]', '["large", "small"]', "only added"),
            ('["small", "large"]', '["small"]', "only added"),
            ('["small", "large"]', '["tiny", "small", "large"]', "only added"),
        ]:
            with self.subTest(new), self.assertRaisesRegex(gen_events.Mistake, words):
                self.check(old, new)


class Program(unittest.TestCase):
    def run_program(self, *arguments):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            return gen_events.main([str(a) for a in arguments]), errors.getvalue()

    def test_freezing(self):
        with tempfile.TemporaryDirectory() as folder:
            source, frozen = pathlib.Path(folder, "thing.toml"), pathlib.Path(folder, "frozen.json")
            header = pathlib.Path(folder, "thing_events.h")
            source.write_text(GOOD, encoding="utf-8")
            self.assertEqual(self.run_program(source, "--frozen", frozen, "--all-frozen")[0], 1)
            self.assertEqual(self.run_program(source, "--frozen", frozen, "--freeze")[0], 0)
            self.assertEqual(self.run_program(source, "--frozen", frozen, "--all-frozen", "--domain-h", header)[0], 0)
            self.assertIn("struct thing_made {", header.read_text(encoding="utf-8"))
            header.unlink()
            source.write_text(GOOD.replace("id?", "id"), encoding="utf-8")
            status, errors = self.run_program(source, "--frozen", frozen, "--domain-h", header)
            self.assertEqual(status, 1)
            self.assertIn("thing.made.v1 was changed", errors)
            self.assertFalse(header.exists())

    def test_everything_in_the_tree_is_frozen(self):
        for source in (ROOT / "src/events").glob("*.toml"):
            status, errors = self.run_program(source, "--frozen", source.with_suffix(".frozen.json"), "--all-frozen")
            self.assertEqual((status, errors), (0, ""), source.name)


if __name__ == "__main__":
    unittest.main()
