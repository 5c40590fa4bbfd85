"""/payments and /payment-methods."""

from django.http import HttpRequest
from ninja import Query, Router

from tiwala.api import cursors, paying
from tiwala.api.door import ApiKey, action_key, once_per_key
from tiwala.api.shapes.payments import (
    CountedIn,
    MethodList,
    MethodOut,
    PaymentBrief,
    PaymentIn,
    PaymentList,
    PaymentOut,
    PaymentQuery,
)
from tiwala.business.queries import offered_methods
from tiwala.customers import queries as customers
from tiwala.invoicing.actions.make_pay_link import make_pay_link
from tiwala.invoicing.queries import branch_of
from tiwala.kit.actor import SYSTEM
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of
from tiwala.payments.actions.ask_gateway import ask_gateway
from tiwala.payments.actions.record_counted import record_counted
from tiwala.payments.actions.start_payment import start_payment
from tiwala.payments.facts import CashFacts, StartFacts
from tiwala.payments.models import Payment
from tiwala.payments.obeying import refuse_blocked

router = Router(tags=["Payments"])
methods = Router(tags=["Payments"])
LIST = "payments"


@methods.get("", response=MethodList, auth=ApiKey("payment.view"), operation_id="list_payment_methods")
def ways(request: HttpRequest) -> MethodList:  # noqa: ARG001 -- every operation is handed the request
    """The ways to pay that are switched on."""
    first = {one.method: one for one in reversed(offered_methods())}  # several accounts may offer the same
    return MethodList(items=[MethodOut.of(one) for one in reversed(first.values())])


@router.get("", response=PaymentList, auth=ApiKey("payment.view"), operation_id="list_payments")
def payments(request: HttpRequest, query: Query[PaymentQuery]) -> PaymentList:
    """List payments, newest first."""
    found = Payment.objects.visible_to(actor_of(request))
    wanted = {"state": query.state, "channel": query.channel, "customer_ref": query.customer}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if query.invoice:
        found = found.filter(targets__target_ref=query.invoice)
    rows, next_cursor = cursors.page(LIST, found, cursor=query.cursor, limit=query.limit)
    return PaymentList(items=[PaymentBrief.of_row(row) for row in rows], next_cursor=next_cursor)


@router.post("", response={201: PaymentOut}, auth=ApiKey("payment.start"), operation_id="start_payment")
@once_per_key(201)
def start(request: HttpRequest, payment: PaymentIn) -> PaymentOut:
    """Begin to pay invoices at a gateway: send the payer to the attempt's `redirect_url`, or show its QR or code.

    The payer comes back to our own pay page of the first invoice. A lost answer is `unknown`, never a failure: ask.
    """
    actor = actor_of(request)
    way = paying.offered(payment.method)
    wanted = paying.read(payment.customer, payment.invoices, currency=payment.currency)
    paying.check_partial(payment.invoices, way=way, wanted=wanted)
    accounts = paying.accounts(way, wanted=wanted, surcharge_minor=payment.surcharge_minor)
    customer = customers.by_ref(payment.customer, by=SYSTEM)
    _link, token = make_pay_link(wanted.targets[0].ref, by=actor, made_for="api")
    facts = StartFacts(
        customer_ref=payment.customer,
        targets=wanted.targets,
        method=way.method,
        gateway_account_ref=accounts[0],
        others=accounts[1:],
        surcharge_minor=payment.surcharge_minor,
        key=action_key(request),
        return_path=f"/pay/{token}/",
        description=wanted.numbers,
        language=customer.language,
        ship_address=payment.ship_address,
        ship_country=payment.ship_country,
        branch_ref=branch_of(wanted.targets),
    )
    return _shown(refuse_blocked(start_payment(facts, by=actor)).payment)


@router.post("/counted", response={201: PaymentOut}, auth=ApiKey("payment.record_cash"), operation_id="record_counted")
@once_per_key(201)
def counted(request: HttpRequest, counted: CountedIn) -> PaymentOut:
    """Take in money that a person counted or saw at the bank. It is captured at once."""
    facts = CashFacts(
        customer_ref=counted.customer,
        targets=paying.read(counted.customer, counted.invoices, currency=counted.amount.currency).targets,
        amount=counted.amount.money(),
        key=action_key(request),
        channel=counted.channel,
        note=counted.note,
    )
    return _shown(record_counted(facts, by=actor_of(request)))


@router.get("/{payment_id}", response=PaymentOut, auth=ApiKey("payment.view"), operation_id="get_payment")
def one(request: HttpRequest, payment_id: str) -> PaymentOut:
    """One payment whole."""
    return _shown(Payment.objects.visible_to(actor_of(request)).by_public_id(payment_id))


@router.post(
    "/{payment_id}/asks", response={200: PaymentOut}, auth=ApiKey("payment.ask_again"), operation_id="ask_again"
)
def ask(request: HttpRequest, payment_id: str) -> PaymentOut:
    """Ask the gateway now what became of the newest try, and take in what it says. Moves nothing by itself."""
    actor = actor_of(request)
    payment = Payment.objects.visible_to(actor).by_public_id(payment_id)
    attempt = payment.attempts.order_by("-id").first()
    if attempt is None:
        raise NotFound(wanted="attempt")
    ask_gateway(attempt.id, by=actor, source="api")
    return one(request, payment_id)


def _shown(payment: Payment) -> PaymentOut:
    payment.refresh_from_db()
    return PaymentOut.of(payment)
