"""A rule's tree as a person reads it: conditions in a list, each with what it looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, assert_never

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tiwala.fraud.language.tree import Attribute, Compare, Joined, Missing, Node, Not, OneOf, Sum, Value

Say = Callable[[str], str]
"""What an attribute says, by its name."""
_SIGNS: Final[dict[str, Promise]] = {
    ">=": _("at least"),
    ">": _("more than"),
    "<=": _("at most"),
    "<": _("less than"),
    "==": _("exactly"),
    "!=": _("other than"),
}
_TURNED: Final = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "!=", "!=": "=="}
_MATHS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One condition; or how several are joined, and those."""

    text: str
    parts: tuple[Reading, ...] = ()


def reading(node: Node, say: Say) -> Reading:
    """The whole rule in the reader's language."""
    return _read(node, say, is_turned=False)


def _read(node: Node, say: Say, *, is_turned: bool) -> Reading:
    match node:
        case Joined(word=word, parts=parts):
            is_all = (word == "and") is not is_turned
            head = gettext("All of these hold:") if is_all else gettext("At least one of these holds:")
            return Reading(head, tuple(_read(one, say, is_turned=is_turned) for one in parts))
        case Not(inner=inner):
            return _read(inner, say, is_turned=not is_turned)
        case Compare(sign=sign, left=left, right=right):
            known = _SIGNS[_TURNED[sign] if is_turned else sign]
            return Reading(f"{_value(left, say)}: {known} {_value(right, say)}")
        case OneOf(item=item, among=among):
            known = _SIGNS["!=" if is_turned else "=="]
            return Reading(f"{_value(item, say)}: {known} {', '.join(_written(one) for one in among)}")
        case Missing(name=name):
            return Reading(f"{say(name)}: {gettext('known') if is_turned else gettext('not known')}")
        case Attribute() | Value() | Sum():
            return Reading(f"{_value(node, say)}: {gettext('no') if is_turned else gettext('yes')}")
        case _ as never:
            assert_never(never)


def _value(node: Node, say: Say) -> str:
    match node:
        case Attribute(name=name):
            return say(name)
        case Value(value=value):
            return _written(value)
        case Sum(sign=sign, left=left, right=right):
            first, second = (
                f"({_value(one, say)})" if isinstance(one, Sum) else _value(one, say) for one in (left, right)
            )
            return f"{first} {_MATHS[sign]} {second}"
        case _:
            return str(_read(node, say, is_turned=False).text)


def _written(value: object) -> str:
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case str():
            return f"“{value}”"
        case float() | int():
            return f"{value:,.10g}"
        case _:
            return str(value)
