#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The rules that keep a use case on one shard, and SQL out of C.

  - jurisdiction_id is the first column of every primary key, unique constraint and index of a distributed table (an inverted
    index of terms, USING gin, has no first column), and every distributed table has a primary key;
  - every query compares it (=, in WHERE, ON or USING) for each distributed table it names, or inserts it;
  - no C file outside src/db/ holds a statement of SQL.
"""
import re
import sys

import sources
from sqlschema import load_schema
from sqltext import Mistake, load_queries

KEY = 'jurisdiction_id'
# Words that may stand behind a table's name and are no alias of it.
NO_ALIAS = set('''AS CROSS FOR FROM FULL GROUP HAVING INNER JOIN LEFT LIMIT NATURAL OFFSET ON ORDER RETURNING RIGHT SELECT
    SET UNION EXCEPT INTERSECT USING VALUES WHERE WINDOW DEFAULT'''.split())
STATEMENT = re.compile(
    r'"\s*(?:SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|VIEW)\s'
    r'|ALTER\s+TABLE\s|DROP\s+(?:TABLE|INDEX)\s|WITH\s+\w+\s+AS\s|PRAGMA\s|SAVEPOINT\s|BEGIN\s+(?:IMMEDIATE|ISOLATION))')


def check_schema(schema):
    for table in schema.tables.values():
        if not table.distributed or table.virtual:
            continue
        keys = [key for key in schema.keys if key.table == table.name]
        if not any(key.kind == 'primary' for key in keys):
            yield table.path, table.line, f'distributed table {table.name} has no primary key'
        for key in keys:
            if key.kind not in ('check', 'inverted') and (key.columns[0] if key.columns else key.first) != KEY:
                yield key.path, key.line, f'{key.name} of distributed table {table.name} must begin with {KEY}'


def scopes_of(tokens):
    """Lists of tokens: the statement and each subquery, a subquery's tokens not being in the list around it."""
    scopes, stack = [[]], [0]
    for at, token in enumerate(tokens):
        if token.text == '(':
            if at + 1 < len(tokens) and tokens[at + 1].word() in ('SELECT', 'WITH', 'VALUES'):
                scopes.append([])
                stack.append(len(scopes) - 1)
            else:
                stack.append(stack[-1])
                scopes[stack[-1]].append(token)
            continue
        if token.text == ')':
            top = stack.pop()
            if stack[-1] == top:
                scopes[top].append(token)
            continue
        scopes[stack[-1]].append(token)
    return scopes


def tables_in(scope, names):
    """(table, what its columns may be called by, token, whether it is inserted into) of each one that is named."""
    for at, token in enumerate(scope):
        if token.kind != 'name' or token.text not in names or at == 0:
            continue
        before = scope[at - 1]
        if before.word() not in ('FROM', 'JOIN', 'UPDATE', 'INTO', 'ONLY') and before.text != ',':
            continue
        if at + 1 < len(scope) and scope[at + 1].text == '.':  # a column, as in "a, case_row.id"
            continue
        if before.text == ',' and not any(t.word() == 'FROM' for t in scope[:at]):
            continue
        rest = scope[at + 1:at + 3]
        if rest and rest[0].word() == 'AS':
            rest = rest[1:]
        alias = rest[0].text if rest and rest[0].kind == 'name' and rest[0].word() not in NO_ALIAS else token.text
        yield token.text, alias, token, before.word() == 'INTO'


def inserts_key(scope, token):
    at = scope.index(token) + 1
    if at >= len(scope) or scope[at].text != '(':
        return False
    for other in scope[at:]:
        if other.text == KEY:
            return True
        if other.text == ')':
            return False
    return False


def compares_key(scopes, scope, alias, alone):
    """Whether the key of this table is compared: by its alias anywhere, or by its bare name where no other table is near."""
    for where in scopes:
        conditions = False
        for at, token in enumerate(where):
            word = token.word()
            if word in ('WHERE', 'ON', 'USING'):
                conditions = True
            elif word in ('SET', 'SELECT', 'ORDER', 'GROUP', 'RETURNING'):
                conditions = False
            if token.text != KEY or not conditions:
                continue
            using = in_using(where, at)
            qualified = at >= 2 and where[at - 1].text == '.'
            if qualified:
                mine = where[at - 2].text == alias
            else:
                mine = where is scope and (alone or using)
            before = where[at - (3 if qualified else 1)].text
            after = where[at + 1].text if at + 1 < len(where) else ''
            if mine and (using or '=' in (before, after) or in_row_comparison(where, at)):
                return True
    return False


def in_using(scope, at):
    for token in reversed(scope[:at]):
        if token.word() == 'USING':
            return True
        if token.text == ')':
            return False
    return False


def in_row_comparison(scope, at):
    """(jurisdiction_id, id) = (…)"""
    closing = next((i for i in range(at, len(scope)) if scope[i].text == ')'), None)
    return closing is not None and closing + 1 < len(scope) and scope[closing + 1].text == '=' and any(
        t.text == '(' for t in scope[:at])


def check_query(query, distributed):
    for path, tokens in zip(query.paths, unique(query.tokens.values())):
        scopes = scopes_of(tokens)
        for scope in scopes:
            found = list(tables_in(scope, distributed))
            for table, alias, token, inserted in found:
                if inserted:
                    if not inserts_key(scope, token):
                        yield path, token.line, f'the row for {table} must name {KEY}'
                elif not compares_key(scopes, scope, alias, sum(not other[3] for other in found) == 1):
                    yield path, token.line, f'{table} is read without {KEY} = … for it'


def unique(lists):
    seen = []
    for one in lists:
        if not any(one is other for other in seen):
            seen.append(one)
    return seen


def check_c(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if STATEMENT.search(line):
            yield path, number, 'SQL belongs into sql/queries/'


def check_root(root):
    try:
        schema, _ = load_schema(str(root / 'schema'))
        queries, _ = load_queries(str(root / 'queries'))
    except Mistake as mistake:
        path, line, words = str(mistake).split(':', 2)
        return [(sources.ROOT / path, line, words.strip())]
    distributed = {table.name for table in schema.tables.values() if table.distributed}
    findings = list(check_schema(schema))
    for query in queries:
        findings += check_query(query, distributed)
    return [(sources.ROOT / path, line, words) for path, line, words in findings]


def main():
    findings = check_root(sources.ROOT / 'sql') + check_root(sources.ROOT / 'tests' / 'store' / 'sql')
    for path in sources.tracked('src/*.c', 'src/*.h'):
        if not path.is_relative_to(sources.ROOT / 'src' / 'db'):
            findings += check_c(path, path.read_text(encoding='utf-8'))
    sources.finish(findings)


if __name__ == '__main__':
    sys.exit(main())
