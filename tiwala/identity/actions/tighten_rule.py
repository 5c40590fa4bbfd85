"""Make a rule of signing in stricter than the house's own, or take that back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiwala.audit.actions.record import record
from tiwala.identity import rule_values
from tiwala.identity.models import SignInRule
from tiwala.identity.rules import RULES
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action, advisory_lock
from tiwala.kit.errors import BadInput


@action
def tighten_rule(name: str, *, number: int, by: Actor) -> SignInRule:
    """The rule as it holds from now on, everywhere within seconds. Never looser than its floor: BadInput.

    Setting what already holds changes nothing and leaves no record.
    """
    rule = RULES.get(name)
    if rule is None:
        raise BadInput(fields={"name": name})
    if not rule.allows(number):
        least, most = sorted((rule.floor, rule.extreme))
        words = _("Please choose a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        raise BadInput(fields={"number": words}, rule=name, floor=rule.floor)
    advisory_lock("identity:rules")
    row: SignInRule = SignInRule.objects.filter(name=name).first() or SignInRule(name=name, number=rule.default)
    before = row.number
    if before == number:
        return row
    row.number, row.set_by, row.set_at = number, by.id, clock.now()
    row.save()
    rule_values.forget()
    record("sign_in_rule:change", name, by=by, before=before, after=number)
    return row
