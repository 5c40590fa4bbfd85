"""Rules of signing in, for pages that say how long something lasts."""

from __future__ import annotations

from django import template

from tiwala.identity.rule_values import value_of

register = template.Library()


@register.simple_tag
def rule(name: str) -> int:
    """The number that holds now: `{% rule "code_minutes" as minutes %}`."""
    return value_of(name)
