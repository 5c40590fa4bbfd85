"""Where a door may differ from its mark, each with its reason. To make a list longer is to make the house weaker."""

from __future__ import annotations

import re
from typing import Final

from tests.walk.holes import Door

_EVERY: Final = re.compile("")
_PAPERS: Final = re.compile(r"papers/|documents/|\.pdf$|/pdf$|/document$")
_TRIES: Final = re.compile(r"^(pay/<str:token>|home/payments)/(attempts/<str:attempt_ref>|<str:attempt_ref>|returns/)")
_EVIDENCE: Final = re.compile(r"/packs/<str:document_ref>/$|/proofs/<str:proof_ref>/file/$|/notices/<str:notice_ref>/$")
_BY_LINK: Final = re.compile(r"^pay/")

LOOKS: Final[tuple[tuple[str, re.Pattern[str], str], ...]] = (
    ("identity_session", _EVERY, "the session's own row: seen, rotated, ended"),
    ("identity_user", _EVERY, "when the person was last seen"),
    ("shared_cache", _EVERY, "counts of tries"),
    ("invoicing_linkview", _BY_LINK, "visits of a pay link are counted (docs/adr/0017)"),
    ("invoicing_document", _PAPERS, "a paper is made when it is first looked at, and kept for good"),
    ("vault_keyset", _PAPERS, "the keyset of a paper made now"),
    ("audit_record", _PAPERS, "who took a paper is written down"),
    ("audit_record", _EVIDENCE, "who took a payer's proof, a pack about them, or a raw notice is written down"),
    ("audit_record", _TRIES, "what the gateway said is written down"),
    ("gateways_call", _TRIES, "each call to a gateway is counted"),
    ("payments_attempt", _TRIES, "a payer's return is a hint: the gateway is asked, through the one funnel"),
)
"""Tables a look may write to, at which doors, and why that is no change by GET."""

NARROWER: Final[dict[str, str]] = {
    "metrics": "opens by a token of its own (TIWALA_METRICS_TOKEN)",
    "console/sign-ins/<str:ref>/release/": "a colleague's account takes role.manage too, a customer's does not",
    "console/approvals/<str:ref>/withdrawal/": "only who asked takes it back",
    "console/approvals/<str:ref>/file/": "only who asked comes for the file, once",
    "home/me/": "to look is for all of a customer's people, to correct for those who manage",
    "home/payments/": "to pay is for those who pay; which invoices they are is known inside only",
    "home/payments/<str:attempt_ref>/cancellation/": "as above",
}
"""Doors that refuse some of those their mark lets in."""

ASKS_ITSELF: Final = re.compile(r"^account/")
"""allauth's own pages ask for a fresh proof by themselves, whatever the mark says."""

BROKEN_ON_PURPOSE: Final[dict[str, str]] = {"readyz": "no worker runs beside a test, and it says so with 503"}


def is_a_look(door: Door, table: str) -> bool:
    """Whether this table may be written to by looking at this door."""
    return any(table == name and fits.search(door.address) for name, fits, _why in LOOKS)
