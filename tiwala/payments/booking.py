"""What of a statement may go into the books: fees of what agrees, payouts of money that is there. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.db.models import F

from tiwala.gateways.port import StatementLine
from tiwala.kit.money import Money
from tiwala.ledger.balances import account_balance
from tiwala.payments.comparing import Met
from tiwala.payments.models import BookedLine
from tiwala.payments.postings import money_account

Can = Literal["nothing", "booked", "taken_back", "ready", "ask", "left"]
Why = Literal["", "disagrees", "odd_fee", "not_final", "unnamed", "stranger", "given_back", "too_large", "shared_pot",
              "no_payout", "other_sum", "odd_payout"]  # fmt: skip
BOOKABLE: Final = ("ready", "ask", "taken_back")
LEFT: Final = ("ask", "left")
"""What a person should look at: what waits for their word, and what cannot be booked as it is told."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a line would move: so much kept (its VAT apart), so much sent to our bank; below zero it came back."""

    fee: Money
    vat: Money
    paid_out: Money

    @property
    def total_minor(self) -> int:
        """What leaves the gateway's account by it."""
        return self.fee.minor + self.paid_out.minor


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, what can become of its fee or payout, and why it is left to a person.

    `ready` is booked by anybody; `ask`, and what somebody took back, only on a person's word; `left` by nobody as it
    stands.
    """

    met: Met
    can: Can
    about: str = ""
    sum: Sum | None = None
    why: Why = ""


@dataclass(slots=True)
class Books:
    """What the books say while lines are judged one after the other: what is there, what was booked before."""

    account_ref: str
    lines: dict[str, BookedLine]
    is_shared: bool
    there: dict[str, int] = field(default_factory=dict)

    def holds(self, currency: str) -> int:
        """How much the gateway holds for us, less what was found ready before."""
        if currency not in self.there:
            self.there[currency] = account_balance(money_account("online", self.account_ref), currency)
        return self.there[currency]

    def take(self, moved: Sum) -> None:
        """So much is spoken for."""
        currency = moved.fee.currency
        self.there[currency] = self.holds(currency) - moved.total_minor


def judge(account_ref: str, met: Sequence[Met], *, is_vat: bool, is_shared: bool) -> list[Judged]:
    """Each line's fee or payout, in their order: may it be booked, was it, or is it left to a person.

    Fees first, then payouts, then payouts that came back. Without VAT of one's own (`is_vat`), VAT on fees is a cost
    like the fee. `is_shared`: the gateway's account holds money of others too, so a payout is not ours alone.
    """
    abouts = [about for one in met if (about := about_of(one))]
    returned = [f"payout:{name_of(one.line)}" for one in met if one.line.kind == "payout"]
    named = BookedLine.objects.filter(gateway_account_ref=account_ref, about__in=[*abouts, *returned])
    rows = named.order_by(F("taken_back_at").asc(nulls_last=True))  # the one that stands counts, where there is one
    books = Books(account_ref, {row.about: row for row in rows}, is_shared)
    order = sorted(range(len(met)), key=lambda place: _turn(met[place].line))
    found: dict[int, Judged] = {}
    ready: dict[str, Judged] = {}
    for place in order:
        one = _judge(met[place], books, ready, is_vat=is_vat)
        found[place] = one
        if one.can in BOOKABLE and one.sum:
            ready[one.about] = one
            books.take(one.sum)
    return [found[place] for place in range(len(met))]


def about_of(met: Met) -> str:
    """What a line's fee or payout is for, by which it is booked once; empty where nothing names it."""
    line, name = met.line, name_of(met.line)
    match line.kind:
        case "payment" | "refund" if met.thing_ref:
            return f"fee:{met.thing_ref}"
        case "reversal" if met.thing_ref:
            return f"back:{met.thing_ref}"
        case "fee" if name:
            return f"line:{name}"
        case "payout" if name:
            return f"{'payout' if line.gross.minor < 0 else 'returned'}:{name}"
        case _:
            return ""


def name_of(line: StatementLine) -> str:
    """Their name of it: a payout's own, else the line's, else what it refers to."""
    if line.kind == "payout":
        return line.payout or line.reference or line.line_id
    return line.line_id or line.reference or line.attempt_key


def _turn(line: StatementLine) -> int:
    return (1 if line.gross.minor < 0 else 2) if line.kind == "payout" else 0


def _judge(met: Met, books: Books, ready: dict[str, Judged], *, is_vat: bool) -> Judged:
    line = met.line
    of_dispute = line.kind in ("dispute", "dispute_won") or bool(line.kind == "fee" and met.thing_ref)
    if of_dispute or line.kind == "other" or not (line.fee or (line.kind == "payout" and line.gross)):
        return Judged(met, "nothing")
    about, moved = about_of(met), sum_of(line, is_vat=is_vat)
    before = books.lines.get(about)
    if before is not None and before.taken_back_at is None:
        is_same = (before.fee, before.paid_out) == (moved.fee, moved.paid_out)
        return Judged(met, "booked" if is_same else "left", about, moved, "" if is_same else "other_sum")
    if about in ready:
        return Judged(met, "left", about, moved, "disagrees")
    why = _why_not(met, moved, books, ready)
    if why:
        return Judged(met, "left", about, moved, why)
    if before is not None:
        return Judged(met, "taken_back", about, moved)
    asked = _why_ask(met, moved, books)
    return Judged(met, "ask" if asked else "ready", about, moved, asked)


def sum_of(line: StatementLine, *, is_vat: bool) -> Sum:
    """What the line moves; VAT apart only where the statement tells it and the business can use it."""
    nothing = Money.zero(line.gross.currency)
    vat = line.fee_vat if is_vat and line.fee_vat else nothing
    return Sum(line.fee, vat, -line.gross if line.kind == "payout" else nothing)


def _why_not(met: Met, moved: Sum, books: Books, ready: dict[str, Judged]) -> Why:
    """Why nobody may book it as it is told."""
    line = met.line
    if line.kind == "payout":
        return _why_no_payout(line, moved, books, ready)
    if line.kind == "fee":
        return _why_no_fee(line, moved, books)
    if met.what != "agrees":
        return "disagrees"
    least = Money.zero(line.fee.currency) if line.kind == "payment" else -abs(line.gross)
    fits = line.fee.currency == line.gross.currency and least <= line.fee <= abs(line.gross)
    return "odd_fee" if not fits or not _is_part(moved) else "" if line.is_final else "not_final"


def _why_no_fee(line: StatementLine, moved: Sum, books: Books) -> Why:
    if not name_of(line):
        return "unnamed"
    if line.gross or line.fee.minor < 0 or not _is_part(moved):
        return "odd_fee"
    if not line.is_final:
        return "not_final"
    return "too_large" if line.fee.minor > books.holds(line.fee.currency) else ""


def _why_no_payout(line: StatementLine, moved: Sum, books: Books, ready: dict[str, Judged]) -> Why:
    if not name_of(line):
        return "unnamed"
    if line.fee.minor < 0 or not _is_part(moved) or not line.is_final:
        return "odd_payout"
    if moved.paid_out.minor > 0:
        return "too_large" if moved.total_minor > books.holds(line.gross.currency) else ""
    about = f"payout:{name_of(line)}"
    row, fresh = books.lines.get(about), ready.get(about)
    sent = row.paid_out if row and not row.taken_back_at else fresh.sum.paid_out if fresh and fresh.sum else None
    return "" if sent == line.gross and not line.fee else "no_payout"


def _why_ask(met: Met, moved: Sum, books: Books) -> Why:
    """Why only a person may book it."""
    line = met.line
    if line.kind == "fee" and (line.attempt_key or line.reference or not line.line_id):
        return "stranger"
    return "shared_pot" if line.kind == "payout" and moved.paid_out.minor > 0 and books.is_shared else ""


def _is_part(moved: Sum) -> bool:
    """Whether the VAT is a part of the fee."""
    return moved.vat.currency == moved.fee.currency and 0 <= moved.vat.minor <= max(moved.fee.minor, 0)
