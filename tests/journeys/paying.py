"""What every payer does."""

from __future__ import annotations

import re

from tests.journeys.demo_house import Bill, DemoHouse
from tests.journeys.truth import references_of
from tests.journeys.visitor import Visitor

PAY = re.compile(r"^Pay ₱")
CARD, CHALLENGED, POOR = "4111 1111 1111 1111", "4000 0000 0000 3220", "4000 0000 0000 9995"


def start(visitor: Visitor, bill: Bill, way: str) -> Visitor:
    """Open the link, choose a way, press the button."""
    return visitor.go(bill.url).choose(way).press(PAY)


def type_card(visitor: Visitor, number: str) -> Visitor:
    """Fill in the card form of the gateway."""
    visitor.page.get_by_label("Card number").fill(number)
    visitor.page.get_by_label("Expires").fill("12/34")
    visitor.page.get_by_label("Security code").fill("123")
    return visitor


def reference_of(house: DemoHouse, invoice_ref: str) -> str:
    """The gateway's own name of the newest try to pay an invoice."""
    return references_of(house, invoice_ref)[-1]
