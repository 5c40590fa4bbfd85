"""The moves of a version of a rule or a model, and of a review, as data."""

from enum import StrEnum

from tiwala.kit.states import Machine


class RuleStage(StrEnum):
    """How far a version of a rule has come."""

    DRAFT = "draft"
    SHADOW = "shadow"
    LIVE = "live"
    RETIRED = "retired"


S = RuleStage
RULE = Machine[RuleStage](
    "rule",
    moves={
        "shadow": ({S.DRAFT, S.LIVE, S.RETIRED}, S.SHADOW),
        "go_live": ({S.SHADOW}, S.LIVE),
        "retire": ({S.DRAFT, S.SHADOW, S.LIVE}, S.RETIRED),
    },
    open=frozenset(S),
    final=frozenset(),
)


class ModelStage(StrEnum):
    """How far a version of a model has come."""

    DRAFT = "draft"
    SHADOW = "shadow"
    LIVE = "live"
    RETIRED = "retired"


M = ModelStage
MODEL = Machine[ModelStage](
    "fraud model",
    moves={
        "shadow": ({M.DRAFT, M.LIVE, M.RETIRED}, M.SHADOW),
        "go_live": ({M.SHADOW}, M.LIVE),
        "retire": ({M.DRAFT, M.SHADOW, M.LIVE}, M.RETIRED),
    },
    open=frozenset(M),
    final=frozenset(),
)


class ReviewState(StrEnum):
    """Whether a person still has to look."""

    OPEN = "open"
    DONE = "done"


W = ReviewState
REVIEW = Machine[ReviewState](
    "review",
    moves={"close": ({W.OPEN}, W.DONE), "reopen": ({W.DONE}, W.OPEN)},
    open=frozenset(W),
    final=frozenset(),
)
