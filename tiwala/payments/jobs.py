"""Background work of payments: three lines each, one action."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override
from procrastinate.contrib.django import app

from tiwala.kit import actor
from tiwala.kit.queue import Urgency
from tiwala.payments.actions.call_off_overtaken import call_off_overtaken as call_off
from tiwala.payments.actions.end_payback import tidy_paybacks as tidy
from tiwala.payments.actions.find_disputes import LONG
from tiwala.payments.actions.find_disputes import find_disputes as find
from tiwala.payments.actions.forget_payers import forget_payers as forget
from tiwala.payments.actions.read_statements import read_statements as read_all
from tiwala.payments.actions.remind_of_disputes import remind_of_disputes as remind
from tiwala.payments.actions.send_due_refunds import send_due_refunds as send_due
from tiwala.payments.actions.sweep_forgetting import sweep_forgetting as sweep_methods
from tiwala.payments.actions.sweep_unknown import sweep_unknown as sweep
from tiwala.payments.actions.take_in_dispute import take_in_dispute as take_in
from tiwala.payments.actions.warn_of_ending_methods import warn_of_ending_methods as warn
from tiwala.payments.dispute_lists import unpacked


@app.periodic(cron="* * * * * */10")
@app.task(
    name="payments.sweep_unknown",
    queueing_lock="payments.sweep_unknown",
    pass_context=False,
    priority=Urgency.MONEY,
)
def sweep_unknown(timestamp: int = 0) -> None:
    """Ask about every live attempt and open refund whose time has come."""
    del timestamp
    sweep(by=actor.job("payments.sweep_unknown"))


@app.periodic(cron="23 * * * *")
@app.task(name="payments.find_disputes", queueing_lock="payments.find_disputes", pass_context=False)
def find_disputes(timestamp: int = 0) -> None:
    """Ask gateways that can list them for disputes of the last days: a notice may have been lost."""
    del timestamp
    find(by=actor.job("payments.find_disputes"))


@app.periodic(cron="52 2 * * *")
@app.task(name="payments.find_old_disputes", queueing_lock="payments.find_old_disputes", pass_context=False)
def find_old_disputes(timestamp: int = 0) -> None:
    """The same for the last four months, once a night."""
    del timestamp
    find(by=actor.job("payments.find_old_disputes"), back=LONG)


@app.periodic(cron="17 21 * * *")
@app.task(name="payments.read_statements", queueing_lock="payments.read_statements", pass_context=False)
def read_statements(timestamp: int = 0) -> None:
    """Before the day begins in Manila: book the fees and payouts that gateways' own statements tell of."""
    del timestamp
    read_all(by=actor.job("payments.read_statements"))


@app.periodic(cron="7 * * * *")
@app.task(name="payments.remind_of_disputes", queueing_lock="payments.remind_of_disputes", pass_context=False)
def remind_of_disputes(timestamp: int = 0) -> None:
    """Tell staff of disputes that wait for an answer: seven, three and one day before it is too late."""
    del timestamp
    remind(by=actor.job("payments.remind_of_disputes"))


@app.periodic(cron="* * * * * */30")
@app.task(name="payments.sweep_forgetting", queueing_lock="payments.sweep_forgetting", pass_context=False)
def sweep_forgetting(timestamp: int = 0) -> None:
    """Ask again about methods that a gateway is to forget."""
    del timestamp
    sweep_methods(by=actor.job("payments.sweep_forgetting"))


@app.periodic(cron="17 * * * *")
@app.task(name="payments.warn_of_ending", queueing_lock="payments.warn_of_ending", pass_context=False)
def warn_of_ending(timestamp: int = 0) -> None:
    """By day, tell whoever has a card kept that ends soon."""
    del timestamp
    warn(by=actor.job("payments.warn_of_ending"))


@app.periodic(cron="* * * * *")
@app.task(name="payments.send_due_refunds", queueing_lock="payments.send_due_refunds", pass_context=False)
def send_due_refunds(timestamp: int = 0) -> None:
    """Send the refunds that waited for this day, each once."""
    del timestamp
    send_due(by=actor.job("payments.send_due_refunds"))


@app.periodic(cron="41 3 * * *")
@app.task(name="payments.tidy_paybacks", queueing_lock="payments.tidy_paybacks", pass_context=False)
def tidy_paybacks(timestamp: int = 0) -> None:
    """End paybacks whose link lapsed; delete accounts whose purpose is over; forget from where old payments began."""
    del timestamp
    by = actor.job("payments.tidy_paybacks")
    tidy(by=by)
    forget(by=by)


@app.periodic(cron="* * * * *")
@app.task(
    name="payments.call_off_overtaken",
    queueing_lock="payments.call_off_overtaken",
    pass_context=False,
    priority=Urgency.MONEY,
)
def call_off_overtaken(timestamp: int = 0) -> None:
    """Call off what is open at a gateway for something that is owed no more, whatever paid it."""
    del timestamp
    call_off(by=actor.job("payments.call_off_overtaken"))


@app.task(name="payments.take_in_dispute", pass_context=False)
def take_in_dispute(list_ref: str, line: int, language: str, said: dict[str, Any]) -> None:
    """Take in one line of a list; what is refused is said in the language of who gave it."""
    with override(language):
        take_in(list_ref, line, unpacked(said), by=actor.job("payments.take_in_dispute"))
