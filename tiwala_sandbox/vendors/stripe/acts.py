"""What payers, banks and time do."""

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.fees import money_text
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.stripe import disputes, intents, kept, money, refunds, sessions
from tiwala_sandbox.vendors.stripe.events import tell
from tiwala_sandbox.vendors.vendor import Page


def pay(bank: Bank, ident: str, order: Row) -> Row:
    """The payer pays, whatever the page says: also late, also another amount, also by 3-D Secure."""
    held = _hold(bank, ident, order)
    money.take(bank, held, held["amount_capturable"])
    return _told(bank, ident, "checkout.session.completed", status="complete", payment_status="paid")


def authorize(bank: Bank, ident: str, order: Row) -> Row:
    """The payer's bank sets the money aside."""
    held = _hold(bank, ident, order)
    tell(bank, "payment_intent.amount_capturable_updated", held)
    return _told(bank, ident, "checkout.session.completed", status="complete")


def decline(bank: Bank, ident: str, order: Row) -> Row:
    """The bank says no; the page stays open for another card."""
    session = shelf.get(bank, ident, kind="session")
    intent = _intent(bank, session)
    money.refuse(bank, intent, _method(bank, session, intent, order), str(order.get("code", "insufficient_funds")))
    return shelf.get(bank, ident)


def process(bank: Bank, ident: str, _: Row) -> Row:
    """The payer is done and the bank is thinking."""
    session = shelf.get(bank, ident, kind="session")
    intent = shelf.change(bank, _intent(bank, session)["id"], status="processing")
    tell(bank, "payment_intent.processing", intent)
    return _told(bank, ident, "checkout.session.completed", status="complete")


def fail(bank: Bank, ident: str, order: Row) -> Row:
    """The bank thought, and says no: nobody can pay on this page any more."""
    decline(bank, ident, order)
    return _told(bank, ident, "checkout.session.async_payment_failed", status="complete", url=None)


def expire(bank: Bank, ident: str, _: Row) -> Row:
    """Time runs out."""
    session = shelf.change(bank, ident, expires_at=int(bank.now()))
    return sessions.close(bank, session)


def reverse(bank: Bank, ident: str, _: Row) -> Row:
    """Somebody gives the money back on the dashboard."""
    charge = _charge(bank, ident)
    refunds.make(bank, charge, charge["amount"] - charge["amount_refunded"], metadata={})
    return shelf.get(bank, ident)


def dispute(bank: Bank, ident: str, order: Row) -> Row:
    """The payer's bank disputes it, or only asks."""
    charge = _charge(bank, ident)
    amount = int(order.get("amount_minor") or charge["amount_captured"])
    reason = str(order.get("reason", "fraudulent"))
    return disputes.begin(bank, charge, amount=amount, only_asks=bool(order.get("only_asks")), reason=reason)


def win(bank: Bank, ident: str, _: Row) -> Row:
    """The payer's bank decides for the merchant."""
    return disputes.end(bank, shelf.get(bank, ident, kind="dispute"), won=True)


def lose(bank: Bank, ident: str, _: Row) -> Row:
    """The payer's bank decides for the payer."""
    return disputes.end(bank, shelf.get(bank, ident, kind="dispute"), won=False)


def warn(bank: Bank, ident: str, order: Row) -> Row:
    """The payer's bank warns of fraud."""
    return disputes.warn(bank, _charge(bank, ident), fraud_type=str(order.get("fraud_type", "misc")))


def settle(bank: Bank, ident: str, _: Row) -> Row:
    """A slow refund arrives."""
    return refunds.settle(bank, shelf.get(bank, ident, kind="refund"))


def authenticate(bank: Bank, ident: str, _: Row) -> Row:
    """The payer passes their bank's check."""
    return intents.authenticate(bank, shelf.get(bank, ident, kind="payment_intent"), passed=True)


def refuse(bank: Bank, ident: str, _: Row) -> Row:
    """The payer fails their bank's check."""
    return intents.authenticate(bank, shelf.get(bank, ident, kind="payment_intent"), passed=False)


def time_over(bank: Bank, ident: str, _: Row) -> Row:
    """Held money that nobody took is let go by time."""
    session = shelf.get(bank, ident)
    intent = shelf.get(bank, session.get("payment_intent") or ident)
    money.let_go(bank, intent, reason="automatic")
    return shelf.get(bank, ident)


def page(bank: Bank, ident: str) -> Page:
    """The hosted page, or the bank's check."""
    thing = shelf.get(bank, ident)
    amount = thing.get("amount_total", thing.get("amount"))
    text = money_text(amount, str(thing["currency"]).upper()) if amount else ""
    if thing["object"] == "checkout.session":
        yes = "authorize" if thing["_intent"]["capture"] == "manual" else "pay"
        acts: tuple[str, ...] = (yes, "decline") if thing["status"] == "open" else ()
        return Page("Stripe", text, str(thing["status"]), acts, lambda act: _after(act, thing))
    if thing["object"] != "payment_intent" or not thing["next_action"]:
        raise Problem("resource_missing", "There is nothing to do here.", status=404)
    back = thing["next_action"]["redirect_to_url"]["return_url"]
    return Page("Your bank", text, "Confirm that it is you", ("authenticate", "refuse"), lambda _: back)


def _after(act: str, session: Row) -> str:
    """Where a payer goes from the page: a declined one stays, to try another card."""
    done, left = str(session["success_url"]), str(session["cancel_url"] or session["success_url"])
    return {"pay": done, "authorize": done, "decline": f"/hosted/{session['id']}"}.get(act, left)


def _hold(bank: Bank, ident: str, order: Row) -> Row:
    session = shelf.get(bank, ident, kind="session")
    intent = _intent(bank, session)
    if intent["status"] in ("succeeded", "requires_capture"):
        raise money.unexpected(intent, "confirmed")
    method = _method(bank, session, intent, order)
    asked = session["payment_method_options"].get("card", {}).get("request_three_d_secure")
    yes = money.Yes(
        amount=int(order.get("amount_minor") or session["amount_total"]),
        currency=str(order.get("currency") or session["currency"]).lower(),
        challenge="authenticated" if asked == "any" or order.get("challenge") else None,
    )
    return money.hold(bank, intent, method, yes)


def _intent(bank: Bank, session: Row) -> Row:
    """The session's intent, made when somebody first pays; a card that is kept gets a customer."""
    if session["payment_intent"]:
        return shelf.get(bank, session["payment_intent"])
    account, asked = shelf.account_of(bank, session["id"]), session["_intent"]
    keeps = asked["future_use"] == "off_session"
    customer = kept.make_customer(bank, account=account)["id"] if keeps else None
    intent = money.make_intent(
        bank,
        money.Asked(
            amount=session["amount_total"],
            currency=session["currency"],
            methods=session["payment_method_types"],
            customer=customer,
            **asked,
        ),
        account=account,
        parent=session["id"],
    )
    shelf.change(bank, session["id"], payment_intent=intent["id"], customer=customer)
    return intent


def _method(bank: Bank, session: Row, intent: Row, order: Row) -> Row:
    kind = str(order.get("method") or session["payment_method_types"][0])
    plays, account = str(order.get("plays", "approve")), shelf.account_of(bank, session["id"])
    return kept.make_method(bank, kind, account=account, customer=intent["customer"], plays=plays)


def _told(bank: Bank, ident: str, name: str, **changes: object) -> Row:
    session = shelf.change(bank, ident, **changes)
    tell(bank, name, session)
    return session


def _charge(bank: Bank, ident: str) -> Row:
    thing = shelf.get(bank, ident)
    intent = shelf.get(bank, thing["payment_intent"]) if thing["object"] == "checkout.session" else thing
    if not intent["latest_charge"]:
        raise Problem("resource_missing", "Nothing was paid.", status=404)
    return shelf.get(bank, intent["latest_charge"])


ACTS = {
    "pay": pay,
    "authorize": authorize,
    "decline": decline,
    "process": process,
    "fail": fail,
    "expire": expire,
    "reverse": reverse,
    "dispute": dispute,
    "warn": warn,
    "win": win,
    "lose": lose,
    "settle": settle,
    "authenticate": authenticate,
    "refuse": refuse,
    "time_over": time_over,
}
