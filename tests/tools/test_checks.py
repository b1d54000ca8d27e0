# SPDX-License-Identifier: Apache-2.0
"""The checks find what they are there for, and let pass what is right."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'tools'))
import check_layers  # noqa: E402
import check_text  # noqa: E402
import sources  # noqa: E402


class Layers(unittest.TestCase):
    def reason(self, place, include):
        return list(check_layers.check(pathlib.Path(place), place, f'// a file\n#include {include}\n'))

    def test_arrows_that_are_wrong(self):
        for place, include in [
                ('base/buf.c', '"db/db.h"'),  # up
                ('db/db.c', '"http/server.h"'),  # sideways
                ('text/mask.c', '"calendar/calendar.h"'),
                ('domain/case_decide.c', '"json/reader.h"'),  # domain is pure
                ('domain/case_decide.c', '"geo/geo.h"'),
                ('store/cases.c', '"service/service.h"'),
                ('web/home.c', '"jobs/jobs.h"'),
                ('db/pool.c', '<sqlite3.h>'),
                ('db/sqlite.c', '<libpq-fe.h>'),
                ('store/cases.c', '<libpq-fe.h>'),
                ('web/home.c', '<microhttpd.h>'),
                ('pictures/pictures.c', '<vips/vips.h>'),
                ('web/home.c', '"sql.h"'),
                ('service/cases.c', '"templates/public_home.h"'),
                ('web/home.c', '"home.h"'),
                ('stuff/home.c', '"base/buf.h"'),
                ('main.c', '"db/db.h"')]:
            found = self.reason(place, include)
            self.assertEqual(len(found), 1, f'{place} {include}')
            self.assertEqual(found[0][1], 2)

    def test_writers(self):
        for place, line, count in [
                ('service/officers.c', '\tr = sql_officer_put(conn,', 1),
                ('service/setup.c', '\treturn sql_event_insert (conn, NULL, err);', 1),
                ('store/jurisdictions.c', '\tr = sql_stream_advance(conn,', 1),
                ('service/cases.c', '\tr = sql_case_row_update(conn,', 1),
                ('store/jurisdictions.c', '\tr = sql_officer_put(conn,', 0),
                ('store/streams.c', '\tr = sql_event_private_insert(conn,', 0),
                ('service/officers.c', '\tr = sql_officer_password(conn,', 0)]:
            self.assertEqual(len(list(check_layers.check(pathlib.Path(place), place, line))), count, line)

    def test_arrows_that_are_right(self):
        for place, include in [
                ('base/buf.c', '"base/mem.h"'),
                ('domain/case_decide.c', '"calendar/calendar.h"'),
                ('domain/case_decide.c', '"domain/event.h"'),
                ('events/codec.c', '"domain/event.h"'),
                ('web/home.c', '"templates/public_home.h"'),
                ('web/home.c', '"service/service.h"'),
                ('db/sqlite.c', '<sqlite3.h>'),
                ('http/server.c', '<microhttpd.h>'),
                ('store/cases.c', '"sql.h"'),
                ('text/mask.c', '<unicode/unorm2.h>'),
                ('base/buf.c', '<string.h>'),
                ('main.c', '"cli/cli.h"')]:
            self.assertEqual(self.reason(place, include), [], f'{place} {include}')


class Text(unittest.TestCase):
    def words(self, place, text):
        path = sources.ROOT / place
        found = [*check_text.check_any(path, text), *(check_text.check_c(path, text) if path.suffix in ('.c', '.h') else [])]
        return [(line, words) for _, line, words in found]

    SPDX = '// SPDX-License-Identifier: Apache-2.0\n'

    def test_licence_line(self):
        self.assertEqual(len(self.words('src/base/x.c', 'int x;\n')), 1)
        self.assertEqual(self.words('src/base/x.c', self.SPDX + 'int x;\n'), [])
        self.assertEqual(self.words('docs/x.md', 'words\n'), [])

    def test_banned(self):
        found = self.words('src/base/x.c', self.SPDX + 'void f(void)\n{\n\tstrcpy(a, b);\n}\n')
        self.assertEqual(found[0][0], 4)
        for harmless in ('// strcpy(a, b)', 'x = "strcpy(a, b)";', 'my_strcpy(a, b);', 'v.gets(a);', 'v->gets(a);'):
            self.assertEqual(self.words('src/base/x.c', self.SPDX + harmless + '\n'), [], harmless)

    def test_number_parsing_is_banned_in_the_program_only(self):
        line = self.SPDX + 'int x = atoi(s);\n'
        self.assertEqual(len(self.words('src/base/x.c', line)), 1)
        self.assertEqual(self.words('tests/unit/x.c', line), [])

    def test_lengths(self):
        body = '\tx++;\n' * 61
        self.assertEqual(self.words('src/base/x.c', self.SPDX + 'void f(void)\n{\n' + body + '}\n')[0][0], 3)
        self.assertEqual(self.words('src/base/x.c', self.SPDX + 'void f(void)\n{\n' + body[:-6] + '}\n'), [])
        self.assertEqual(len(self.words('src/base/x.c', self.SPDX + 'int x;\n' * 700)), 1)

    def test_traces(self):
        self.assertEqual(len(self.words('docs/x.md', 'see ' + '/wo' + 'rk/main\n')), 1)
        self.assertEqual(self.words('docs/x.md', 'see /usr/share/doc and https://example.org/wo' + 'rk/\n'), [])
        self.assertEqual(len(self.words('docs/x.md', 'TO' + 'DO: later\n')), 1)


if __name__ == '__main__':
    unittest.main()
