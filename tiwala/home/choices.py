"""What a pay form offers: the amount (in the address, so that the button can repeat it), the ways, a fresh key."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from tiwala.home import ways
from tiwala.home.forms import read_part
from tiwala.kit.errors import BadInput, Refusal
from tiwala.kit.money import Money
from tiwala.payments.errors import MethodDown
from tiwala.payments.models import Attempt
from tiwala.payments.queries import ended_on_the_spot
from tiwala.payments.states import LIVE

TEXT_MAX = 20


@dataclass(frozen=True, slots=True)
class Choices:
    """The form as it is shown. `least` is the smallest part that may be paid, None when only the whole is taken.

    `down` names ways that are out of order just now, `ruled_out` says why others are not shown.
    """

    owed: Money
    amount: Money
    ways: tuple[ways.Way, ...]
    least: Money | None
    typed: str
    error: str
    key: UUID
    down: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()

    @property
    def has_fee(self) -> bool:
        """Whether some way costs more than the amount."""
        return any(way.surcharge for way in self.ways)

    @property
    def is_part(self) -> bool:
        """Whether less than all would be paid."""
        return self.amount != self.owed


def choices_for(owed: Money, *, typed: str, without: frozenset[str] = frozenset()) -> Choices:
    """The form for this debt. `typed` is the other amount a person wrote, `without` are ways that just failed."""
    amount, error, offered = owed, "", ways.look(owed, without=without)
    least = ways.least_part(offered.open)
    typed = typed[:TEXT_MAX]
    if least is not None and typed:
        try:
            amount = read_part(typed, owed, least_minor=least)
        except BadInput as refusal:
            error = sentence(refusal)
        offered = ways.look(amount, is_part=amount != owed, without=without)
    return Choices(
        owed=owed,
        amount=amount,
        ways=offered.open,
        least=Money(least, owed.currency) if least is not None and least < owed.minor else None,
        typed=typed,
        error=error,
        key=uuid4(),
        down=offered.down,
        ruled_out=offered.ruled_out,
    )


def down_by(refused: Refusal | None) -> frozenset[str]:
    """The method that was just found not to work, to be left out of the rows."""
    return frozenset({str(refused.facts["method"])}) if isinstance(refused, MethodDown) else frozenset()


def found_down(attempt: Attempt) -> bool:
    """Whether this try ended because no account of its method does anything: another way may be chosen at once."""
    return ended_on_the_spot(attempt) and attempt.saved_method_id is None  # a kept one may be gone: that one alone


def sentence(refused: Refusal) -> str:
    """What to say: the field's own sentence when there is one."""
    if isinstance(refused, BadInput) and refused.fields:
        return next(iter(refused.fields.values()))
    return refused.text


def onward(attempt: Attempt, own_page: str) -> str:
    """To the gateway's page while the payer is wanted there; else to the try's own page (QR, code, news)."""
    if attempt.state in LIVE and attempt.redirect_url and not (attempt.qr_payload or attempt.code):
        return attempt.redirect_url
    return own_page
