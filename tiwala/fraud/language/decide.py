"""The back end that decides now: a tree becomes closures. None is *missing*, as NULL is in SQL.

`columns` answers the same of many at once and `sql` in the database; a property test holds the three equal.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, assert_never

from tiwala.fraud.language.tree import (
    COMPARING,
    LEAST,
    MOST,
    Attribute,
    Compare,
    Joined,
    Missing,
    Node,
    Not,
    OneOf,
    Sum,
    Value,
)

Known = Mapping[str, float | str | bool | None]
Ask = Callable[[Known], Any]


def compiled(rule: Node) -> Callable[[Known], bool]:
    """Whether the rule matches what is known. What is missing leaves open what depends on it; open is no match."""
    ask = _ask(rule)
    return lambda known: ask(known) is True


def _ask(node: Node) -> Ask:  # noqa: PLR0911 -- one line for each kind of node
    match node:
        case Value(value=value):
            return lambda _known: value
        case Attribute(name=name, kind="number"):
            return lambda known: None if (value := known.get(name)) is None else float(value)
        case Attribute(name=name):
            return lambda known: known.get(name)
        case Missing(name=name):
            return lambda known: known.get(name) is None
        case Not(inner=inner):
            return _flipped(_ask(inner))
        case Sum(sign=sign, left=left, right=right):
            return _both(_SUMMING[sign], _ask(left), _ask(right))
        case Compare(sign=sign, left=left, right=right):
            return _both(COMPARING[sign], _ask(left), _ask(right))
        case OneOf(item=item, among=among):
            return _among(_ask(item), frozenset(among))
        case Joined(word=word, parts=parts):
            return _joined([_ask(part) for part in parts], ends_on=word == "or")
        case _ as never:
            assert_never(never)


def _flipped(ask: Ask) -> Ask:
    def run(known: Known) -> bool | None:
        answer = ask(known)
        return None if answer is None else answer is False

    return run


def _both(work: Callable[[Any, Any], Any], left: Ask, right: Ask) -> Ask:
    def run(known: Known) -> Any:
        first, second = left(known), right(known)
        return None if first is None or second is None else work(first, second)

    return run


def _among(ask: Ask, among: frozenset[float | str | bool]) -> Ask:
    def run(known: Known) -> bool | None:
        item = ask(known)
        return None if item is None else item in among

    return run


def _joined(asks: list[Ask], *, ends_on: bool) -> Ask:
    """`or` ends on the first true, `and` on the first false; else it is open when a part is."""

    def run(known: Known) -> bool | None:
        is_open = False
        for ask in asks:
            answer: bool | None = ask(known)
            if answer is ends_on:
                return ends_on
            is_open = is_open or answer is None
        return None if is_open else not ends_on

    return run


def _bounded(work: Callable[[float, float], float]) -> Callable[[float, float], float | None]:
    """The result; missing when there is none (division by zero) or it is too large, and 0 when it is too small.

    The bounds are such that no sum of two results leaves what a double holds, in any of the three back ends.
    """

    def run(left: float, right: float) -> float | None:
        try:
            result = work(left, right)
        except ZeroDivisionError:
            return None
        size = abs(result)
        return (result if size >= LEAST else 0.0) if size <= MOST else None

    return run


_SUMMING: Final = {
    "+": _bounded(operator.add),
    "-": _bounded(operator.sub),
    "*": _bounded(operator.mul),
    "/": _bounded(operator.truediv),
}
