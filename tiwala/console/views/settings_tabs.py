"""The tabs of the settings, and the crumbs of their forms."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.console.chips import Chip
from tiwala.console.forming import Around, Crumb
from tiwala.kit.policy import actor_of

TABS: Final = (
    ("console:settings", gettext_lazy("Business"), "settings.view"),
    ("console:branches", gettext_lazy("Branches and numbers"), "settings.view"),
    ("console:brand", gettext_lazy("Look"), "settings.edit"),
    ("console:methods", gettext_lazy("Ways to pay"), "settings.view"),
    ("console:gateways", gettext_lazy("Gateways"), "settings.view"),
    ("console:gateway_health", gettext_lazy("How gateways do"), "settings.view"),
    ("console:receiving", gettext_lazy("Own accounts"), "settings.view"),
    ("console:people", gettext_lazy("People"), "settings.view"),
    ("console:roles", gettext_lazy("Roles"), "settings.view"),
    ("console:four_eyes", gettext_lazy("Four eyes"), "settings.view"),
    ("console:reviews", gettext_lazy("Reviews"), "settings.view"),
    ("console:sign_in_rules", gettext_lazy("Sign-in"), "settings.view"),
    ("console:sign_in_events", gettext_lazy("Who came in"), "audit.view"),
    ("console:keys", gettext_lazy("API keys"), "key.manage"),
)


def tabs(request: HttpRequest) -> list[Chip]:
    """The tabs this person may open, the current one marked."""
    actor = actor_of(request)
    shown = [(reverse(door), words) for door, words, permission in TABS if actor.may(permission)]
    return [Chip(str(words), url, url == request.path) for url, words in shown]


def around(door: str, words: str) -> Around:
    """The way back from a form of the settings."""
    back = reverse(door)
    return {
        "back": back,
        "crumbs": (Crumb(label=_("Settings"), url=reverse("console:settings")), Crumb(label=words, url=back)),
    }
