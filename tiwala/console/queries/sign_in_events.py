"""Records about signing in, in words a person reads: what happened, to whose account, from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.audit.models import Record
from tiwala.audit.queries import personal_of
from tiwala.console.queries.people import staff_names
from tiwala.console.queries.trail import said, within_days
from tiwala.identity.devices import neighbourhood
from tiwala.kit import secrets

WORDS: Final[Mapping[str, str | Promise]] = {
    "session:sign_in": _("Signed in"),
    "session:sign_in_failed": _("A wrong try"),
    "session:sign_out": _("Signed out"),
    "session:step_up": _("Proved who they are again"),
    "session:end": _("Sessions ended"),
    "user:lock": _("Locked after wrong tries"),
    "user:unlock": _("Unlocked"),
    "user:hold": _("Said: this was not me"),
    "user:release": _("Opened again"),
    "user:register": _("Account opened"),
    "user:invite": _("Invited"),
    "user:withdraw_invitation": _("Invitation withdrawn"),
    "user:leave": _("Left the business"),
    "user:disable": _("Account switched off"),
    "user:enable": _("Account switched on"),
    "user:change_password": _("Password changed"),
    "user:change_email": _("E-mail address changed"),
    "user:add_address": _("Second address added"),
    "user:remove_address": _("Second address removed"),
    "user:verify_email": _("E-mail address confirmed"),
    "user:change_factor": _("Second factor changed"),
    "passkey:add": _("Passkey added"),
    "passkey:remove": _("Passkey removed"),
    "passkey:doubt": _("Passkey doubted"),
    "recovery_code:make": _("Recovery codes made"),
    "recovery_code:use": _("Recovery code used"),
    "recovery:ask": _("Asked to recover the account"),
    "recovery:finish": _("Account recovered"),
    "recovery:stop": _("Recovery stopped"),
    "recovery:fail": _("Recovery failed"),
}
UNSEEN: Final = _("A try that nobody looked at: locked")
KINDS: Final = [
    ("", _("Everything")),
    ("in", _("Signing in and out")),
    ("wrong", _("Wrong tries and locks")),
    ("ways", _("Passwords, passkeys, second steps")),
    ("accounts", _("Accounts and addresses")),
    ("recovery", _("Recovery")),
]
OUTCOMES: Final = [("", _("Any")), ("done", _("Done")), ("refused", _("Refused"))]
_OF_KIND: Final[Mapping[str, frozenset[str]]] = {
    "in": frozenset({"session:sign_in", "session:sign_out", "session:step_up", "session:end"}),
    "wrong": frozenset({"session:sign_in_failed", "user:lock", "user:unlock", "user:hold", "user:release"}),
    "ways": frozenset(
        {tag for tag in WORDS if tag.startswith(("passkey:", "recovery_code:"))}
        | {"user:change_password", "user:change_factor"}
    ),
    "recovery": frozenset(tag for tag in WORDS if tag.startswith("recovery:")),
}


def read(asked: Mapping[str, str]) -> QuerySet[Record]:
    """The records a filter asks for, newest first; page by `seq`."""
    found = Record.objects.filter(tag__in=_tags(asked.get("kind", ""))).order_by("-seq")
    who = said(asked.get("who", ""))
    if who:
        found = found.filter(Q(actor_id=who) | Q(subject_ref=who))
    if asked.get("outcome") in ("done", "refused"):
        found = found.filter(outcome=asked["outcome"])
    return within_days(found, asked)


def told(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Each record with its words, names of staff, and the neighbourhood it came from."""
    rows = list(records)
    secrets.preload({one.personal_owner for one in rows if one.personal})
    names = staff_names({ref for one in rows for ref in (one.actor_id, one.subject_ref)})
    return [
        {
            "record": one,
            "words": UNSEEN if one.facts.get("unseen") else WORDS[one.tag],
            "whose": names.get(one.subject_ref, one.subject_ref),
            "by": "" if one.actor_id == one.subject_ref else names.get(one.actor_id, one.actor_id),
            "place": _place(personal_of(one).get("ip", "")),
        }
        for one in rows
    ]


def _place(ip: str) -> str:
    """Nothing for what the house did by itself."""
    return neighbourhood(ip) if ip else ""


def _tags(kind: str) -> frozenset[str]:
    if kind == "accounts":
        return frozenset(WORDS).difference(*_OF_KIND.values())
    return _OF_KIND.get(kind, frozenset(WORDS))
