"""The shapes every resource shares."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from tiwala.api.cursors import PATTERN
from tiwala.kit.money import LARGEST_MINOR, Money

Minor = Annotated[int, Field(strict=True, ge=1, le=LARGEST_MINOR, description="Whole smallest units: centavos.")]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217.")]
Quantity = Annotated[
    str,
    Field(strict=True, pattern=r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?$", description="A decimal number as text."),
]
DESCRIPTION_LETTERS, REASON_LETTERS = 200, 300


def ref(prefix: str) -> Any:
    """An id of this kind, such as `inv_` and 26 letters."""
    return Field(pattern=f"^{prefix}_[0-9a-hjkmnp-tv-z]{{26}}$", max_length=30)


class Input(Schema):
    """A body: names we do not know are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid")


class MoneyIn(Input):
    """An amount above nothing."""

    amount_minor: Minor
    currency: Currency

    def money(self) -> Money:
        """As the house counts it."""
        return Money(self.amount_minor, self.currency)


class MoneyOut(Schema):
    """An amount in whole smallest units."""

    amount_minor: int
    currency: str


class Paged(Input):
    """What a list is asked with."""

    cursor: str = Field("", pattern=PATTERN.replace("{1,", "{0,"), description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class Problem(Schema):
    """RFC 9457: why there is no answer. `code` is stable; `title` is for people, in the reader's language."""

    type: str
    title: str
    status: int
    code: str
    instance: str
    request_id: str
    fields: dict[str, str] | None = None


def money(minor: int, currency: str) -> MoneyOut:
    """An amount for the wire."""
    return MoneyOut(amount_minor=minor, currency=currency)
