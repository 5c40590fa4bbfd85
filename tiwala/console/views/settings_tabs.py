"""The tabs of the settings, and the crumbs of their forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.console.chips import Chip
from tiwala.console.forming import Around, Crumb
from tiwala.kit.policy import actor_of

GROUPS: Final = (
    (
        gettext_lazy("Business"),
        (
            ("console:settings", gettext_lazy("Who collects"), "settings.view"),
            ("console:branches", gettext_lazy("Branches and numbers"), "settings.view"),
            ("console:brand", gettext_lazy("Look"), "settings.edit"),
        ),
    ),
    (
        gettext_lazy("Money"),
        (
            ("console:methods", gettext_lazy("Ways to pay"), "settings.view"),
            ("console:gateways", gettext_lazy("Gateways"), "settings.view"),
            ("console:gateway_health", gettext_lazy("How gateways do"), "settings.view"),
            ("console:receiving", gettext_lazy("Own accounts"), "settings.view"),
        ),
    ),
    (
        gettext_lazy("People"),
        (
            ("console:people", gettext_lazy("Who works here"), "settings.view"),
            ("console:roles", gettext_lazy("Roles"), "settings.view"),
            ("console:four_eyes", gettext_lazy("Four eyes"), "settings.view"),
            ("console:reviews", gettext_lazy("Reviews"), "settings.view"),
        ),
    ),
    (
        gettext_lazy("Access"),
        (
            ("console:sign_in_rules", gettext_lazy("Sign-in"), "settings.view"),
            ("console:sign_in_events", gettext_lazy("Who came in"), "audit.view"),
            ("console:keys", gettext_lazy("API keys"), "key.manage"),
        ),
    ),
)
"""The pages of the settings by what they are about: each with its door, its words, and who may open it."""


@dataclass(frozen=True, slots=True)
class Tabs:
    """`groups` lead to the first page of theirs that this person may open; `pages` are those of the current group."""

    groups: list[Chip]
    name: str
    pages: list[Chip]


def tabs(request: HttpRequest) -> Tabs:
    """What this person may open, the current page and its group marked."""
    actor = actor_of(request)
    groups, name, pages = list[Chip](), "", list[Chip]()
    for words, doors in GROUPS:
        mine = [(str(label), reverse(door)) for door, label, permission in doors if actor.may(permission)]
        if not mine:
            continue
        is_current = any(url == request.path for _label, url in mine)
        groups.append(Chip(str(words), mine[0][1], is_current))
        if is_current:
            name, pages = str(words), [Chip(label, url, url == request.path) for label, url in mine]
    return Tabs(groups, name, pages)


def around(door: str, words: str) -> Around:
    """The way back from a form of the settings."""
    back = reverse(door)
    return {
        "back": back,
        "crumbs": (Crumb(label=_("Settings"), url=reverse("console:settings")), Crumb(label=words, url=back)),
    }
