"""Kept ways to pay on a pay form: which can be used now, and the consent to keep another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tiwala.business.words import method_words
from tiwala.customers.facts import ConsentFacts
from tiwala.home import ways
from tiwala.home.fees import must_agree
from tiwala.home.forms import PayForm
from tiwala.kit.actor import Actor
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of
from tiwala.payments.errors import MethodGone, MethodNotOffered
from tiwala.payments.models import SavedMethod
from tiwala.payments.saving import keep_facts

SAVED = "saved:"


@dataclass(frozen=True, slots=True)
class KeptWay:
    """One kept card or wallet as a row of the pay form."""

    value: str
    ref: str
    method: str
    account_ref: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class Saving:
    """What a form offers besides: kept ways, and the words of consent with their hash, empty where none can be kept."""

    kept: tuple[KeptWay, ...] = ()
    words: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """How it is to be paid: by what, at which account, with which kept way, keeping it or not."""

    method: str
    account_ref: str
    others: tuple[str, ...] = ()
    surcharge_minor: int = 0
    saved_ref: str = ""
    keep: ConsentFacts | None = None

    @property
    def is_personal(self) -> bool:
        """Whether only the person themself may do this, not whoever holds a link."""
        return bool(self.saved_ref or self.keep)


def saving_for(request: HttpRequest, customer_ref: str, offered: Iterable[ways.Way]) -> Saving:
    """For whoever is signed in and pays for this customer; nothing for the holder of a link alone."""
    actor, offered = actor_of(request), tuple(offered)
    if not may_save(actor, customer_ref):
        return Saving()
    facts = _consent(request, customer_ref) if any(way.can_keep for way in offered) else None
    return Saving(_kept(customer_ref, offered), facts.words if facts else "", facts.sha256 if facts else "")


def may_save(actor: Actor, customer_ref: str) -> bool:
    """Whether this is a person of the customer who pays; the proof is asked for when they do it."""
    return actor.kind == "person" and not actor.is_staff and actor.goes(customer_ref, "pays")


def is_personal(form: PayForm) -> bool:
    """Whether the form asks for a kept way, or to keep one: both need the highest level."""
    return form.way.startswith(SAVED) or bool(form.keep)


def choose(request: HttpRequest, form: PayForm, *, offered: Iterable[ways.Way], customer_ref: str) -> Choice:
    """What the form means; refuses a way that is not offered, and a consent to other words than those shown now."""
    offered = tuple(offered)
    if form.way.startswith(SAVED):
        kept = next((one for one in _kept(customer_ref, offered) if one.value == form.way), None)
        if kept is None:
            raise MethodNotOffered(fields={"way": str(MethodGone.message)})
        return Choice(kept.method, kept.account_ref, saved_ref=kept.ref)
    way = ways.chosen(offered, form.way)
    if way is None:
        raise MethodNotOffered(fields={"way": _("Please choose one of the ways to pay below.")})
    must_agree(way, form)
    choice = Choice(way.method, way.account_ref, way.accounts[1:], way.surcharge.minor)
    if not form.keep:
        return choice
    facts = _consent(request, customer_ref)
    if facts.sha256 != form.keep:
        raise BadInput(fields={"keep": _("The words you agreed to have changed. Please read them again.")})
    if not way.can_keep:
        raise BadInput(fields={"keep": _("This way to pay cannot be kept. Choose a card or wallet, or untick it.")})
    return replace(choice, keep=facts)


def _consent(request: HttpRequest, customer_ref: str) -> ConsentFacts:
    agent = request.headers.get("User-Agent", "")[:400]
    return keep_facts(customer_ref, language=get_language() or "en", agent=agent)


def _kept(customer_ref: str, offered: tuple[ways.Way, ...]) -> tuple[KeptWay, ...]:
    usable = {(way.method, account) for way in offered if way.can_keep for account in way.accounts}
    found = (
        SavedMethod.objects.filter(customer_ref=customer_ref)
        .kept()
        .order_by(F("last_used_at").desc(nulls_last=True), "-id")
    )
    return tuple(kept_way(one) for one in found if (one.method, one.gateway_account_ref) in usable)


def kept_way(method: SavedMethod) -> KeptWay:
    """A kept method as people see it."""
    words = method_words(method.method)
    ref = method.public_id
    name = method.shown or str(words.name)
    return KeptWay(f"{SAVED}{ref}", ref, method.method, method.gateway_account_ref, name, words.icon)
