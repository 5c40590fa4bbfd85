"""The moves of a review of access, as data."""

from enum import StrEnum

from tiwala.kit.states import Machine


class ReviewState(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    SIGNED = "signed"


R = ReviewState
REVIEW = Machine[ReviewState](
    "access_review",
    moves={"sign": ({R.OPEN}, R.SIGNED)},
    open=frozenset({R.OPEN}),
    final=frozenset({R.SIGNED}),
)
