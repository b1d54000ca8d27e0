# SPDX-License-Identifier: Apache-2.0
"""Reads the golden events with another program than the one that wrote them: what docs/events.md says is enough to do so."""

import hashlib
import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEYS = ["at", "by", "by_unit", "data", "jurisdiction", "private", "seq", "stream", "stream_kind", "type", "v"]


def unpack(blob):
    """{name: (salt, value or None)} of a private part."""
    fields = {}
    if not blob:
        return fields
    assert blob[0] == 1
    count, at = blob[1], 2
    for _ in range(count):
        name = blob[at + 1:at + 1 + blob[at]].decode("ascii")
        at += 1 + blob[at]
        status, at = blob[at], at + 1
        assert status in (0, 1)
        salt, value, at = blob[at:at + 32], None, at + 32
        if status == 1:
            length = int.from_bytes(blob[at:at + 4], "big")
            value, at = blob[at + 4:at + 4 + length], at + 4 + length
        fields[name] = (salt, value)
    assert at == len(blob)
    return fields


def commitment(name, salt, value):
    body = b"\0" if value is None else b"\1" + value
    return hashlib.sha256(b"yidan/field/1\n" + bytes([len(name)]) + name.encode() + salt + body).hexdigest()


class GoldenEvents(unittest.TestCase):
    def test_every_frozen_version_has_its_file(self):
        for frozen in (ROOT / "src/events").glob("*.frozen.json"):
            for name in json.loads(frozen.read_text(encoding="utf-8"))["events"]:
                self.assertTrue((ROOT / f"tests/golden/events/{name}.txt").exists(), name)

    def test_golden_files(self):
        files = sorted((ROOT / "tests/golden/events").glob("*.txt"))
        self.assertGreaterEqual(len(files), 8)
        for path in files:
            lines = dict(line.rsplit(" ", 1) if not re.match(r"\w+ bytes ", line) else
                         (" ".join(line.split(" ", 2)[:2]), line.split(" ", 2)[2])
                         for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"))
            for which in ("full", "least"):
                with self.subTest(path.name, which=which):
                    text = lines[f"{which} bytes"]
                    entry = json.loads(text)
                    self.assertEqual(text, json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
                    self.assertEqual(list(entry), KEYS)
                    self.assertEqual(path.name, f"{entry['type']}.v{entry['v']}.txt")
                    text, contact = (unpack(bytes.fromhex(lines[f"{which} {part}"])) for part in ("text", "contact"))
                    self.assertEqual(text["by_officer"][1], b"12" if entry["by"] == "officer" else None)
                    fields = {**text, **contact}
                    self.assertEqual(sorted(fields), sorted(entry["private"]))
                    for name, (salt, value) in fields.items():
                        self.assertEqual(entry["private"][name], commitment(name, salt, value), name)


if __name__ == "__main__":
    unittest.main()
