# SPDX-License-Identifier: Apache-2.0
"""The generator of SQL: what comes out of the tests' own root (golden), and what it must refuse."""
import os
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tools'))
import check_sql  # noqa: E402
import gen_sql  # noqa: E402
from sqlschema import load_schema  # noqa: E402
from sqltext import Mistake, load_queries  # noqa: E402

GOLDEN = ROOT / 'tests' / 'golden' / 'sql'
SCHEMA = '''-- Tables.
-- oldest program: 1
-- table: projection distributed
CREATE TABLE item (jurisdiction_id BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT, PRIMARY KEY (jurisdiction_id, id));
-- table: projection distributed
CREATE TABLE part (jurisdiction_id BIGINT NOT NULL, item_id BIGINT NOT NULL, id BIGINT NOT NULL,
	CONSTRAINT part_pk PRIMARY KEY (jurisdiction_id, item_id, id));
'''
QUERY = '''-- Finds.
-- in: id BIGINT
-- out: name TEXT NULL
-- rows: one
SELECT name FROM item WHERE id = :id
'''


class Root:
    """A root in a temporary folder: {"queries/item/find.sql": text, …}"""

    def __init__(self, files):
        self.folder = tempfile.TemporaryDirectory()
        for name, text in files.items():
            path = pathlib.Path(self.folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')

    def __enter__(self):
        return pathlib.Path(self.folder.name)

    def __exit__(self, *_):
        self.folder.cleanup()


class Golden(unittest.TestCase):
    """GOLDEN_WRITE=1 writes them anew; read the difference before you commit it."""

    def test_golden(self):
        header, source, read = gen_sql.compile_root(str(GOLDEN), 'gold', 'gold.h')
        for name, text in (('gold.h.txt', header), ('gold.c.txt', source)):
            if os.environ.get('GOLDEN_WRITE'):
                (GOLDEN / name).write_text(text, encoding='utf-8')
            self.assertEqual((GOLDEN / name).read_text(encoding='utf-8'), text)
        # The build watches folders too, so that it notices a new file.
        folders = [path for path in read if os.path.isdir(path)]
        self.assertIn(str(GOLDEN / 'queries' / 'item'), folders)
        self.assertIn(str(GOLDEN / 'schema'), folders)


class Queries(unittest.TestCase):
    def load(self, text, name='queries/item/find.sql'):
        with Root({name: text}) as root:
            return load_queries(str(root / 'queries'))[0][0]

    def refuse(self, words, text, name='queries/item/find.sql', **more):
        with Root({name: text, **{key.replace('__', '/').replace('_dot_', '.'): value for key, value in more.items()}}) as root:
            with self.assertRaisesRegex(Mistake, words):
                load_queries(str(root / 'queries'))

    def test_positions_follow_the_head(self):
        query = self.load('''-- Finds.
-- in: a BIGINT, b TEXT NULL
-- rows: none
UPDATE item SET x = :b || ':a' || ":a" -- :a
  /* :a */, y = :b::text WHERE a=:a; -- end
''')
        self.assertEqual(query.texts['postgres'], '''UPDATE item SET x = $2 || ':a' || ":a" , y = $2::text WHERE a=$1''')
        self.assertEqual(query.texts['sqlite'], '''UPDATE item SET x = ?2 || ':a' || ":a" , y = ?2::text WHERE a=?1''')
        self.assertTrue(query.write)

    def test_casts_are_translated(self):
        query = self.load('''-- Casts.
-- in: a DOUBLE
-- out: BYTES_of BYTES
-- rows: one
SELECT CAST(:a AS BYTES) AS bytes_of, CAST ( x AS DOUBLE ) FROM t AS BYTES
'''.replace('BYTES_of', 'bytes_of'))
        self.assertIn('CAST(?1 AS BLOB) AS bytes_of, CAST ( x AS REAL ) FROM t AS BYTES', query.texts['sqlite'])
        self.assertIn('CAST($1 AS BYTEA) AS bytes_of, CAST ( x AS DOUBLE PRECISION )', query.texts['postgres'])
        self.assertFalse(query.write)

    def test_locks_are_for_postgres(self):
        for lock in ('FOR UPDATE', 'FOR NO KEY UPDATE OF i SKIP LOCKED', 'FOR SHARE NOWAIT'):
            query = self.load(QUERY + lock + '\n')
            self.assertTrue(query.locks)
            self.assertTrue(query.texts['postgres'].endswith(lock))
            self.assertEqual(query.texts['sqlite'], 'SELECT name FROM item WHERE id = ?1')
            self.assertFalse(query.write)

    def test_refused(self):
        self.refuse('not declared', QUERY.replace(':id', ':other'))
        self.refuse('declared but not used', QUERY.replace('id BIGINT', 'id BIGINT, more TEXT'))
        self.refuse('one statement', QUERY + '; SELECT 1')
        self.refuse('first say what', QUERY.replace('-- Finds.\n', ''))
        self.refuse('needs `-- rows', QUERY.replace('-- rows: one\n', ''))
        self.refuse('needs `-- rows', QUERY.replace('rows: one', 'rows: two'))
        self.refuse('expected NAME', QUERY.replace('id BIGINT', 'id INTEGER'))
        self.refuse('expected NAME', QUERY.replace('id BIGINT', 'id BIGINT NOT NULL'))
        self.refuse('expected NAME', QUERY.replace('id BIGINT', 'id BIGINT,'))
        self.refuse('cannot be the name', QUERY.replace('in: id', 'in: Id').replace(':id', ':Id'))
        self.refuse('twice', QUERY.replace('id BIGINT', 'id BIGINT, id BIGINT'))
        self.refuse('twice', QUERY.replace('name TEXT NULL', 'name TEXT NULL, has_name BIGINT'))
        self.refuse('twice', QUERY.replace('-- rows', '-- in: x TEXT\n-- rows'))
        self.refuse('for writes', QUERY.replace('-- out: name TEXT NULL\n', '').replace('rows: one', 'rows: none'))
        self.refuse('needs `out`', QUERY.replace('-- out: name TEXT NULL\n', ''))
        self.refuse('expected SELECT', QUERY.replace('SELECT name', 'EXPLAIN SELECT name'))
        self.refuse('expected SELECT', QUERY.split('SELECT', maxsplit=1)[0])
        self.refuse('cannot read', QUERY.replace(':id', '?'))
        self.refuse('cannot read', QUERY.replace(':id', '$1'))
        self.refuse('no dollar quotes', QUERY.replace(':id', ":id AND name = $$x$$"))
        self.refuse('cannot read', QUERY.replace(':id', ":id AND name = 'open"))
        self.refuse('unexpected in the head', QUERY.replace('-- rows', '-- what is this\n-- rows'))

    def test_refused_names_and_pairs(self):
        self.refuse('small letters', QUERY, 'queries/item/Find.sql')
        self.refuse('small letters', QUERY, 'queries/item/find.mysql.sql')
        self.refuse('folder named', QUERY, 'queries/find.sql')
        self.refuse('a pair needs both', QUERY, 'queries/item/find.sqlite.sql')
        self.refuse('a pair needs both', QUERY, 'queries/item/find.sql', queries__item__find_dot_sqlite_dot_sql=QUERY)
        self.refuse('head differs', QUERY, 'queries/item/find.sqlite.sql',
                    queries__item__find_dot_postgres_dot_sql=QUERY.replace('rows: one', 'rows: some'))
        self.refuse('same symbol', QUERY, 'queries/item/find_it.sql', queries__item_find__it_dot_sql=QUERY)

    def test_the_line_of_a_mistake(self):
        self.refuse(r'find\.sql:5: :other', QUERY.replace(':id', ':other'))


class Schemas(unittest.TestCase):
    def load(self, *texts):
        with Root({f'schema/{n:04}_m.sql': text for n, text in enumerate(texts, 1)}) as root:
            return load_schema(str(root / 'schema'))[0]

    def refuse(self, words, *texts):
        with self.assertRaisesRegex(Mistake, words):
            self.load(*texts)

    def table(self, body, before='-- table: event\n', head='-- oldest program: 1\n'):
        return f'{head}{before}CREATE TABLE t ({body});\n'

    def test_types_and_tables(self):
        schema = self.load(self.table('id BIGINT PRIMARY KEY, a TEXT NOT NULL, b BYTES, c DOUBLE', '-- table: private clustered\n'))
        texts = schema.migrations[0].texts
        self.assertIn('id INTEGER PRIMARY KEY,\n\ta TEXT NOT NULL,\n\tb BLOB,\n\tc REAL\n) WITHOUT ROWID, STRICT;', texts['sqlite'])
        self.assertIn('id BIGINT PRIMARY KEY,\n\ta TEXT COLLATE "C" NOT NULL,\n\tb BYTEA,\n\tc DOUBLE PRECISION\n);',
                      texts['postgres'])
        self.assertEqual([(k.name, k.kind, k.columns) for k in schema.keys], [('t_pkey', 'primary', ['id'])])

    def test_parts_for_one_engine(self):
        schema = self.load('-- oldest program: 1\n-- only: postgres\nSELECT 1;\n-- only: sqlite\nSELECT 2;\n-- end\nSELECT 3;\n')
        self.assertEqual(schema.migrations[0].texts, {'postgres': 'SELECT 1;\nSELECT 3;\n', 'sqlite': 'SELECT 2;\nSELECT 3;\n'})

    def test_statements_with_semicolons_inside(self):
        schema = self.load('''-- oldest program: 1
-- only: sqlite
CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE a SET b = ';'; DELETE FROM c; END;
-- only: postgres
CREATE FUNCTION f() RETURNS BIGINT LANGUAGE sql AS $f$ SELECT 1; $f$;
''')
        self.assertEqual(schema.migrations[0].texts['sqlite'].count(';\n'), 1)
        self.assertEqual(schema.migrations[0].texts['postgres'].count(';\n'), 1)

    def test_refused(self):
        self.refuse('oldest program', self.table('id BIGINT', head=''))
        self.refuse('oldest program', self.table('id BIGINT', head='-- oldest program: 2\n'))
        self.refuse('oldest program', self.table('id BIGINT', head='-- oldest program: 0\n'))
        self.refuse('needs `-- table', self.table('id BIGINT', before=''))
        self.refuse('table: event', self.table('id BIGINT', before='-- table: fact\n'))
        self.refuse('table: event', self.table('id BIGINT', before='-- table: event spread\n'))
        self.refuse('type must be one of', self.table('id INTEGER'))
        self.refuse('type must be one of', self.table('id'))
        self.refuse('twice', self.table('id BIGINT, id TEXT'))
        self.refuse('needs a name', self.table('id BIGINT UNIQUE'))
        self.refuse('needs a name', self.table('id BIGINT CHECK (id > 0)'))
        self.refuse('needs a name', self.table('id BIGINT, UNIQUE (id)'))
        self.refuse('same columns', self.table('id BIGINT PRIMARY KEY, CONSTRAINT u UNIQUE (id)'))
        self.refuse('already the name', self.table('a BIGINT CONSTRAINT u UNIQUE, b BIGINT CONSTRAINT u UNIQUE'))
        self.refuse('no foreign keys', self.table('id BIGINT REFERENCES other (id)'))
        self.refuse('no foreign keys', '-- oldest program: 1\nCREATE SEQUENCE s;\n')
        self.refuse('nothing behind', self.table('id BIGINT').replace(');', ') WITHOUT ROWID;'))
        self.refuse('without `;`', self.table('id BIGINT').rstrip(';\n'))
        self.refuse('before a CREATE TABLE', '-- oldest program: 1\n-- table: event\nDROP TABLE t;\n')
        self.refuse('no constraint', '-- oldest program: 1\n-- conflict: nothing\nSELECT 1;\n')
        self.refuse('no table', '-- oldest program: 1\nCREATE INDEX i ON nothing (a);\n')
        self.refuse('no table', '-- oldest program: 1\nALTER TABLE nothing ADD COLUMN a TEXT;\n')
        self.refuse('only ALTER TABLE', self.table('id BIGINT') + 'ALTER TABLE t RENAME TO u;\n')
        self.refuse('inside a statement', self.table('id BIGINT,\n-- only: sqlite\n b TEXT'))

    def test_refused_files(self):
        for name in ('0002_first.sql', '1_first.sql', '0001_First.sql', 'notes.txt'):
            with Root({'schema/' + name: '-- oldest program: 1\n'}) as root, self.assertRaises(Mistake):
                load_schema(str(root / 'schema'))


class Rules(unittest.TestCase):
    def findings(self, query, schema=SCHEMA, head='-- A query.\n-- in: j BIGINT\n-- out: id BIGINT\n-- rows: many\n'):
        files = {'schema/0001_m.sql': schema}
        if query:
            files['queries/item/x.sql'] = head + query
        with Root(files) as root:
            return check_sql.check_root(root)

    def test_right_queries(self):
        for query in ('SELECT id FROM item WHERE jurisdiction_id = :j',
                      'SELECT i.id FROM item i WHERE :j = i.jurisdiction_id',
                      'SELECT i.id FROM item AS i JOIN part AS p ON p.jurisdiction_id = i.jurisdiction_id WHERE i.jurisdiction_id = :j',
                      'SELECT id FROM item JOIN part USING (jurisdiction_id, id) WHERE item.jurisdiction_id = :j',
                      'SELECT id FROM item WHERE jurisdiction_id = :j AND id IN (SELECT item_id FROM part WHERE jurisdiction_id = :j)',
                      'UPDATE item SET name = NULL WHERE jurisdiction_id = :j RETURNING id',
                      'DELETE FROM item WHERE jurisdiction_id = :j RETURNING id',
                      'INSERT INTO item (jurisdiction_id, id) VALUES (:j, 1) ON CONFLICT DO NOTHING RETURNING id',
                      'INSERT INTO item (jurisdiction_id, id) SELECT jurisdiction_id, id FROM part WHERE jurisdiction_id = :j RETURNING id'):
            self.assertEqual(self.findings(query), [], query)

    def test_wrong_queries(self):
        for query, words in (
                ('SELECT id FROM item WHERE id = :j', 'item is read'),
                ('SELECT id FROM item WHERE jurisdiction_id >= :j', 'item is read'),
                ('SELECT id, jurisdiction_id FROM item WHERE id = :j', 'item is read'),
                ('SELECT i.id FROM item i, part p WHERE i.jurisdiction_id = :j', 'part is read'),
                ('SELECT i.id FROM item i JOIN part p ON p.item_id = i.id WHERE jurisdiction_id = :j', 'item is read'),
                ('SELECT id FROM item WHERE jurisdiction_id = :j AND id IN (SELECT item_id FROM part)', 'part is read'),
                ('UPDATE item SET jurisdiction_id = :j WHERE id = 1 RETURNING id', 'item is read'),
                ('DELETE FROM item WHERE id = :j RETURNING id', 'item is read'),
                ('INSERT INTO item (id) VALUES (:j) RETURNING id', 'must name'),
                ('INSERT INTO item VALUES (:j, 1, NULL) RETURNING id', 'must name')):
            found = self.findings(query)
            self.assertTrue(found and words in found[0][2], f'{query}: {found}')

    def test_keys(self):
        def with_key(text):
            return self.findings('', SCHEMA + text)

        self.assertEqual(with_key('CREATE INDEX i ON item (jurisdiction_id, name);\n'), [])
        self.assertEqual(with_key('CREATE UNIQUE INDEX i ON item (jurisdiction_id, lower(name));\n'), [])
        self.assertEqual(len(with_key('CREATE INDEX i ON item (name, jurisdiction_id);\n')), 1)
        self.assertEqual(len(with_key('CREATE UNIQUE INDEX i ON item (lower(name), jurisdiction_id);\n')), 1)
        self.assertEqual(len(self.findings('', SCHEMA.replace('PRIMARY KEY (jurisdiction_id, id)', 'PRIMARY KEY (id)'))), 1)
        self.assertEqual(len(self.findings('', SCHEMA.replace(', PRIMARY KEY (jurisdiction_id, id)', ''))), 1)
        self.assertEqual(self.findings('', SCHEMA.replace(', PRIMARY KEY (jurisdiction_id, id)', '').replace(
            'projection distributed', 'projection')), [])

    def test_sql_in_c(self):
        for line in ('db_exec("SELECT 1");', 'x = "UPDATE item SET a = 1";', '\t" INSERT INTO t";'.replace('t"', 't (a)"')):
            self.assertEqual(len(list(check_sql.check_c('x.c', line))), 1, line)
        for line in ('method = "DELETE";', 'say("SELECTION of the day");', '// SELECT', 'x = "update item";'):
            self.assertEqual(list(check_sql.check_c('x.c', line)), [], line)


if __name__ == '__main__':
    unittest.main()
