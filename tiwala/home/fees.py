"""A way that costs a fee is begun only after the payer has seen the total, on a page whose button repeats it."""

from __future__ import annotations

from dataclasses import dataclass

from tiwala.home.forms import PayForm
from tiwala.home.ways import Way
from tiwala.kit.errors import Refusal
from tiwala.kit.money import Money


@dataclass(frozen=True, slots=True)
class Agree:
    """What is to be agreed: the way, the amount without its fee. The key and the wish to keep the method go along."""

    way: Way
    amount: Money
    key: str
    keep: str = ""

    @property
    def typed(self) -> str:
        """The amount as a person would write it, so that the page around it is about the same."""
        return str(self.amount.decimal)


class FeeToAgree(Refusal):
    """The payer has not seen the total yet: not a refusal to show, but a question."""

    code, status = "fee_to_agree", 200

    def __init__(self, agree: Agree) -> None:
        self.agree = agree
        super().__init__(way=agree.way.value)


def must_agree(way: Way, form: PayForm) -> None:
    """FeeToAgree unless the form says that this very fee was seen."""
    if form.agreed_minor != way.surcharge.minor:
        amount = Money(form.amount_minor, way.surcharge.currency)
        raise FeeToAgree(Agree(way, amount, form.key, form.keep))
