"""A review of who may do what, as its page and its file show it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tiwala.console.queries.people import staff_names
from tiwala.identity.models import AccessReview, ReviewLine
from tiwala.identity.words import PERMISSION_WORDS, role_name
from tiwala.kit import fields


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line: what it is, what it may do, when it was last used, what was decided."""

    line: ReviewLine
    ref: str
    kind: str
    name: str
    may: str
    proof: str
    last: str
    decided_by: str


def review_rows(review: AccessReview) -> list[LineRow]:
    """People first, then programs, then keys: four statements however many there are."""
    lines = list(review.lines.order_by("id"))
    fields.preload(lines)
    names = staff_names(line.decided_by for line in lines)
    return [_row(line, names) for line in lines]


def _row(line: ReviewLine, names: dict[str, str]) -> LineRow:
    told = line.facts
    roles = [role_name(role) for role in told.get("roles", [])]
    scopes = [str(PERMISSION_WORDS.get(one, one)) for one in told.get("scopes", [])]
    return LineRow(
        line=line,
        ref=line.public_id,
        kind=_kind(line.subject_ref),
        name=str(line.name),
        may=", ".join(roles) or "; ".join(scopes) or "–",
        proof=", ".join(_factor(one) for one in told.get("factors", [])),
        last=told.get("last_seen") or told.get("last_used") or "",
        decided_by=names.get(line.decided_by, ""),
    )


def _factor(kind: str) -> str:
    known = {"totp": _("Authenticator app"), "webauthn": _("Passkey"), "recovery_codes": _("Recovery codes")}
    return known.get(kind, kind)


def _kind(ref: str) -> str:
    return {"usr": _("Person"), "svc": _("Program"), "key": _("API key")}[ref.partition("_")[0]]
