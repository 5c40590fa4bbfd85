"""What a person is told of how their tries to pay were judged: in plain words, and nothing that teaches a thief.

What was decided and when, what kind of thing spoke against a try, what people found, and what became known. Never a
rule, a limit, a value that was counted or another person: whoever knows those knows how not to be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.fraud.learning.grouping import group_of
from tiwala.fraud.models import Assessment, Label, Review

OF_PACK: Final[Mapping[str, Promise]] = {
    "card_testing": gettext_lazy("how often payments were tried and declined from where you paid"),
    "velocity": gettext_lazy("how often, and from how many places, payments were tried"),
    "mismatch": gettext_lazy("countries that do not fit together"),
    "amount": gettext_lazy("an amount far from what is usual for you"),
    "new_account": gettext_lazy("how new the account or its addresses are"),
    "takeover": gettext_lazy("signs that somebody else may use your account or card"),
    "refund_abuse": gettext_lazy("money given back, and disputes, of earlier payments"),
    "under_attack": gettext_lazy("an attack on this business at that time"),
}
_OF_GROUP: Final[Mapping[str, Promise]] = {
    **dict.fromkeys(("habit", "outliers", "size"), OF_PACK["amount"]),
    "mismatch": OF_PACK["mismatch"],
    **dict.fromkeys(("ip", "net", "device", "card", "mail", "phone", "address"), OF_PACK["card_testing"]),
    **dict.fromkeys(("customer", "house"), OF_PACK["velocity"]),
    "shared": gettext_lazy("frauds of others that became known from the same place, card or browser"),
}
_OTHER: Final = gettext_lazy("other facts of the payment")
_STAFF_RULE: Final = gettext_lazy("a rule of this business")
_LISTS: Final = gettext_lazy("a list that people of this business keep")
LOW, HIGH = 50, 300
"""In thousandths: below the first a chance of fraud is low, from the second on it is high."""
_FOUND: Final[Mapping[str, Promise]] = {
    "fraud": gettext_lazy("A person looked at it and found that somebody else had paid."),
    "cleared": gettext_lazy("A person looked at it and found it in order."),
    "unsure": gettext_lazy("A person looked at it and could not be sure."),
}
_KNOWN: Final[Mapping[str, Promise]] = {
    "confirmed": gettext_lazy("people here found that it was fraud"),
    "dispute_fraud": gettext_lazy("a bank disputed it: the owner of the card says it was not them"),
    "early_warning": gettext_lazy("the card's bank warned of it"),
    "reported": gettext_lazy("somebody said that they did not make it"),
    "dispute_other": gettext_lazy("a bank disputed it for another reason"),
    "unsure": gettext_lazy("people here could not be sure"),
    "cleared": gettext_lazy("people here found it in order"),
}


def how_it_works(months: int) -> list[str]:
    """How tries are judged, in general: what is looked at, what comes of it, and how to have a person decide."""
    return [
        _(
            "Each time somebody begins to pay, rules that people of this business put in force look at how often and"
            " from where payments are tried, whether banks said no, whether the amount is usual for you, and whether"
            " card, browser, addresses and countries fit together. This is profiling, to protect whoever a stolen card"
            " belongs to."
        ),
        _(
            "Where enough earlier payments are known as fraud or as good, a program also works out from them how likely"
            " fraud is. This number by itself refuses nobody: only rules do that ask for it."
        ),
        _(
            "A payment may go on, go on and be looked at by a person afterwards, need one more proof from you, or not"
            " be sent. If it was not sent you can have a person decide, and say why you think it is wrong."
        ),
        _("It is kept for %(months)d months, without your name, and no longer as yours once you are deleted here.")
        % {"months": months},
    ]


def came_of(one: Assessment | None, *, is_blocked: bool) -> str:
    """What was done because of the judgement; a try that was not sent is told as such."""
    if one is None:
        return ""
    if is_blocked:
        return _("It was refused.")
    if one.is_shadow or one.verdict == "accept":
        return _("Nothing: it was watched only.")
    sentences = {
        "review": _("It was marked for a person to look at."),
        "step_up": _("You were asked for one more proof."),
        "block": _("It went on, for a person had looked at your payments shortly before."),
    }
    return sentences[one.verdict]


def spoke_against(one: Assessment | None) -> str:
    """What kind of thing counted against it: of rules in force, of the model's number, and of lists."""
    if one is None:
        return ""
    told = [
        OF_PACK.get(str(reason.get("pack")), _STAFF_RULE) for reason in one.reasons if not reason.get("is_shadow", True)
    ]
    told += [_LISTS for entry in one.listed if entry.get("side") in ("deny", "watch")]
    told += [_OF_GROUP.get(group_of(str(reason.get("attribute"))), _OTHER) for reason in _leading(one)]
    return "; ".join(dict.fromkeys(str(text) for text in told))


def chance_words(one: Assessment | None) -> str:
    """The number that a model gave, in a word: as a figure it would tell how near a try came."""
    if one is None or one.score is None:
        return ""
    if one.score < LOW:
        return _("low")
    return _("high") if one.score >= HIGH else _("middle")


def found_by_people(review: Review | None) -> str:
    """What a person found; their note is theirs."""
    if review is None:
        return ""
    if not review.outcome:
        return _("A person will look at it.")
    return f"{_FOUND[review.outcome]} ({review.state_at.date().isoformat()})"


def became_known(labels: Sequence[Label]) -> str:
    """What became known later, each with its day."""
    told = (f"{_KNOWN[one.kind]} ({one.known_at.date().isoformat()})" for one in labels)
    return "; ".join(dict.fromkeys(told))


def _leading(one: Assessment) -> list[dict[str, Any]]:
    """The reasons of a number that is not low."""
    return list(one.score_reasons) if one.score is not None and one.score >= LOW else []
