"""The back end for looking back: a tree is asked of many rows at once, in NumPy, a column for each attribute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

import numpy as np
from numpy.typing import NDArray

from tiwala.fraud.language.tree import (
    COMPARING,
    LEAST,
    MOST,
    Attribute,
    Compare,
    Joined,
    Kind,
    Missing,
    Node,
    Not,
    OneOf,
    Sum,
    Value,
)

Flags = NDArray[np.bool_]
Word = float | str | bool
_SUMMING: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
_NOTHING: Final[Mapping[Kind, NDArray[Any]]] = {
    "number": np.array(0.0),
    "text": np.array(-1, np.int64),
    "flag": np.array(False),
}


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one attribute in the order of the rows; where `known` is false the value says nothing.

    Numbers are doubles, flags booleans, texts numbers of the table's words.
    """

    values: NDArray[Any]
    known: Flags


@dataclass(frozen=True, slots=True)
class Table:
    """What was known of many tries. An attribute without a column is missing in all rows."""

    rows: int
    columns: Mapping[str, Column]
    words: dict[str, int] = field(default_factory=dict)


def table_of(known: Mapping[str, Sequence[Word | None]], kinds: Mapping[str, Kind], *, rows: int) -> Table:
    """A table from the values of each attribute, None where missing."""
    words: dict[str, int] = {}
    columns = {name: _column(values, kinds[name], words) for name, values in known.items()}
    return Table(rows, columns, words)


def matching(rule: Node, table: Table) -> Flags:
    """Which rows the rule matches; one that is open does not match, as when it decides."""
    with np.errstate(all="ignore"):
        found = _ask(rule, table)
    return np.broadcast_to(found.values & found.known, (table.rows,)).astype(np.bool_)


def _column(values: Sequence[Word | None], kind: Kind, words: dict[str, int]) -> Column:
    known = np.fromiter((value is not None for value in values), np.bool_, len(values))
    match kind:
        case "number":
            return Column(np.array([0.0 if value is None else value for value in values], np.float64), known)
        case "flag":
            return Column(np.array([value is True for value in values], np.bool_), known)
        case "text":
            numbers = [-1 if value is None else words.setdefault(str(value), len(words)) for value in values]
            return Column(np.array(numbers, np.int64), known)


def _ask(node: Node, table: Table) -> Column:  # noqa: PLR0911 -- one line for each kind of node
    match node:
        case Value(value=value, kind=kind):
            return Column(_written(value, kind, table), np.array(True))
        case Attribute(name=name, kind=kind):
            return table.columns.get(name) or Column(_NOTHING[kind], np.array(False))
        case Missing(name=name):
            column = table.columns.get(name)
            return Column(np.array(True) if column is None else np.logical_not(column.known), np.array(True))
        case Not(inner=inner):
            found = _ask(inner, table)
            return Column(~found.values, found.known)
        case Sum(sign=sign, left=left, right=right):
            return _bounded(_SUMMING[sign], _ask(left, table), _ask(right, table))
        case Compare(sign=sign, left=left, right=right):
            first, second = _ask(left, table), _ask(right, table)
            return Column(np.asarray(COMPARING[sign](first.values, second.values)), first.known & second.known)
        case OneOf(item=item, among=among):
            found = _ask(item, table)
            wanted = [_written(one, item.kind, table) for one in among]
            return Column(np.isin(found.values, np.array(wanted)), found.known)
        case Joined(word=word, parts=parts):
            return _joined([_ask(part, table) for part in parts], ends_on=word == "or")
        case _ as never:
            assert_never(never)


def _written(value: Word, kind: Kind, table: Table) -> NDArray[Any]:
    """A value of the rule's own; a text that no row holds gets a number of its own, so that it equals itself alone."""
    if kind == "text":
        return np.array(table.words.setdefault(str(value), len(table.words)), np.int64)
    return np.array(value, np.bool_ if kind == "flag" else np.float64)


def _bounded(work: Callable[[Any, Any], Any], left: Column, right: Column) -> Column:
    result = work(left.values, right.values)
    size = np.abs(result)
    known = left.known & right.known & (size <= MOST)  # no number is not within, either
    return Column(np.where(size < LEAST, 0.0, result), known)


def _joined(parts: list[Column], *, ends_on: bool) -> Column:
    """`or` ends on the first true, `and` on the first false; else it is open where a part is."""
    ended: Flags = np.array(False)
    all_known: Flags = np.array(True)
    for part in parts:
        ended = np.logical_or(ended, part.known & (part.values == ends_on))
        all_known = np.logical_and(all_known, part.known)
    return Column(ended if ends_on else np.logical_not(ended), np.logical_or(ended, all_known))
