"""A gateway's list of disputes as text: our own seven columns, or a report whose headings we know. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tiwala.business.queries import profile_facts
from tiwala.gateways.port import DisputeState
from tiwala.gateways.queries import adapter_by_ref
from tiwala.kit import ids
from tiwala.kit.errors import BadId, BadInput, Refusal
from tiwala.kit.money import Money
from tiwala.payments.facts import TypedDispute
from tiwala.payments.given_lists import cells_of, plain, shown, why_not
from tiwala.payments.models import Attempt, Payment
from tiwala.payments.typed_disputes import account_of, known_as, refuse_what_cannot_be

MOST: Final = 500
LONGEST: Final = 200_000
COLUMNS: Final = ("payment", "reference", "amount", "state", "answer_by", "fee", "reason")
_NEEDED: Final = COLUMNS[:4]
HEADINGS: Final[Mapping[str, str]] = {
    **{name.replace("_", " "): name for name in (*COLUMNS, "currency")},
    **dict.fromkeys(("payment id", "payment intent", "payment intent id", "charge id", "charge"), "payment"),
    **dict.fromkeys(("dispute", "dispute id", "id", "case id", "case number"), "reference"),
    **dict.fromkeys(("dispute amount", "disputed amount"), "amount"),
    **dict.fromkeys(("status", "dispute status"), "state"),
    **dict.fromkeys(("due date", "due by", "evidence due by", "respond by"), "answer_by"),
    "dispute fee": "fee",
    "dispute reason": "reason",
}
"""Headings as reports write them, in small letters and without their brackets, and our column."""
STATES: Final[Mapping[str, tuple[DisputeState, bool]]] = {
    "needs_answer": ("needs_answer", True),
    "needs_response": ("needs_answer", True),
    "action_required": ("needs_answer", True),
    "under_review": ("under_review", True),
    "won": ("won", True),
    "lost": ("lost", True),
    "warning_needs_response": ("needs_answer", False),
    "warning_under_review": ("under_review", False),
    "warning_closed": ("won", False),
}
"""Their words for how a dispute stands, ours, and whether the money is taken."""

What = Literal["new", "further", "same", "asked", "bad"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it says, and what taking it in would do; or why it cannot be taken in."""

    number: int
    text: str
    what: What
    why: str = ""
    typed: TypedDispute | None = None


def look_over(text: str) -> list[Row]:
    """What each line of the list would do. Writes nothing, calls nobody.

    Refuses BadInput for nothing, for more than 500 lines, and for what is no text.
    """
    rows = list(cells_of(text, longest=LONGEST))
    if not rows or len(rows) > MOST:
        raise BadInput(fields={"lines": _("Give one to 500 lines.")})
    names = _headings(rows[0][1])
    zone = ZoneInfo(profile_facts().time_zone)
    is_headed = names is not None or _is_heading(rows[0][1])
    return [_one(number, cells, names or COLUMNS, zone=zone) for number, cells in rows[is_headed:]]


def packed(row: Row) -> dict[str, Any]:
    """What a good line says, as plain facts for a job."""
    typed = row.typed
    assert typed is not None
    return {
        "payment_ref": typed.payment_ref,
        "reference": typed.reference,
        "amount": typed.amount.as_json(),
        "state": typed.state,
        "answer_by": typed.answer_by.isoformat() if typed.answer_by else "",
        "fee_minor": typed.fee.minor if typed.fee else None,
        "reason": typed.reason,
        "is_taken": typed.is_taken,
        "account_ref": typed.account_ref,
    }


def unpacked(said: Mapping[str, Any]) -> TypedDispute:
    """The same again."""
    amount = Money(said["amount"]["amount_minor"], said["amount"]["currency"])
    fee = said["fee_minor"]
    more = {name: said[name] for name in ("payment_ref", "reference", "state", "reason", "is_taken", "account_ref")}
    return TypedDispute(
        **more,
        amount=amount,
        answer_by=datetime.fromisoformat(said["answer_by"]) if said["answer_by"] else None,
        fee=None if fee is None else Money(fee, amount.currency),
    )


def _headings(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Our names of the columns, when the first line names all that are needed."""
    names = [HEADINGS.get(plain(cell), "") for cell in cells]
    found = tuple(name if name and names.index(name) == place else "" for place, name in enumerate(names))
    return found if set(_NEEDED) <= set(found) else None


def _is_heading(cells: Sequence[str]) -> bool:
    return len(cells) >= len(_NEEDED) and not any(letter.isdigit() for letter in cells[2])


def _one(number: int, cells: list[str], names: Sequence[str], *, zone: ZoneInfo) -> Row:
    said, text = dict(zip(names, cells, strict=False)), shown(cells)
    try:
        typed, payment = _typed(said, zone)
        refuse_what_cannot_be(typed, payment)
    except BadInput as bad:
        return Row(number, text, "bad", why_not(bad))
    except Refusal as refusal:
        return Row(number, text, "bad", refusal.text)
    return Row(number, text, _what(typed, payment), typed=typed)


def _what(typed: TypedDispute, payment: Payment) -> What:
    known = known_as(typed, payment)
    if known is not None and not known.is_open:
        return "same"
    if adapter_by_ref(account_of(typed, payment)).can.disputes == "looked_up":
        return "asked"
    if known is None:
        return "new"
    told = (typed.state, typed.amount, typed.answer_by or known.answer_by, typed.fee or known.fee)
    is_same = told == (known.state, known.amount, known.answer_by, known.fee)
    return "same" if is_same else "further"


def _typed(said: Mapping[str, str], zone: ZoneInfo) -> tuple[TypedDispute, Payment]:
    if not all(said.get(name) for name in _NEEDED):
        raise BadInput(fields={"lines": _("It needs a payment, a reference, an amount and a state.")})
    state = STATES.get(said["state"].lower().replace(" ", "_"))
    if state is None:
        raise BadInput(fields={"lines": _("We do not know the state “%(state)s”.") % {"state": said["state"][:40]}})
    payment, account_ref = _payment(said["payment"])
    currency = payment.money_currency
    if said.get("currency", currency).upper() not in ("", currency):
        raise BadInput(fields={"lines": _("The payment is in another currency.")})
    typed = TypedDispute(
        payment_ref=payment.public_id,
        reference=said["reference"],
        amount=Money.parse(said["amount"], currency),
        state=state[0],
        answer_by=_until(said.get("answer_by", ""), zone),
        fee=Money.parse(said["fee"], currency) if said.get("fee") else None,
        reason=said.get("reason", "")[:60],
        is_taken=state[1],
        account_ref=account_ref,
    )
    return typed, payment


def _payment(name: str) -> tuple[Payment, str]:
    """The payment by our id, or by the gateway's id of a try, which names the account too."""
    try:
        found = Payment.objects.filter(pk=ids.decode("pay", name)).first()
        account_ref = ""
    except BadId:
        named = Attempt.objects.filter(reference=name).exclude(reference="").select_related("payment")[:2]
        found = named[0].payment if len(named) == 1 else None
        account_ref = named[0].gateway_account_ref if found else ""
    if found is None:
        raise BadInput(fields={"lines": _("No payment of ours, or more than one, is called that.")})
    return found, account_ref


def _until(text: str, zone: ZoneInfo) -> datetime | None:
    """The deadline: a day lasts to its last minute here; an instant without a zone is theirs, UTC."""
    if not text:
        return None
    try:
        if len(text) <= len("2026-12-31"):
            return datetime.combine(date.fromisoformat(text), time(23, 59), zone)
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput(fields={"lines": _("Write days such as 2026-12-31.")}) from error
