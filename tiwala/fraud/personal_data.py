"""What this room holds about a person. Forgotten after `conf.fraud.keep_months`; unlinked when the person is erased."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tiwala.fraud.models import Assessment, Ending, Label, Learned, Review, Sighting
from tiwala.fraud.telling import became_known, came_of, chance_words, found_by_people, spoke_against

PERSONAL_FIELDS = {
    "Sighting.customer_ref": "to know a customer's own habit; a name of nobody once they are erased",
    "Sighting.ip_mark": "a keyed fingerprint: many tries from one address",
    "Sighting.net_mark": "a keyed fingerprint: many tries from one network",
    "Sighting.method_mark": "a keyed fingerprint: a kept method that others use too",
    "Sighting.device_mark": "a keyed fingerprint of the browser's cookie: a browser that is new, or used by many",
    "Sighting.mail_mark": "a keyed fingerprint: one mailbox of many customers",
    "Sighting.domain_mark": "a keyed fingerprint: lists of mail services",
    "Sighting.phone_mark": "a keyed fingerprint: one phone of many customers",
    "Sighting.card_mark": "a keyed fingerprint: a card that others use too",
    "Sighting.bill_mark": "a keyed fingerprint of the postal address: one address of many customers",
    "Sighting.ship_mark": "a keyed fingerprint of where the goods go",
    "Sighting.bin": "the first six or eight digits of a card: many cards of one kind",
    "Sighting.ip_country": "a country: address, card and bill that are at odds",
    "Sighting.card_country": "the same",
    "Sighting.bill_country": "the same",
    "Sighting.ship_country": "the same",
    "Sighting.phone_country": "the same",
    "Learned.card_mark": "a keyed fingerprint of the card, as the gateway's answer told of it",
    "Learned.bin": "its first six or eight digits",
    "Learned.country": "its country",
    "Learned.brand": "its brand",
    "Entity.mark": "a keyed fingerprint of the customer, or of a key of theirs: what became of it",
    "Entity.memory": "times, counts, ordinary amounts and known frauds of that key; short fingerprints of what it met",
    "Burst.mark": "a keyed fingerprint of the address, browser or customer that many cards came by",
    "Burst.payment_ref": "the newest payment of a burst, to begin looking at",
    "Recalled.payment_ref": "that the payment was taken into long memory, once",
    "Assessment.verdict": "what was decided of the try",
    "Assessment.score": "the chance of fraud by the business's own model, in thousandths",
    "Assessment.shadow_score": "the same, by a model that is only watched",
    "Assessment.reasons": "which rules matched, with the values they saw",
    "Label.kind": "what became known of the payment: a dispute, a report, what people found",
    "Review.outcome": "what people found when they looked",
    "Review.note": "why, in their words; sealed",
    "Assessment.score_reasons": "which of these values spoke for fraud, and how much",
    "Assessment.shadow_score_reasons": "the same, by a model that is only watched",
    "Assessment.values": "counts, amounts and countries that the rules looked at; no address, no name",
}

_ENDED = {
    "paid": gettext_noop("paid"),
    "declined": gettext_noop("declined"),
    "blocked": gettext_noop("refused by us"),
    "refunded": gettext_noop("given back"),
    "disputed": gettext_noop("disputed"),
}


def held_about(customer_ref: str) -> list[dict[str, str]]:
    """Each try to pay in plain words, oldest first: what is kept of it, how it was judged, and what was found.

    What kind of thing spoke against it is told; which rules there are, and their limits, are not: that would tell how
    not to be seen.
    """
    tries = list(Sighting.objects.filter(customer_ref=customer_ref).order_by("id"))
    refs = [one.payment_ref for one in tries]
    ended: dict[str, list[str]] = {}
    blocked: set[str] = set()
    for ending in Ending.objects.filter(payment_ref__in=refs).order_by("id"):
        ended.setdefault(ending.payment_ref, []).append(_(_ENDED[ending.how]))
        blocked |= {ending.payment_ref} if ending.how == "blocked" else set()
    cards: dict[str, list[str]] = {}
    for card in Learned.objects.filter(payment_ref__in=refs).order_by("id"):
        cards.setdefault(card.payment_ref, []).append(" ".join(filter(None, (card.brand, card.bin, card.country))))
    thought = {one.payment_ref: one for one in Assessment.objects.filter(payment_ref__in=refs).defer("values")}
    reviews = {one.payment_ref: one for one in Review.objects.filter(payment_ref__in=refs)}
    labels: dict[str, list[Label]] = {}
    for label in Label.objects.filter(payment_ref__in=refs).order_by("known_at", "id"):
        labels.setdefault(label.payment_ref, []).append(label)
    return [
        {
            "payment": one.payment_ref,
            "at": one.at.isoformat(),
            "how_it_ended": ", ".join(ended.get(one.payment_ref, [])),
            "kept_as_fingerprints": ", ".join(_prints(one)),
            "card_as_told_by_the_gateway": "; ".join(cards.get(one.payment_ref, [])),
            "countries": _countries(one),
            **_judged(thought.get(one.payment_ref), blocked=one.payment_ref in blocked),
            "what_people_found": found_by_people(reviews.get(one.payment_ref)),
            "what_became_known": became_known(labels.get(one.payment_ref, [])),
        }
        for one in tries
    ]


def _judged(one: Assessment | None, *, blocked: bool) -> dict[str, str]:
    """What was thought of a try as it began."""
    return {
        "judged_at": one.at.isoformat() if one else "",
        "what_came_of_watching": came_of(one, is_blocked=blocked),
        "chance_of_fraud_by_the_model": chance_words(one),
        "what_spoke_against_it": spoke_against(one),
    }


def _prints(one: Sighting) -> list[str]:
    names = {
        "ip_mark": _("your internet address"),
        "net_mark": _("its network"),
        "device_mark": _("your browser's cookie"),
        "mail_mark": _("your e-mail address"),
        "domain_mark": _("your mail service"),
        "phone_mark": _("your phone number"),
        "bill_mark": _("your address"),
        "ship_mark": _("where the goods go"),
        "card_mark": _("your card"),
        "method_mark": _("your kept way to pay"),
    }
    return [name for column, name in names.items() if getattr(one, column) is not None]


def _countries(one: Sighting) -> str:
    told = {
        _("internet address"): one.ip_country,
        _("card"): one.card_country,
        _("bill"): one.bill_country,
        _("goods"): one.ship_country,
        _("phone"): one.phone_country,
    }
    return ", ".join(f"{name}: {code}" for name, code in told.items() if code)
