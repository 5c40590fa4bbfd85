"""What fraud refuses to do."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, Refusal

Fault = Literal[
    "too_long", "too_large", "too_deep", "unknown_sign", "unknown_word", "unknown_attribute", "not_whole", "wrong_type"
]


class RuleRefused(BadInput):
    """The text is no rule of ours: not saved, never run. `fault` says why, `place` where."""

    code = "rule_refused"
    message = _("This rule cannot be read. Please check its words and signs.")

    def __init__(self, fault: Fault, **facts: object) -> None:
        super().__init__(fields=None, fault=fault, **facts)
        self.fault = fault
        place, name = facts.get("place"), facts.get("name")
        self.place = place if isinstance(place, int) else None
        self.name = name if isinstance(name, str) else ""
        self.wanted = str(facts.get("wanted", ""))


class OwnRule(Refusal):
    """Whoever wrote a rule is not the second person for it."""

    code, status = "own_rule", 403
    message = _("You wrote one of these rules yourself. Somebody else has to decide.")


class ReviewHeld(Refusal):
    """A colleague has this review just now."""

    code = "review_held"
    message = _("A colleague is looking at this payment just now. Their time ends by itself.")


class TooManyReports(Refusal):
    """So many payments of one customer were reported lately that a person has to be talked to."""

    code, status = "too_many_reports", 429
    message = _("You told us of several payments lately. Please talk to us, so that a person can help you at once.")


class ModelRefused(BadInput):
    """What was read is no model of ours: not kept, never asked."""

    code = "model_refused"
    message = _("This model cannot be read.")

    def __init__(self, part: str) -> None:
        super().__init__(fields=None, part=part)


class ModelTooYoung(Refusal):
    """A model is watched in shadow before it counts."""

    code = "model_too_young"
    message = _("This model has not been watched in shadow long enough yet.")


class ModelWorse(Refusal):
    """On the tries that both scored, the live model ranked frauds better."""

    code = "model_worse"
    message = _("The model that is live was better on the payments that both have scored. Let this one watch on.")

    def __init__(self, *, ours: float, theirs: float) -> None:
        super().__init__(ours=ours, theirs=theirs)

    @property
    def text(self) -> str:
        """With both figures."""
        told = _("Average precision: %(theirs)s of the live one, %(ours)s of this one.")
        figures = {name: f"{value:.3f}" for name, value in self.facts.items()}
        return f"{self.message} {told % figures}"


class SchoolingFailed(Exception):
    """A training came to no end: `how` is too_long or failed, `why` the kind of the error."""

    def __init__(self, how: str, why: str) -> None:
        super().__init__(how)
        self.how, self.why = how, why
