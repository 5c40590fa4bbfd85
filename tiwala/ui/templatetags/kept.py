"""`{% kept "name" value … %} … {% endkept %}`: a fragment rendered once for the same values and language."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Final

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST: Final = 256
"""Fragments held in a process: a few kilobytes each. The oldest goes first."""
_held: OrderedDict[Hashable, str] = OrderedDict()


class KeptNode(template.Node):
    """Its text depends on nothing but the values named: never on the request, a form's token or the clock."""

    def __init__(self, name: str, values: Sequence[FilterExpression], inside: NodeList) -> None:
        self.name, self.values, self.inside = name, values, inside

    def render(self, context: template.Context) -> SafeString:
        """The text held, or made and held now."""
        key = (self.name, get_language(), *(value.resolve(context) for value in self.values))
        try:
            text = _held.get(key)
        except TypeError:  # a value that cannot be compared by its looks: drawn anew each time
            return self.inside.render(context)
        if text is None:
            text = self.inside.render(context)
            _held[key] = text
            if len(_held) > MOST:
                _held.popitem(last=False)
        return SafeString(text)


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Values must be hashable and equal only when they look the same: texts, numbers, frozen dataclasses, tuples."""
    _tag, name, *values = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip('"'), [parser.compile_filter(value) for value in values], inside)


def forget() -> None:
    """Drop every fragment (tests)."""
    _held.clear()
