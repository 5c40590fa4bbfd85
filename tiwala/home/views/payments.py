"""Pay one, some or all of what is due, signed in; and how that payment stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiwala.business import queries as business
from tiwala.customers.access import must_pay_for
from tiwala.home import qr, tries, ways, whose
from tiwala.home.by_hand import begin, call_off
from tiwala.home.choices import choices_for, down_by, found_down, onward, sentence
from tiwala.home.dues import Dues, dues_of, picked, spread, total
from tiwala.home.fees import Agree, FeeToAgree
from tiwala.home.forms import PayForm
from tiwala.home.pages import cards, page
from tiwala.home.saving import choose as saved_choice
from tiwala.home.saving import is_personal, saving_for
from tiwala.home.standing import Doors, standing_page
from tiwala.home.views.attempts import Shown
from tiwala.identity import browsers
from tiwala.invoicing.queries import DueInvoice
from tiwala.kit.errors import BadInput, NotFound, Refusal
from tiwala.kit.money import Money
from tiwala.kit.policy import actor_of, customer_only, is_well_proven, proof_first
from tiwala.ledger import balances
from tiwala.payments.errors import AlreadyBeingPaid, KeyReused, MethodDown, MethodGone
from tiwala.payments.facts import StartFacts
from tiwala.payments.models import Attempt
from tiwala.ui import csp

INVOICES_MAX = 200


@customer_only(needs="pays")
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose invoices (?all=1, or ?invoice=… again and again), then an amount and a way."""
    browsers.greet(request)
    return _choose(request)


@customer_only
@require_POST
def start(request: HttpRequest) -> HttpResponseBase:
    """One payment for everything chosen, once per form."""
    here = whose.here(request)
    must_pay_for(here.ref, by=actor_of(request))
    try:
        form = PayForm.read(request)
        proof = proof_first(request, back=_back(request)) if is_personal(form) else None
        if proof is not None:
            return proof
        attempt = _begin(request, form, here.ref)
        if found_down(attempt):
            raise MethodDown(method=attempt.method)
    except (AlreadyBeingPaid, KeyReused):
        return redirect("home:overview")
    except FeeToAgree as fee:
        return _choose(request, agree=fee.agree)
    except (BadInput, MethodGone) as refusal:
        return _choose(request, refused=refusal)
    return redirect(onward(attempt, reverse("home:payment", args=[attempt.public_id])))


@customer_only
@require_safe
def show(request: HttpRequest, attempt_ref: str) -> HttpResponse:
    """How my payment stands; looking asks the gateway, every few seconds at most."""
    attempt, targets = own(request, attempt_ref)
    return page_of(request, Shown(tries.fresh(attempt, by=actor_of(request)), targets))


def page_of(request: HttpRequest, shown: Shown) -> HttpResponse:
    """The page of this try."""
    told, attempt, targets = tries.told(shown.attempt, shown.targets), shown.attempt, shown.targets
    left = Money(max(sum(balances.open_amounts(targets).values()), 0), attempt.currency)
    doors = Doors(
        here=reverse("home:payment", args=[told.ref]),
        cancel=reverse("home:payment_cancellation", args=[told.ref]),
        choose=reverse("home:choose"),
        picture=reverse("home:payment_qr", args=[told.ref]),
        receipt=reverse("home:paper", args=[told.receipt_ref]) if told.receipt_ref else "",
        proof=reverse("home:payment_proof", args=[told.ref]),
        prove=reverse("home:payment_again", args=[told.ref]),
        ask=reverse("home:payment_person", args=[told.ref]),
        report=reverse("home:payment_report", args=[told.ref]),
    )
    here = whose.here(request)
    more = {"left": left, "here": here, "switchable": cards(request, here), "proof": shown.form}
    response = standing_page(request, "home/payment.html", told, doors, more)
    response["Cache-Control"] = "no-store, private"
    return response


@customer_only
@require_safe
def come_back(request: HttpRequest, key: str) -> HttpResponse:
    """Where the gateway sends a signed-in payer back to."""
    for ref in sorted(actor_of(request).customer_refs):
        attempt = tries.by_payment_key(f"{ref}:{key}")
        if attempt is not None:
            tries.fresh(attempt, by=actor_of(request), every=tries.ASK_ON_RETURN)
            return redirect("home:payment", attempt.public_id)
    return redirect("home:overview")


@customer_only
@require_POST
def cancel(request: HttpRequest, attempt_ref: str) -> HttpResponse:
    """Call my payment off, to choose another way."""
    attempt, _targets = own(request, attempt_ref)
    after = call_off(attempt, by=actor_of(request))
    return redirect("home:choose") if after.state == "cancelled" else redirect("home:payment", attempt_ref)


@customer_only(factor=True, step_up=True)
@require_safe
def prove(request: HttpRequest, attempt_ref: str) -> HttpResponse:
    """Show first that it is me, then choose again how to pay the same."""
    _attempt, targets = own(request, attempt_ref)
    return redirect(f"{reverse('home:choose')}?{urlencode([('invoice', ref) for ref in targets])}")


@customer_only
@require_safe
def picture(request: HttpRequest, attempt_ref: str) -> HttpResponse:
    """The QR code of my payment."""
    return qr.picture(own(request, attempt_ref)[0])


def _choose(request: HttpRequest, *, refused: Refusal | None = None, agree: Agree | None = None) -> HttpResponse:
    here, currency = whose.here(request), business.profile_facts().currency
    dues = dues_of(here.ref, currency=currency)
    asked = request.POST if request.method == "POST" else request.GET
    refs = [] if asked.get("all") else asked.getlist("invoice")[:INVOICES_MAX]
    chosen = picked(dues, refs) if dues.free and (refs or asked.get("all")) else ()
    typed = agree.typed if agree else request.GET.get("amount", "")
    choices = choices_for(total(chosen, currency), typed=typed, without=down_by(refused)) if chosen else None
    response = page(
        request,
        "home/choose.html",
        here=here,
        status=refused.status if refused else 200,
        dues=dues,
        chosen=chosen,
        choices=choices,
        agree=agree,
        saving=saving_for(request, here.ref, choices.ways) if choices else None,
        refused=sentence(refused) if refused else "",
        kept=[("for", here.ref), *(("invoice", one.ref) for one in chosen)],
        pay_url=reverse("home:payments"),
        page_url=reverse("home:choose"),
        whole_url=f"?{urlencode([('invoice', one.ref) for one in chosen])}",
    )
    return csp.allow_gateway(response, ways.origins(choices.ways if choices else ()))


def _back(request: HttpRequest) -> str:
    """The form again, for the same invoices."""
    named = [("invoice", ref) for ref in request.POST.getlist("invoice")[:INVOICES_MAX]]
    return f"{reverse('home:choose')}?{urlencode(named)}"


def _begin(request: HttpRequest, form: PayForm, customer_ref: str) -> Attempt:
    """The try that this form means: the one it began before, or a new one."""
    known = tries.by_payment_key(f"{customer_ref}:{form.key}")
    if known is not None:
        return known
    dues = dues_of(customer_ref, currency=business.profile_facts().currency)
    chosen = _still_due(dues, request.POST.getlist("invoice")[:INVOICES_MAX])
    return begin(_facts(request, form, customer_ref, chosen), by=actor_of(request))


def _facts(request: HttpRequest, form: PayForm, customer_ref: str, chosen: tuple[DueInvoice, ...]) -> StartFacts:
    owed = total(chosen, business.profile_facts().currency)
    if not 0 < form.amount_minor <= owed.minor:
        raise BadInput(fields={"amount": _("What is due has changed meanwhile. Please look again.")})
    amount = Money(form.amount_minor, owed.currency)
    offered = ways.ways_for(amount, is_part=amount != owed)
    choice = saved_choice(request, form, offered=offered, customer_ref=customer_ref)
    targets = spread(chosen, amount)
    return StartFacts(
        customer_ref=customer_ref,
        targets=targets,
        method=choice.method,
        gateway_account_ref=choice.account_ref,
        others=choice.others,
        surcharge_minor=choice.surcharge_minor,
        keep=choice.keep,
        saved_ref=choice.saved_ref,
        key=f"{customer_ref}:{form.key}",
        return_path=reverse("home:payment_return", args=[form.key]),
        description=_description(chosen[: len(targets)]),
        language=get_language() or "en",
        device=request.headers.get("User-Agent", ""),
        proven=is_well_proven(request),
        device_key=browsers.key_of(request),
    )


def _still_due(dues: Dues, refs: list[str]) -> tuple[DueInvoice, ...]:
    """What the form names; an invoice that is paid or being paid meanwhile is not there any more."""
    try:
        return picked(dues, refs)
    except NotFound:
        raise AlreadyBeingPaid(targets=refs) from None


def _description(chosen: tuple[DueInvoice, ...]) -> str:
    if len(chosen) == 1:
        return _("Invoice %(number)s") % {"number": chosen[0].number}
    return ngettext("%(count)d invoice", "%(count)d invoices", len(chosen)) % {"count": len(chosen)}


def own(request: HttpRequest, attempt_ref: str) -> tuple[Attempt, tuple[str, ...]]:
    """The payment and what it is for, if it is one of theirs; otherwise it is not there."""
    attempt, targets = tries.find(attempt_ref)
    if attempt.customer_ref not in actor_of(request).customer_refs:
        raise NotFound(wanted="attempt")
    return attempt, targets
