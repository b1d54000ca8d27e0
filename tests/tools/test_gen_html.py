# SPDX-License-Identifier: Apache-2.0
"""tools/gen_html.py: golden files of the fixture site, and templates that must be refused.

UPDATE_GOLDEN=1 writes the golden files anew; read the difference before it is committed.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "tests/golden/html"
GENERATOR = ROOT / "tools/gen_html.py"
sys.path.insert(0, str(ROOT / "tools"))

import gen_html  # noqa: E402
import word_catalogue  # noqa: E402

WORDS = word_catalogue.load(SITE / "po")

HEAD = "{% template t(const struct view *v) %}\n"

# (name, template behind HEAD, line, part of the message)
REFUSED = [
    ("tag that is not closed", "<div>\n<p></p>\n", 1, "<div> of line 2 is not closed"),
    ("wrong end tag", "<div><b></div>", 2, "</div> where <b> of line 2 is open"),
    ("end tag alone", "\n\n</div>", 4, "</div> ends nothing"),
    ("unknown element", "<dvi></dvi>", 2, "<dvi> is no element"),
    ("upper case", "<DIV></DIV>", 2, "<DIV> is no element"),
    ("self-closed", "<div/>", 2, "only elements inside svg"),
    ("comment", "<!-- x -->", 2, "comments would reach the page"),
    ("bare <", "<p>1 < 2</p>", 2, 'a "<" that begins no tag'),
    ("bare &", "<p>1 & 2</p>", 2, "no character reference"),
    ("unknown reference", "<p>&nbps;</p>", 2, "no character reference"),
    ("block in p", "<p>\n<ul></ul></p>", 3, "<ul> would end the <p> of line 2"),
    ("li outside a list", "<div><li></li></div>", 2, "<li> may not stand in <div>"),
    ("div in a list", "<ul><div></div></ul>", 2, "<div> may not stand in <ul>"),
    ("row without tbody", "<table><tr></tr></table>", 2, "<tr> may not stand in <table>"),
    ("link in a link", '<a href="/a"><b><a href="/b"></a></b></a>', 2, "<a> may not stand inside <a>"),
    ("button in a link", '<a href="/a"><button type="button"></button></a>', 2, "<button> may not stand inside <a>"),
    ("unquoted value", "<p class=x></p>", 2, "double quotes"),
    ("single quotes", "<p class='x'></p>", 2, "double quotes"),
    ("attribute twice", '<p class="a" class="b"></p>', 2, "class stands twice"),
    ("forgotten quote", '<p class="a><b></b></p>', 2, "is a quote missing"),
    ("inline style", '<p style="color:red"></p>', 2, "attribute style is not allowed"),
    ("handler", '<p onclick="1"></p>', 2, "attribute onclick is not allowed"),
    ("htmx handler", '<p hx-on:click="1"></p>', 2, "attribute hx-on:click is not allowed"),
    ("style element", "<style></style>", 2, "<style> is no element"),
    ("inline script", "<script>1</script>", 2, "<script> inline"),
    ("script with src and text", '<script src="/a.js">1</script>', 2, "inside the page"),
    ("script of data", '<script src="/a.js">{{ v->x }}</script>', 2, "no value may stand in a script"),
    ("javascript URL", '<a href="javascript:1"></a>', 2, "a URL begins with"),
    ("data URL", '<img alt="" src="data:image/png;base64,">', 2, "a URL begins with"),
    ("URL with another host", '<a href="//a.example"></a>', 2, "a URL begins with"),
    ("img without alt", '<img src="/a.png">', 2, "<img> without alt"),
    ("html without lang", "<html></html>", 2, "<html> without lang"),
    ("button without type", "<button></button>", 2, "<button> without type"),
    ("blank target", '<a href="/a" target="_blank"></a>', 2, 'without rel="noopener"'),
    ("input without label", '<input name="a">', 2, "<input> without label"),
    ("label for another", '<label for="a"></label><input id="b">', 2, "<input> without label"),
    ("textarea without label", '\n<textarea name="a"></textarea>', 3, "<textarea> without label"),
    ("id twice", '<b id="a"></b>\n<b id="a"></b>', 3, 'id="a" stands twice'),
    ("id in for", '{% for const struct r *r in v->r, v->n %}<b id="a"></b>{% end %}', 2, "would be repeated"),
    ("letters", "<p>Hello</p>", 2, '"Hello" is read by people'),
    ("Chinese letters", "<p>1 件</p>", 2, "is read by people"),
    ("letters in alt", '<img src="/a" alt="a dog">', 2, "is read by people"),
    ("letters in aria-label", '<b aria-label="x"></b>', 2, "is read by people"),
    ("letters of a button", '<input type="submit" value="Go">', 2, "is read by people"),
    ("value in a tag", "<p {{ v->x }}></p>", 2, "only in text and in quoted attributes"),
    ("value in a tag name", "<{{ v->x }}>", 2, 'a "<" that begins no tag'),
    ("value behind /", '<a href="/{{ v->x }}"></a>', 2, "could name another host"),
    ("value behind /, one branch", '<a href="/{% if 1 %}b{% end %}{{ v->x }}"></a>', 2, "could name another host"),
    ("value in srcset", '<img alt="" src="/a" srcset="{{ v->x }}">', 2, "no value may stand in srcset"),
    ("value in hx-vals", '<b hx-vals="{{ v->x }}"></b>', 2, "no value may stand in hx-vals"),
    ("value in a refresh", '<meta http-equiv="refresh" content="{{ v->x }}">', 2, "no value may stand in content"),
    ("word in a URL", '<a href="{{t site.name }}"></a>', 2, "a word may not stand in a URL"),
    ("asset behind a path", '<a href="/x{{asset "app.css" }}"></a>', 2, "is a whole URL"),
    ("icon in an attribute", '<a title="{{icon "check" }}"></a>', 2, "{{icon}} stands in text"),
    ("unknown icon", '{{icon "nothing" }}', 2, 'no icon "nothing"'),
    ("element opened in a branch", "{% if v->x %}<div>{% end %}</div>", 2, "branches end at different places"),
    ("element closed in a branch", "<div>{% if v->x %}</div>{% else %}<b></b>{% end %}", 2, "branches end at different places"),
    ("element opened in for", "{% for const struct r *r in v->r, v->n %}<ul>{% end %}", 2, "branches end at different places"),
    ("quote closed in a branch", '<p class="{% if v->x %}">{% end %}"></p>', 2, "branches end at different places"),
    ("tag not ended", "<p class", 2, "the template ends inside a tag"),
    ("title not ended", "<head>\n<title>1", 3, "the template ends in a title"),
    ("unknown word", "{{t site.nothing }}", 2, 'no word "site.nothing"'),
    ("argument missing", "{{t list.due_by unit=v->x }}", 2, "list.due_by wants unit, when; given: unit"),
    ("argument too many", "{{t site.name x=v->x }}", 2, "wants no arguments"),
    ("argument with blanks", "{{t list.count n=v->x + 1 }}", 2, "needs parentheses"),
    ("pair without slot", "{{t list.agree n=1 link=v->x }}", 2, "wants {%t %} with {% slot link %}"),
    ("slot without body", "{%t list.agree n=1 %}{% slot link %}<b></b>{% end %}{% end %}", 2, "has one {% body %}"),
    ("slot unbalanced", "{%t list.agree n=1 %}{% slot link %}<b>{% body %}{% end %}{% end %}", 2, "branches end"),
    ("plural as slot", "{%t list.count %}{% slot n %}<b>1</b>{% end %}{% end %}", 2, "n must be an argument"),
    ("text between slots", "{%t list.agree n=1 %}1{% slot link %}{% body %}{% end %}{% end %}", 2, "only {% slot NAME %}"),
    ("unknown template", "{% call nothing(v) %}", 2, "there is no template nothing"),
    ("call of a layout", "{% call layout_page(v) %}", 2, "has a body: use {% block %}"),
    ("block without body", "{% block part_nothing() %}{% end %}", 2, "has no {% body %}: use {% call %}"),
    ("call in an attribute", '<b class="{% call part_nothing() %}"></b>', 2, "in text only"),
    ("body in if", "{% if 1 %}{% body %}{% end %}", 2, "may not stand inside"),
    ("end missing", "{% if v->x %}\n1\n", 3, "the file ends before"),
    ("end too many", "{% end %}", 2, "has no place here"),
    ("else without if", "{% else %}", 2, "has no place here"),
    ("if without expression", "{% if %}{% end %}", 2, "wants a C expression"),
    ("for without count", "{% for const struct r *r in v->r %}{% end %}", 2, "for looks like"),
    ("for over its own count", "{% for const struct r *r in list, r_count %}{% end %}", 2, "belong to the loop itself"),
    ("text before case", "{% switch v->x %}1{% case A %}{% end %}", 2, "nothing may stand between"),
    ("unknown verb", "{% while 1 %}", 2, "{% while %} has no place here"),
    ("value not ended", "\n{{ v->x\n", 3, "{{ without }}"),
    ("statement not ended", "{% if v->x }}", 2, "{% without %}"),
    ("condition in text", '{{? v->x "1" }}', 2, "stands in tags and attributes"),
    ("condition that is no attribute", '<p {{? v->x "a=1" }}></p>', 2, "not the name of an attribute"),
    ("condition twice", '<b hidden {{? v->x "hidden" }}></b>', 2, "hidden stands twice"),
    ("name twice", "\n{% template part_nothing() %}\n", 3, "stands in"),
]


def generate(files, root, out, po=SITE / "po"):
    command = [sys.executable, str(GENERATOR), "--root", str(root), "--po", str(po), "--icons", str(out / "icons.txt")]
    (out / "icons.txt").write_text("# icons\ncheck\n")
    return subprocess.run([*command, "--out", str(out), *map(str, files)], capture_output=True, text=True, cwd=SITE)


class Golden(unittest.TestCase):
    def test_fixture_site(self):
        root = pathlib.Path("templates")
        files = sorted(path.relative_to(SITE) for path in (SITE / root).rglob("*") if path.suffix in (".html", ".txt"))
        self.assertGreater(len(files), 3)
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            run = generate(files, root, out)
            self.assertEqual(run.stderr, "")
            made = sorted(path for path in out.iterdir() if path.suffix in (".c", ".h"))
            self.assertEqual(len(made), 2 * len(files))
            for path in made:
                golden = SITE / "expected" / f"{path.name}.golden"
                if os.environ.get("UPDATE_GOLDEN"):
                    golden.write_bytes(path.read_bytes())
                self.assertEqual(path.read_text(), golden.read_text(), path.name)

    def test_unchanged_output_is_not_written(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            source = SITE / "templates/layout.html"
            generate([source], SITE / "templates", out)
            os.utime(out / "layout.c", (1, 1))
            self.assertEqual(generate([source], SITE / "templates", out).returncode, 0)
            self.assertEqual((out / "layout.c").stat().st_mtime, 1)


class Compiled(unittest.TestCase):
    """Small pieces and the literal output they become."""

    def compile(self, body):
        """(complaints, C source) of one template beside the fixture's own."""
        sources = {"/t/t.html": HEAD + body}
        for name in ("layout.html", "part/row.html"):
            sources[f"/t/{pathlib.Path(name).name}"] = (SITE / "templates" / name).read_text()
        sources["icons.txt"] = "# icons\ncheck\n"
        with mock.patch("pathlib.Path.read_text", lambda path, encoding: sources[str(path)]):
            try:
                paths = [path for path in sources if path.endswith(".html")]
                return "", gen_html.Site("/t", paths, WORDS, "icons.txt").compile()["t"][1]
            except gen_html.TemplateError as error:
                return str(error), ""

    def literals(self, body):
        complaints, code = self.compile(body)
        self.assertEqual(complaints, "")
        lines = [line.strip() for line in code.split("\n")]
        return [line[len("html_lit(h, ") : -2] if line.startswith("html_lit") else line for line in lines
                if line.startswith(("html_lit", "html_put", "html_word", "if", "}", "part"))][:-1]

    def test_white_space(self):
        for body, literal in [
            ("<div>\n\t<p>\n\t\t1\n\t</p>\n</div>\n", "<div><p>1</p></div>"),
            ("<p>1\n\t2  3</p>", "<p>1 2 3</p>"),
            ("<p><b>1</b>\n<i>2</i></p>", "<p><b>1</b> <i>2</i></p>"),
            ("<p><a>\n\t1\n</a> 2</p>", "<p><a>1</a> 2</p>"),
            ("<p>1 <b> 2 </b> 3</p>", "<p>1 <b> 2 </b> 3</p>"),
            ("<pre>\n 1\n  2</pre>", "<pre>\\n 1\\n  2</pre>"),
            ("<p>1{# no #}2</p>\n{# line #}\n<p>3</p>", "<p>12</p><p>3</p>"),
            ('<p  class="a\n\t b"\n\tid="x" ></p>', '<p class=\\"a b\\" id=\\"x\\"></p>'),
            ('<svg viewBox="0 0 1 1">\n<g>\n<path d="M0 0"/>\n</g>\n</svg> 1', '<svg viewBox=\\"0 0 1 1\\"><g><path d=\\"M0 0\\"/></g></svg> 1'),
            ("<p>\u00a01\u00a0</p>", "<p>\u00a01\u00a0</p>"),
        ]:
            with self.subTest(body):
                self.assertEqual(self.literals(body), [f'"{literal}"'])

    def test_contexts(self):
        for body, printed in [
            ("<p>{{ v->x }}</p>", "html_put_text(h, v->x);"),
            ('<p class="{{ v->x }}"></p>', "html_put_flat(h, v->x);"),
            ("<head><title>{{ v->x }}</title></head>", "html_put_flat(h, v->x);"),
            ('<textarea aria-label="1">{{ v->x }}</textarea>', "html_put_flat(h, v->x);"),
            ("<select aria-label=\"1\"><option>{{ v->x }}</option></select>", "html_put_flat(h, v->x);"),
            ('<a href="{{ v->x }}"></a>', "html_put_url(h, v->x);"),
            ('<a href="{{ v->x }}#y"></a>', "html_put_url(h, v->x);"),
            ('<a href="/c/{{ v->x }}"></a>', "html_put_url_part(h, v->x);"),
            ('<a href="{% if 1 %}/c/{% end %}{{ v->x }}"></a>', "html_put_url(h, v->x);"),
            ('<a href="{% if 1 %}/c/{% else %}/d/{% end %}{{ v->x }}"></a>', "html_put_url_part(h, v->x);"),
            ('<b hx-get="{{ v->x }}"></b>', "html_put_url(h, v->x);"),
            ('<b data-x="{{ v->x }}"></b>', "html_put_flat(h, v->x);"),
            ('<p>{{ f("}}", \'"\') }}</p>', "html_put_text(h, f(\"}}\", '\"'));"),
        ]:
            with self.subTest(body):
                self.assertIn(printed, self.literals(body))

    def test_allowed(self):
        for body in [
            '<p translate="no">Yidan <b>1</b></p><p><code>x = 1</code></p>',
            '<label>{{t form.text }} <input name="a"></label>',
            '<label for="f-{{ v->x }}"></label><input id="f-{{ v->x }}">',
            '{% if v->x %}<b id="a"></b>{% else %}<i id="a"></i>{% end %}',
            '<input type="hidden" name="a" value="b">',
            '<a href="https://a.example/" target="_blank" rel="noopener"></a>',
            '<script src="{{asset "app.js" }}" defer></script>',
            '<img src="/a.png" alt="">',
            "<p>&nbsp;&#8230; 1 &lt; 2</p>",
            '<tr><td></td></tr>',
        ]:
            with self.subTest(body):
                self.assertEqual(self.compile(body)[0], "")

    def test_refused(self):
        for name, body, line, message in REFUSED:
            with self.subTest(name):
                complaints, _ = self.compile(body)
                if name == "name twice":  # whichever file is read later complains
                    complaints = complaints.replace("/t/row.html:17:", f"/t/t.html:{line}:")
                self.assertIn(f"/t/t.html:{line}: ", complaints)
                self.assertIn(message, complaints)

    def test_all_complaints_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            out = pathlib.Path(folder)
            for name in "ab":
                (out / f"{name}.html").write_text("{% template " + name + "() %}<dvi>")
            run = generate([out / "a.html", out / "b.html"], out, out)
            self.assertEqual(run.returncode, 1)
            self.assertEqual(len(run.stderr.strip().split("\n")), 2)
            self.assertFalse((out / "a.c").exists())


if __name__ == "__main__":
    unittest.main()
