"""Which attributes a rule asks for."""

from __future__ import annotations

from typing import assert_never

from tiwala.fraud.language.tree import Attribute, Compare, Joined, Missing, Node, Not, OneOf, Sum, Value


def names_in(node: Node) -> frozenset[str]:
    """The names of all attributes in a rule's tree."""
    match node:
        case Value():
            return frozenset()
        case Attribute(name=name) | Missing(name=name):
            return frozenset({name})
        case Not(inner=inner) | OneOf(item=inner):
            return names_in(inner)
        case Sum(left=left, right=right) | Compare(left=left, right=right):
            return names_in(left) | names_in(right)
        case Joined(parts=parts):
            return frozenset[str]().union(*(names_in(part) for part in parts))
        case _ as never:
            assert_never(never)
