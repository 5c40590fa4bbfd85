"""What the rail of a payment still gives back, in plain words, before anybody tries."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiwala.business.words import method_words
from tiwala.gateways.queries import account_by_public_id
from tiwala.payments.giving_back import Source
from tiwala.payments.refund_terms import Terms
from tiwala.ui.templatetags.ui import money, short_day
from tiwala.ui.wording import short_day_words


def try_words(source: Source) -> str:
    """A try that brought money, for the choice between two."""
    return _("%(left)s through %(account)s, %(when)s") % {
        "left": money(source.left),
        "account": account_by_public_id(source.attempt.gateway_account_ref).label,
        "when": short_day(source.attempt.state_at),
    }


def story_of_all(there: list[Source]) -> str:
    """The terms of the money that would go back first."""
    if not there:
        return _("Nothing is left of this payment to give back.")
    return story_of(there[0].terms, method=there[0].attempt.method)


def story_of(terms: Terms, *, method: str) -> str:
    """How much, until which day, and what a refund does to the invoice."""
    return f"{_rail(terms, str(method_words(method).name))} " + _(
        "What it had paid is owed again unless it had become credit; a credit note lowers what is owed."
    )


def _rail(terms: Terms, name: str) -> str:
    until = short_day_words(terms.until, language=get_language() or "en") if terms.until else ""
    if terms.parts_from is not None:
        return _("Today only the whole payment can go back by %(name)s; a part can from tomorrow, until %(until)s.") % {
            "name": name,
            "until": until,
        }
    if terms.kind == "partial":
        return _("All or a part can go back by %(name)s until %(until)s.") % {"name": name, "until": until}
    if terms.kind == "full":
        return _("Only the whole payment can go back by %(name)s, until %(until)s.") % {"name": name, "until": until}
    if terms.why == "too_late":
        return _("%(name)s took money back until %(until)s; that is over. Pay it back by transfer or keep it as "
                 "credit.") % {"name": name, "until": until}  # fmt: skip
    if terms.why == "rail":
        return _("%(name)s cannot give money back. Pay it back by transfer or keep it as credit.") % {"name": name}
    return _("This money came over the counter or into the bank: give it back in cash, by transfer, or as credit.")
