"""The back end for the database: a tree becomes a condition over a `jsonb` column of what was known."""

from __future__ import annotations

from typing import Any, Final, assert_never

from tiwala.fraud.language.tree import LEAST, MOST, Attribute, Compare, Joined, Missing, Node, Not, OneOf, Sum, Value

Condition = tuple[str, list[Any]]
"""A piece of SQL with `%s` for each of its parameters, in order."""

_TYPES: Final = {"number": "double precision", "text": "text", "flag": "boolean"}
_SIGNS: Final = {"==": "=", "!=": "<>"}


def condition(rule: Node, *, column: str) -> Condition:
    """What to write after WHERE so that exactly the matching rows are left; `column` is a name of our own.

    NULL is what is missing, so SQL's own three-valued logic is the language's. Every value is a parameter.
    """
    return _write(rule, column)


def _write(node: Node, column: str) -> Condition:  # noqa: PLR0911 -- one line for each kind of node
    match node:
        case Value(value=value, kind=kind):
            return f"%s::{_TYPES[kind]}", [value]
        case Attribute(name=name, kind=kind):
            return f"({column} ->> %s)::{_TYPES[kind]}", [name]
        case Missing(name=name):
            return f"({column} ->> %s) IS NULL", [name]
        case Not(inner=inner):
            text, given = _write(inner, column)
            return f"(NOT {text})", given
        case Sum(sign=sign, left=left, right=right):
            return _bounded(sign, _write(left, column), _write(right, column))
        case Compare(sign=sign, left=left, right=right):
            (first, given), (second, more) = _write(left, column), _write(right, column)
            return f"({first} {_SIGNS.get(sign, sign)} {second})", given + more
        case OneOf(item=item, among=among):
            text, given = _write(item, column)
            return f"({text} = ANY(%s::{_TYPES[item.kind]}[]))", [*given, list(among)]
        case Joined(word=word, parts=parts):
            written = [_write(part, column) for part in parts]
            joined = f" {word.upper()} ".join(text for text, _ in written)
            return f"({joined})", [one for _, given in written for one in given]
        case _ as never:
            assert_never(never)


def _bounded(sign: str, left: Condition, right: Condition) -> Condition:
    """A sum within the language's bounds. OFFSET 0 keeps the planner from writing the inner sum three times over."""
    second = f"nullif({right[0]}, 0)" if sign == "/" else right[0]
    inner = f"SELECT {left[0]} {sign} {second} AS x OFFSET 0"
    within = f"CASE WHEN abs(x) > {MOST:g} THEN NULL WHEN abs(x) < {LEAST:g} THEN 0 ELSE x END"
    return f"(SELECT {within} FROM ({inner}) AS s)", left[1] + right[1]  # noqa: S608 -- the same
