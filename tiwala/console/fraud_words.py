"""What packs, verdicts and kinds of keys are called; what is wrong with a rule, and where."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiwala.fraud.attributes import KINDS
from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.learning.moved import FRAUDS_TO_COMPARE, GOODS_TO_COMPARE
from tiwala.fraud.models import Training
from tiwala.fraud.shelf import Held

PACKS: Final[dict[str, Promise]] = {
    "card_testing": gettext_lazy("Card testing"),
    "velocity": gettext_lazy("Too many, too fast"),
    "mismatch": gettext_lazy("Countries at odds"),
    "amount": gettext_lazy("Unusual amounts"),
    "new_account": gettext_lazy("New customers"),
    "takeover": gettext_lazy("Taken-over accounts"),
    "refund_abuse": gettext_lazy("Refunds and disputes"),
    "under_attack": gettext_lazy("Under attack"),
}
ABOUT_PACKS: Final[dict[str, Promise]] = {
    "card_testing": gettext_lazy("Somebody tries stolen cards here to see which ones still work."),
    "velocity": gettext_lazy("One customer, browser or phone tries again and again, or from everywhere."),
    "mismatch": gettext_lazy(
        "Card, address, bill and goods are of different countries. A traveller or a gift is no fraud."
    ),
    "amount": gettext_lazy("An amount far from what this customer usually pays."),
    "new_account": gettext_lazy("Somebody who was never seen before, in a hurry or with an address for throwing away."),
    "takeover": gettext_lazy("A known customer who pays as if somebody else sat there."),
    "refund_abuse": gettext_lazy("Money given back or disputed again and again."),
    "under_attack": gettext_lazy("Stricter ones. They count only while somebody says that you are under attack."),
}
BRANDS: Final[dict[str, Promise | str]] = {
    "all": gettext_lazy("All together"),
    "jcb": "JCB",
    "amex": "American Express",
    "americanexpress": "American Express",
    "unionpay": "UnionPay",
}
VERDICTS: Final[dict[str, Promise]] = {
    "accept": gettext_lazy("Accept"),
    "review": gettext_lazy("Look at it"),
    "step_up": gettext_lazy("Ask for more proof"),
    "block": gettext_lazy("Refuse"),
}
STAGES: Final[dict[str, tuple[Promise, str]]] = {
    "draft": (gettext_lazy("Draft"), "quiet"),
    "shadow": (gettext_lazy("In shadow"), "accent"),
    "live": (gettext_lazy("Live"), "good"),
    "retired": (gettext_lazy("Retired"), "quiet"),
}
DRIFTS: Final[dict[str, tuple[Promise, str]]] = {
    "steady": (gettext_lazy("steady"), "good"),
    "moving": (gettext_lazy("moving"), "attention"),
    "changed": (gettext_lazy("changed"), "danger"),
}
CHANCES: Final[dict[str, tuple[Promise, str]]] = {
    "open": (gettext_lazy("not known yet"), "quiet"),
    "right": (gettext_lazy("right"), "good"),
    "too_low": (gettext_lazy("too low"), "danger"),
    "too_high": (gettext_lazy("too high"), "attention"),
}
TRAININGS: Final[dict[str, Promise]] = {
    "kept": gettext_lazy("a new model was kept."),
    "not_enough": gettext_lazy("too little could be used; nothing was kept."),
    "worse": gettext_lazy("the new one was worse than the one that stands; nothing was kept."),
    "too_long": gettext_lazy("it took too long and was given up; nothing was kept."),
    "failed": gettext_lazy("it failed; nothing was kept."),
}
ABOUTS: Final[dict[str, Promise]] = {
    "ip": gettext_lazy("Internet address"),
    "net": gettext_lazy("Network (/24, /48)"),
    "customer": gettext_lazy("Customer"),
    "mail": gettext_lazy("E-mail address"),
    "mail_domain": gettext_lazy("Mail domain"),
    "phone": gettext_lazy("Phone number"),
    "address": gettext_lazy("Postal address"),
    "card": gettext_lazy("Card"),
    "method": gettext_lazy("Kept method"),
    "device": gettext_lazy("Browser"),
    "bin": gettext_lazy("First digits of cards (BIN)"),
}
_AROUND: Final = 18


def named(words: dict[str, Promise], name: str) -> str:
    """The word for it; what has none is shown as it is."""
    return str(words.get(name, name))


def card_brand(name: str) -> str:
    """A card brand as people write it; `all` is all payments together."""
    return str(BRANDS.get(name, name.capitalize()))


def called(number: int) -> str:
    """What a version of a model is called."""
    return _("Model %(number)d") % {"number": number}


def trained(last: Training) -> str:
    """What came of a training, and where it was compared, with what."""
    told = named(TRAININGS, last.how)
    compared = last.facts.get("compared") or []
    waits = last.facts.get("waits") or []
    if not compared and waits:
        facts = {"found": min(one["frauds"] for one in waits), "needed": FRAUDS_TO_COMPARE}
        more = _("Not compared yet: %(found)d of %(needed)d known frauds that neither model had learned from.") % facts
        return f"{told} {more}"
    if not compared:
        return told
    least = max(compared, key=lambda one: one["theirs"])
    figures = {"ours": f"{least['ours']:.3f}", "theirs": f"{least['theirs']:.3f}"}
    return f"{told} {_('Average precision %(ours)s against %(theirs)s.') % figures}"


def chances_of(held: Held | None) -> str:
    """How many frauds a model's scores made expect, and how many became known."""
    if held is None:
        return _("Not enough payments were scored yet.")
    facts = {"expected": f"{held.expected:.1f}", "known": held.known}
    told = _("%(expected)s frauds expected, %(known)d became known.") % facts
    if held.word != "open":
        return told
    return f"{told} {_('It can be said from %(needed)d on.') % {'needed': FRAUDS_TO_COMPARE}}"


def beside(held: Held | None) -> str:
    """How the one in shadow ranks beside the live one, or what is missing to say so; empty where none is live."""
    one = held.beside if held else None
    if one is None:
        return ""
    if one.ours is None or one.theirs is None:
        facts = {
            "frauds": one.frauds,
            "frauds_needed": FRAUDS_TO_COMPARE,
            "goods": one.goods,
            "goods_needed": GOODS_TO_COMPARE,
        }
        return (
            _(
                "Not enough yet: %(frauds)d of %(frauds_needed)d known frauds and %(goods)d of %(goods_needed)d good"
                " payments that both scored, at least 14 days ago."
            )
            % facts
        )
    figures = {
        "ours": f"{one.ours:.3f}",
        "theirs": f"{one.theirs:.3f}",
        "frauds": one.frauds,
        "payments": one.frauds + one.goods,
    }
    told = (
        _("Average precision %(ours)s against %(theirs)s, on %(payments)d payments with %(frauds)d frauds.") % figures
    )
    return f"{told} {_('The live one is better.')}" if one.is_worse else told


def what_is_wrong(refused: RuleRefused, text: str) -> str:
    """What is wrong with a rule and where, with the words around it."""
    told = _fault(refused)
    if refused.place is None or not text:
        return told
    place = min(refused.place, len(text))
    near = f"{text[max(0, place - _AROUND) : place]} ▸ {text[place : place + _AROUND]}"
    return _("%(fault)s At sign %(place)d: %(near)s") % {
        "fault": told,
        "place": place + 1,
        "near": " ".join(near.split()),
    }


def _fault(refused: RuleRefused) -> str:
    near = get_close_matches(refused.name, KINDS, n=1) if refused.name else []
    kinds = {"number": _("a number"), "text": _("a text in double quotes"), "flag": _("a yes or no")}
    too_much = _("This is too much for one rule. Make two of it.")
    told = {
        "too_long": _("A rule has at most 2,000 signs."),
        "too_large": too_much,
        "too_deep": too_much,
        "unknown_sign": _("This sign is not known here."),
        "unknown_attribute": _("There is no attribute “%(name)s”.") % {"name": refused.name},
        "wrong_type": _("Here %(kind)s is needed.") % {"kind": kinds.get(refused.wanted, _("a written value"))},
        "not_whole": _("The rule stops too early, or a bracket or a word is missing."),
        "unknown_word": _("This word or this way of writing is not known here."),
    }[refused.fault]
    return f"{told} {_('Did you mean “%(name)s”?') % {'name': near[0]}}" if near else told
