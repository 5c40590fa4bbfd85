"""What needs a second person, as data: who may ask, who may decide, what happens where one person works alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import InvariantBroken


@dataclass(frozen=True, slots=True)
class Kind:
    """One verb that needs two people. `ask` and `decide` are permissions.

    `is_instruction`: it changes where money goes or who has power, so that somebody who works alone waits a day; what
    is no instruction waits only until the proof given for asking has grown old, so that a new one is asked for.
    `is_fetched`: nothing happens by the yes itself; the one who asked comes for it, once.
    """

    title: Promise | str
    ask: str
    decide: str
    is_instruction: bool = True
    is_fetched: bool = False


KINDS: Final[dict[str, Kind]] = {
    "refund": Kind(_("Give money back"), "refund.create", "refund.approve", is_instruction=False),
    "payback": Kind(_("Pay back by transfer"), "refund.create", "refund.approve"),
    "gateway_connect": Kind(_("Connect a gateway account"), "gateway.edit", "gateway.approve"),
    "gateway_keys": Kind(_("Change the keys of a gateway"), "gateway.edit", "gateway.approve"),
    "receiving_account": Kind(_("Receive transfers at another account"), "gateway.edit", "gateway.approve"),
    "role_grant": Kind(_("Give somebody a role"), "role.manage", "role.approve"),
    "role_change": Kind(_("Let a role do more"), "role.manage", "role.approve"),
    "staff_invite": Kind(_("Invite somebody to work here"), "settings.edit", "role.approve"),
    "export": Kind(_("Take a list home"), "report.export", "export.approve", is_instruction=False, is_fetched=True),
    "fraud_rules": Kind(_("Put fraud rules live"), "fraud.rules", "fraud.approve", is_instruction=False),
    "fraud_model": Kind(_("Let a fraud model count"), "fraud.rules", "fraud.approve", is_instruction=False),
    "fraud_clear": Kind(_("Find a large payment in order"), "fraud.review", "fraud.review", is_instruction=False),
    "clear_limit": Kind(_("Let one person find larger payments in order"), "four_eyes.edit", "role.approve"),
    "refund_limit": Kind(_("Raise the limit of refunds"), "four_eyes.edit", "role.approve"),
}

LASTS: Final = timedelta(hours=72)
"""How long a proposal waits for its second person, and an approved one to be fetched."""
ALONE_WAITS: Final = timedelta(hours=24)
"""How long an instruction rests where nobody else could look at it (the hold of an instruction change)."""


def kind(name: str) -> Kind:
    """The kind of this name. An unknown one breaks: nobody could decide it."""
    if name not in KINDS:
        raise InvariantBroken(f"no kind of proposal named {name!r}")
    return KINDS[name]
