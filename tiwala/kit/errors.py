"""What we will not do (Refusal), what broke on the way (GatewayBreakdown), what must never be (InvariantBroken)."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """We will not do this, for a reason that is safe to show. One subclass a reason; facts are for the log."""

    code: str = "refused"
    message: str | Promise = _("We could not do this.")
    status: int = 409

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code)

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return str(self.message)


class NotFound(Refusal):
    """Nothing here, or nothing that this person may see: the two look the same."""

    code, message, status = "not_found", _("We could not find that."), 404


class NotAllowed(Refusal):
    """The person is known and may not do this."""

    code, message, status = "not_allowed", _("You may not do this."), 403


class NoCustomer(NotAllowed):
    """Signed in, and acting for no customer: staff, or somebody whose access was taken away."""

    code = "no_customer"
    message = _("You have access to no account here just now. Whoever gave it to you, or the business, can say why.")


class BadInput(Refusal):
    """What was sent does not make sense; `fields` says where and why."""

    code, message, status = "bad_input", _("Something in what you sent needs another look."), 422

    def __init__(self, *, fields: dict[str, str] | None = None, **facts: Any) -> None:
        self.fields = fields or {}
        super().__init__(**facts)


class BadMoney(BadInput):
    """Not an amount we can hold exactly."""

    code, message = "bad_amount", _("That is not an amount of money we can read.")


class BadId(NotFound):
    """Not one of our ids."""

    code = "not_found"


class WrongState(Refusal):
    """The thing is not in a state from which this move leads on."""

    code, message = "wrong_state", _("This can no longer be done: it has already moved on.")


class TryAgain(Refusal):
    """Somebody else is working on the same thing right now."""

    code, message, status = "busy", _("Somebody is working on this right now. Please try again in a moment."), 409


class TooMany(Refusal):
    """More tries than we allow in this time."""

    code, message, status = "too_many", _("Too many tries. Please wait a little and try again."), 429


class GatewayBreakdown(Exception):
    """The line to a gateway broke. `retry` says whether asking again can help."""

    def __init__(self, why: str, *, retry: bool) -> None:
        self.retry = retry
        super().__init__(why)


class InvariantBroken(Exception):
    """Something that must always hold does not. Stops, alarms, is never swallowed."""
