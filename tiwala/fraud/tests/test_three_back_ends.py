"""A rule says the same when it decides now, over columns, and in the database."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from tiwala.fraud.attributes import KINDS as ALL_KINDS
from tiwala.fraud.language.columns import matching, table_of
from tiwala.fraud.language.decide import compiled
from tiwala.fraud.language.sql import condition
from tiwala.fraud.language.tree import Kind, read_rule
from tiwala.fraud.packs import FIRST_DAY

KINDS: dict[str, Kind] = {"n": "number", "m": "number", "t": "text", "u": "text", "f": "flag", "g": "flag"}
WORDS = ("PHP", "USD", "", "a b")

_numbers = st.one_of(
    st.sampled_from(["0", "1", "2.5", "1000000", "999999999999999", "0.000001"]),
    st.integers(0, 50).map(str),
)
_amounts = st.recursive(
    st.one_of(_numbers, _numbers.map("-{}".format), st.sampled_from(["n", "m"])),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda of: f"({of[0]} {of[1]} {of[2]})"),
    max_leaves=5,
)
_texts = st.one_of(st.sampled_from(["t", "u"]), st.sampled_from(WORDS).map('"{}"'.format))
_asked = st.one_of(
    st.sampled_from(["f", "g", "true", "false", *(f"missing({name})" for name in KINDS)]),
    st.tuples(_amounts, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), _amounts).map(" ".join),
    st.tuples(_texts, st.sampled_from(["==", "!="]), _texts).map(" ".join),
    st.tuples(_amounts, st.sampled_from(["in", "not in"]), st.lists(_numbers, min_size=1, max_size=3)).map(
        lambda of: f"{of[0]} {of[1]} [{', '.join(of[2])}]"
    ),
    st.tuples(_texts, st.sampled_from(["in", "not in"]), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)).map(
        lambda of: f"{of[0]} {of[1]} [{', '.join(json.dumps(word) for word in of[2])}]"
    ),
)
_rules = st.recursive(
    _asked,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda of: f"({of[0]} {of[1]} {of[2]})"),
    ),
    max_leaves=6,
)
_floats = st.one_of(
    st.integers(-(2**53), 2**53), st.floats(-1e9, 1e9, allow_subnormal=False), st.sampled_from([0, -0.0])
)
_knowns = st.fixed_dictionaries(
    {},
    optional={
        "n": st.none() | _floats,
        "m": st.none() | _floats,
        "t": st.none() | st.sampled_from(WORDS),
        "u": st.none() | st.sampled_from(WORDS),
        "f": st.none() | st.booleans(),
        "g": st.none() | st.booleans(),
    },
)


@pytest.mark.django_db
@given(rule=_rules, rows=st.lists(_knowns, min_size=1, max_size=12))
@example(rule="not (n / m > 1)", rows=[{"n": 1, "m": 0}, {"n": 1, "m": -0.0}, {"n": 1}, {}])
@example(rule="n * n * n * n * n * n * n == m", rows=[{"n": 9e15, "m": 1}, {"n": 1e-9, "m": 0}])
def test_the_three_say_the_same(rule, rows):
    tree = read_rule(rule, KINDS)
    now = [compiled(tree)(row) for row in rows]
    table = table_of({name: [row.get(name) for row in rows] for name in KINDS}, KINDS, rows=len(rows))
    assert matching(tree, table).tolist() == now, (rule, rows)
    assert _in_database(tree, rows) == now, (rule, rows)


@pytest.mark.django_db
@pytest.mark.parametrize("one", FIRST_DAY, ids=lambda one: one.name)
def test_the_rules_of_the_first_day_are_understood_by_all_three(one):
    tree = read_rule(one.text, ALL_KINDS)
    rows = [{}, {name: _middling(kind) for name, kind in ALL_KINDS.items()}]
    table = table_of({name: [row.get(name) for row in rows] for name in ALL_KINDS}, ALL_KINDS, rows=2)
    now = [compiled(tree)(row) for row in rows]
    assert not now[0]
    assert matching(tree, table).tolist() == now
    assert _in_database(tree, rows) == now


def _in_database(tree, rows) -> list[bool]:
    text, given = condition(tree, column="kept.known")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kept.place FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS kept (known, place)"  # noqa: S608
            f" WHERE {text}",
            [json.dumps(rows), *given],
        )
        found = {place for (place,) in cursor.fetchall()}
    return [place in found for place in range(1, len(rows) + 1)]


def _middling(kind: Kind) -> float | str | bool:
    return {"number": 7.0, "text": "PHP", "flag": True}[kind]
