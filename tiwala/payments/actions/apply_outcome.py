"""THE ONE FUNNEL. The return from the gateway, notices, the look-up job and staff's question all end here."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final, assert_never
from uuid import UUID

from tiwala.audit.actions.record import record
from tiwala.events.actions.publish import publish
from tiwala.gateways import outcomes as o
from tiwala.gateways.queries import external_id_of, seen_within_s
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.payments.actions.book_unmatched import book_stranger, unbook_stranger
from tiwala.payments.actions.keep_code import keep_code
from tiwala.payments.actions.save_method import save_method
from tiwala.payments.actions.take_back import reverse
from tiwala.payments.actions.take_money import hold, take
from tiwala.payments.asking import next_ask
from tiwala.payments.events import PaymentFailed
from tiwala.payments.models import Attempt, SavedMethod
from tiwala.payments.queries import locked_attempt
from tiwala.payments.repeating import Again, Unheard, is_too_late
from tiwala.payments.states import ASKABLE, OVER, RANK, AttemptState, PaymentState
from tiwala.tasks.actions.close_task import close_tasks_about
from tiwala.tasks.actions.raise_task import raise_task

A = AttemptState
_HAS_MONEY: Final = frozenset({A.HELD, A.CAPTURED, A.REVERSED})
_LIVE: Final = {"send": A.SENT, "authorize": A.AUTHORIZED, "lose": A.UNKNOWN}
_ENDS: Final = {"decline": A.DECLINED, "cancel": A.CANCELLED, "expire": A.EXPIRED}
_UNHEARD: Final = frozenset({A.CREATED, A.UNKNOWN})
_HEARD: Final = ["asked_at", "reference"]


@action
def apply_outcome(
    attempt_id: UUID, outcome: o.Outcome, *, by: Actor, source: str, unheard: Unheard | None = None
) -> Attempt:
    """Take in what a gateway said about an attempt. Idempotent and indifferent to order.

    A fact of higher rank wins (states.RANK); money that matches is allocated and posted in the same
    transaction, money that does not is held and posted as unapplied. `source` says by which way it came
    (start, return, notice, sweep, staff, cancel, …) for the audit. `unheard`: nobody had heard of the try when this was
    asked, so whoever has heard of it since knows more; what may be sent once more is kept until then.
    """
    attempt = locked_attempt(attempt_id)
    if unheard is not None and attempt.reference and isinstance(outcome, o.Unknown):
        return attempt
    if source != "start" or isinstance(outcome, o.Unknown):
        # A try just begun was not yet asked about, so whoever is back from the gateway is answered at once.
        attempt.asked_at = clock.now()
    if _is_about_another(attempt, outcome):
        _other_money(attempt, outcome, by=by)
        return attempt
    attempt.reference = attempt.reference or _reference(outcome)
    _keep_for_again(attempt, unheard.again if unheard else None)
    _keep_method_facts(attempt, outcome)
    _take_in(attempt, outcome, by=by, source=source)
    return attempt


def _take_in(attempt: Attempt, outcome: o.Outcome, *, by: Actor, source: str) -> None:
    match outcome:
        case o.Approved():
            _capture(attempt, outcome, by=by, source=source)
        case o.Reversed():
            reverse(attempt, outcome, by=by, source=source)
        case o.Authorized():
            _live(attempt, "authorize", by=by, source=source)
        case o.NeedsPayer():
            _needs_payer(attempt, outcome, by=by, source=source)
        case o.Pending():
            _bank_thinks(attempt, by=by, source=source)
        case o.Unknown(why=why):
            _lose(attempt, why, by=by, source=source)
        case o.Declined(reason=reason):
            _end(attempt, "decline", by=by, source=source, reason=str(reason))
        case o.Cancelled():
            _end(attempt, "cancel", by=by, source=source)
        case o.Expired():
            _end(attempt, "expire", by=by, source=source)
        case _ as never:
            assert_never(never)


def _keep_for_again(attempt: Attempt, again: Again | None) -> None:
    """What is lost may be sent again until something is known of it."""
    if attempt.reference or A(attempt.state) not in _UNHEARD:
        attempt.again, attempt.again_at = None, None
    elif again is not None:
        attempt.again, attempt.again_at = again.kept, again.at
    elif is_too_late(attempt):
        attempt.again, attempt.again_at = None, None


def _keep_method_facts(attempt: Attempt, outcome: o.Outcome) -> None:
    """What the gateway tells of the card or wallet, sealed: a later word without facts takes none away."""
    if isinstance(outcome, o.Approved | o.Authorized | o.Declined) and outcome.facts != o.MethodFacts():
        attempt.method_facts = {name: value for name, value in asdict(outcome.facts).items() if value}


def _reference(outcome: o.Outcome) -> str:
    """The gateway's own id; one that does not fit its column is not kept, for a cut one would name something else."""
    reference: str = getattr(outcome, "reference", "")
    longest = Attempt._meta.get_field("reference").max_length or 0
    return reference if len(reference) <= longest else ""


def _is_about_another(attempt: Attempt, outcome: o.Outcome) -> bool:
    """Whether this is money under our key beside the money we know of (a gateway that took one key twice).

    Money of a try that was blocked is another's too: nothing was ever sent for it, so a person looks.
    """
    if isinstance(outcome, o.Approved | o.Reversed) and attempt.state == A.BLOCKED:
        return True
    if not isinstance(outcome, o.Approved | o.Reversed) or A(attempt.state) not in _HAS_MONEY:
        return False
    reference = _reference(outcome)
    return bool(reference and attempt.reference and reference != attempt.reference)


def _other_money(attempt: Attempt, outcome: o.Outcome, *, by: Actor) -> None:
    if isinstance(outcome, o.Approved):
        book_stranger(outcome, account_ref=attempt.gateway_account_ref, told_by=attempt.public_id, by=by)
    elif isinstance(outcome, o.Reversed):
        unbook_stranger(outcome, account_ref=attempt.gateway_account_ref, by=by)


def _capture(attempt: Attempt, money: o.Approved, *, by: Actor, source: str) -> None:
    if RANK[A(attempt.state)] >= RANK[A.HELD]:
        attempt.save(update_fields=_HEARD)
        save_method(attempt, money, by=by)
        return
    attempt.reference = _reference(money) or attempt.reference
    attempt.masked = money.masked[:60]
    wrong = _mismatch(attempt, money)
    _asking_is_over(attempt, by=by)
    if attempt.saved_method_id is not None:  # its row is locked before the books and the audit's chain are
        SavedMethod.objects.filter(pk=attempt.saved_method_id).update(last_used_at=clock.now())
    if wrong:
        hold(attempt, money, wrong, by=by, source=source)
    else:
        take(attempt, money.amount, by=by, source=source)
    save_method(attempt, money, by=by)


def _mismatch(attempt: Attempt, money: o.Approved) -> str:
    """What does not agree with what was asked, in one word; empty when all four agree."""
    if money.amount.currency != attempt.currency:
        return "currency"
    if money.amount.minor != attempt.amount_minor:
        return "amount"
    if money.attempt_key != attempt.key:
        return "attempt"
    if attempt.gateway_account_ref and money.account != external_id_of(attempt.gateway_account_ref):
        return "account"
    return ""


def _needs_payer(attempt: Attempt, outcome: o.NeedsPayer, *, by: Actor, source: str) -> None:
    wrong_code = ""
    if A(attempt.state) in ASKABLE:
        if outcome.redirect_url.startswith(("https://", "http://")):
            attempt.redirect_url = outcome.redirect_url
        if outcome.qr_payload:
            wrong_code = keep_code(attempt, outcome.qr_payload, by=by)
        attempt.code = (outcome.code or attempt.code)[:60]
        attempt.expires_at = outcome.expires_at or attempt.expires_at
    _live(attempt, "send", by=by, source=source, why=f"code_{wrong_code}" if wrong_code else "")


def _bank_thinks(attempt: Attempt, *, by: Actor, source: str) -> None:
    """The payer is done: nobody is sent back to pay once more."""
    if A(attempt.state) in ASKABLE:
        attempt.redirect_url, attempt.qr_payload, attempt.code = None, "", ""
    _live(attempt, "send", by=by, source=source)


def _live(attempt: Attempt, move: str, *, by: Actor, source: str, why: str = "") -> None:
    """Still under way: note it, and ask again later. Never wakes what has ended."""
    if A(attempt.state) not in ASKABLE:
        attempt.save(update_fields=_HEARD)
        return
    is_news = attempt.state != _LIVE[move]
    if is_news:
        _asking_is_over(attempt, by=by)
        attempt.move(move)
        attempt.asks = 0
    _ask_later(attempt, by=by, source=source, is_not_found=why == o.Why.NOT_FOUND)
    attempt.save(update_fields=Attempt.MOVING)
    if is_news:
        record(f"payment:{move}", attempt.public_id, by=by, source=source, **({"why": why} if why else {}))


def _lose(attempt: Attempt, why: str, *, by: Actor, source: str) -> None:
    """We do not know. Not found, long after a promise that was never answered, means that nothing was started there."""
    is_not_found = why == o.Why.NOT_FOUND and not attempt.reference
    if is_not_found and A(attempt.state) in ASKABLE and clock.now() > _would_be_seen_by(attempt):
        _end(attempt, "cancel", by=by, source=source, reason="never_arrived")
        return
    _live(attempt, "lose", by=by, source=source, why=why)


def _ask_later(attempt: Attempt, *, by: Actor, source: str, is_not_found: bool) -> None:
    now = clock.now()
    is_early = attempt.next_ask_at is not None and attempt.next_ask_at > now
    if attempt.asks and is_early and source != "sweep":
        return  # asked before its time (a page that somebody looks at): the schedule stands
    due = next_ask(attempt.state_at, asks=attempt.asks, now=now)
    if due is None:
        attempt.next_ask_at = None
        raise_task("unknown_too_long", attempt.public_id, by=by, summary_facts={"asks": attempt.asks})
        return
    sooner = [at for at in _turning_points(attempt, is_not_found=is_not_found) if now < at < due]
    attempt.next_ask_at = min(sooner, default=due)
    attempt.asks += not sooner  # one more question, beside the schedule


def _turning_points(attempt: Attempt, *, is_not_found: bool) -> list[datetime]:
    """When there will be news for certain: shortly after the end, and when a lost promise can be given up."""
    points = [attempt.expires_at + timedelta(seconds=5)] if attempt.expires_at else []
    if is_not_found and not attempt.reference:
        points.append(_would_be_seen_by(attempt) + timedelta(seconds=1))
    return points + ([attempt.again_at] if attempt.again_at else [])


def _would_be_seen_by(attempt: Attempt) -> datetime:
    """From when on "not found" means that nothing was started: no call lasts as long, and lists have caught up."""
    sent_at = max(attempt.created_at, attempt.sent_again_at or attempt.created_at)
    return sent_at + timedelta(seconds=seen_within_s(attempt.gateway_account_ref))


def _asking_is_over(attempt: Attempt, *, by: Actor) -> None:
    """The gateway answered after a person had been asked to look."""
    if attempt.next_ask_at is None and A(attempt.state) in ASKABLE:
        close_tasks_about("unknown_too_long", attempt.public_id, by=by, outcome="answered")


def _end(attempt: Attempt, move: str, *, by: Actor, source: str, reason: str = "") -> None:
    """Ended without money, as far as we know: the thing owed may be paid another way."""
    target, state = _ENDS[move], A(attempt.state)
    if state not in ASKABLE and RANK[state] >= RANK[target]:
        attempt.save(update_fields=_HEARD)
        return
    _asking_is_over(attempt, by=by)
    attempt.move(move)
    attempt.decline_reason = attempt.decline_reason or reason[:40]
    attempt.next_ask_at = None
    attempt.save(update_fields=Attempt.MOVING)
    payment = attempt.payment
    if payment.state == PaymentState.OPEN and not payment.attempts.exclude(state__in=[s.value for s in OVER]).exists():
        payment.move("close")
        payment.save(update_fields=["state", "state_at"])
    record(f"payment:{move}", attempt.public_id, by=by, source=source, reason=reason)
    if state in ASKABLE:
        refs = list(payment.targets.values_list("target_ref", flat=True))
        publish(
            PaymentFailed(
                payment_ref=payment.public_id,
                attempt_ref=attempt.public_id,
                customer_ref=payment.customer_ref,
                how=str(target),
                reason=reason,
                target_refs=refs,
            )
        )
