"""What a person may put on a list, and the writing of it: one entry, or a file of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, get_args

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.fraud.facts import Side
from tiwala.fraud.keys import ABOUT, About, listed_key, mark
from tiwala.fraud.masks import DOTS, masked
from tiwala.fraud.models import ListEntry
from tiwala.fraud.packs import PACKS
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import advisory_lock, assert_in_transaction
from tiwala.kit.errors import BadInput

EVERYBODY: Final = frozenset(
    ("gmail.com", "yahoo.com", "yahoo.com.ph", "ymail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com")
)
"""Mail services that half of the country uses: nobody refuses these by mistake."""
SIDES: Final[tuple[Side, ...]] = get_args(Side)
_REASON_MOST: Final = 200
_KEY_MOST: Final = 300


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A wish to list a key. `scope` is a pack's name or `all`; an allow entry must end, and it alone has a scope."""

    side: Side
    about: About
    key: str = field(repr=False)
    reason: str
    scope: str = "all"
    ends_at: datetime | None = None


def checked(facts: EntryFacts) -> EntryFacts:
    """The same with the key as tries have it; BadInput by field for what makes no sense or could never be met."""
    wrong = dict[str, str]()
    if facts.side not in SIDES:
        wrong["side"] = _("Either deny, watch or allow.")
    if facts.about not in ABOUT:
        wrong["about"] = _("There is no such kind of key.")
    key = "" if "about" in wrong else _key(facts, wrong)
    return replace(_checked(facts, wrong), key=key)


def checked_seen(facts: EntryFacts) -> EntryFacts:
    """The same for a key that was seen at a try: whatever is wrong but the key, which nobody typed."""
    return _checked(facts, {} if facts.side in SIDES else {"side": _("Either deny, watch or allow.")})


def _checked(facts: EntryFacts, wrong: dict[str, str]) -> EntryFacts:
    reason = " ".join(facts.reason.split())[:_REASON_MOST]
    if not reason:
        wrong["reason"] = _("Please say why.")
    if facts.ends_at is not None and facts.ends_at <= clock.now():
        wrong["ends_at"] = _("This is over already.")
    if facts.side == "allow" and facts.ends_at is None:
        wrong["ends_at"] = _("Trust has to end: please give a day.")
    if facts.scope not in ({"all", *PACKS} if facts.side == "allow" else {"all"}):
        wrong["scope"] = _("No such pack.") if facts.side == "allow" else _("Only trust has a scope; this is for all.")
    if wrong:
        raise BadInput(fields=wrong, about=facts.about, scope=facts.scope)
    return replace(facts, reason=reason)


def _key(facts: EntryFacts, wrong: dict[str, str]) -> str:
    try:
        if len(facts.key) > _KEY_MOST or DOTS in facts.key:
            raise BadInput
        key = listed_key(facts.about, facts.key)
    except BadInput:
        wrong["key"] = (
            _("The first six or eight digits of a card, and never more.")
            if facts.about == "bin"
            else _("This could never be met. Please write it in full, as payers have it.")
        )
        return ""
    if facts.side == "deny" and facts.about == "mail_domain" and key in EVERYBODY:
        wrong["key"] = _("Very many good payers have their mail there. Deny a single address instead.")
    return key


def write(good: EntryFacts, *, by: Actor) -> ListEntry:
    """Write a checked entry, once while it counts. A step."""
    return write_marked(good, mark(good.about, good.key) or b"", shown=masked(good.about, good.key), by=by)


def write_marked(good: EntryFacts, own: bytes, *, shown: str, by: Actor) -> ListEntry:
    """The same for a key of which only the fingerprint and what people see of it are known. A step."""
    assert_in_transaction()
    advisory_lock("fraud:lists")
    known = ListEntry.objects.in_force().filter(
        mark=own, side=good.side, about=good.about, scope=good.scope, ends_at=good.ends_at
    )
    found = known.first()
    if found is not None:
        return found
    entry: ListEntry = ListEntry.objects.create(
        side=good.side,
        about=good.about,
        mark=own,
        shown=shown,
        scope=good.scope,
        reason=good.reason,
        owner_ref=by.id[:60],
        ends_at=good.ends_at,
    )
    record("fraud_list:add", entry.public_id, by=by, side=entry.side, about=entry.about, scope=entry.scope)
    return entry
