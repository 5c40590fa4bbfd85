"""Every kind of task as data: what it is called, what to do about it. A new one is one entry here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import InvariantBroken


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of task: its title, what a person does about it, and whether money waits for it."""

    title: Promise | str
    advice: Promise | str
    is_about_money: bool = True


KINDS: dict[str, Kind] = {
    "money_mismatch": Kind(
        _("Money came in that does not match"),
        _("Amount, currency or gateway account differ from what was asked. Look at the payment at the gateway, then "
          "apply the money to an invoice or keep it as the customer's credit."),
    ),
    "unknown_too_long": Kind(
        _("A payment's outcome is still unknown"),
        _("The gateway has not told us for days. Look the payment up at the gateway, then ask again from its page."),
    ),
    "late_money": Kind(
        _("Money came in for something already closed"),
        _("It was kept as the customer's credit. Tell the customer, and refund it or use it for another invoice."),
    ),
    "unmatched_money": Kind(
        _("Money came in that nobody was asked for"),
        _("Find out who paid and for what, then apply the money or send it back."),
    ),
    "reversed_payment": Kind(
        _("A payment was taken back by the bank"),
        _("The invoice is open again. Ask the customer what happened and how they wish to pay."),
    ),
    "dispute_open": Kind(
        _("A payer's bank wants money back"),
        _("Answer before the deadline or the money is lost: open the dispute, get its evidence pack, and hand it in."),
    ),
    "dispute_told": Kind(
        _("A gateway told of a dispute"),
        _("It cannot be asked about. Read the gateway's own page, then write the dispute down under Disputes."),
    ),
    "dispute_unmatched": Kind(
        _("A dispute about a payment we do not know"),
        _("Find the payment at the gateway. If it is ours, write the dispute down from its page."),
    ),
    "dispute_lost": Kind(
        _("A dispute was lost"),
        _("What the payment had paid is owed again. Ask the customer what was wrong: agree on another way to pay, or "
          "write a credit note."),
    ),
    "dispute_contradicted": Kind(
        _("A gateway contradicts itself about a dispute"),
        _("The books stay as they are. Look at the gateway's statement: did the money come or go once more?"),
    ),
    "statement_differs": Kind(
        _("A gateway's statement and the books differ"),
        _("What differs is not booked. Open the gateway account, compare that statement again (Fees and payouts there "
          "shows which day), and look up each line that differs at the gateway."),
    ),
    "payment_reported": Kind(
        _("Somebody says that they did not make a payment"),
        _("Look at it on the fraud desk today. If it was not them, give the money back before their bank takes it: a "
          "refund costs less than a dispute. Call them on a number you know from before."),
    ),
    "early_warning": Kind(
        _("A payer's bank warns: a payment may be fraud"),
        _("Nothing is disputed yet. Look at it on the fraud desk: if it was fraud, give the whole money back now, "
          "which ends it without a dispute and its fee. Send no goods meanwhile."),
    ),
    "payback_confirmed": Kind(
        _("A payer confirmed an account for their payback"),
        _("Open the payback, look at it once more, and ask for a second person."),
    ),
    "payback_to_pay": Kind(
        _("An approved payback waits to be paid"),
        _("Pay it in the bank's own app to the account on its page, then record the bank's reference there."),
    ),
    "refund_failed": Kind(
        _("A refund did not go through"),
        _("Read the reason on the refund, then send it another way or keep it as the customer's credit."),
    ),
    "refund_unknown": Kind(
        _("A refund's outcome is still unknown"),
        _("Look the refund up at the gateway before sending anything again."),
    ),
    "credit_waiting": Kind(
        _("A customer has credit that waits"),
        _("Use it for an open invoice, or refund it."),
    ),
    "autopay_failed": Kind(
        _("An automatic payment did not go through"),
        _("The customer was told, and is reminded tomorrow. Ask for another way to pay where the reason calls for it."),
    ),
    "method_not_forgotten": Kind(
        _("A saved way to pay is not yet removed at the gateway"),
        _("It pays nothing here any more. The gateway did not answer for days: remove it on the gateway's own pages. "
          "We go on asking once a day."),
        is_about_money=False,
    ),
    "letter_failed": Kind(
        _("A message could not be delivered"),
        _("Check the customer's e-mail address and the mail server, then send it again."),
        is_about_money=False,
    ),
    "ledger_finding": Kind(
        _("The books do not hold"),
        _("Stop refunds, run `tiwala ledger check`, and ask for help with what it prints."),
    ),
    "audit_finding": Kind(
        _("The audit trail was touched"),
        _("Run `tiwala audit verify`, keep a copy of the database, and find out who had access to it."),
        is_about_money=False,
    ),
    "notice_unreadable": Kind(
        _("A gateway's notice could not be read"),
        _("The payments are asked about anyway. If it happens again, check the gateway's keys and its version."),
    ),
    "transfer_proof": Kind(
        _("A customer says that they sent money"),
        _("Look for it at the bank: the amount, the day, the reference. Confirm what really came in, or say why it is "
          "not accepted. A picture alone proves nothing."),
    ),
    "code_refused": Kind(
        _("A gateway gave a QR code that does not fit"),
        _("It is no QR Ph code, or asks for another amount, so the payer was not shown it and was offered another way. "
          "Ask the gateway; until it is mended, stop offering QR Ph through it."),
    ),
    "fraud_burst": Kind(
        _("Something unusual is going on"),
        _("Open Fraud, What is going on, and see whose tries these are. Refuse the address or browser they come from, "
          "or say that you are under attack. A sale that goes well looks like this too."),
    ),
    "gateway_trouble": Kind(
        _("A gateway does not answer as it should"),
        _("Check the gateway's own status page and the keys in the settings."),
    ),
    "key_ending": Kind(
        _("An API key ends soon"),
        _("Give the key a new text on its page and put it into the program, or let the key end."),
        is_about_money=False,
    ),
    "key_elsewhere": Kind(
        _("An API key was used from a strange address"),
        _("Somebody holds its text. If the program did not move, give the key a new text at once."),
        is_about_money=False,
    ),
    "access_review": Kind(
        _("It is time to review who may do what"),
        _("Go through every person, program and key, keep or end each, then sign. Two weeks are given."),
        is_about_money=False,
    ),
    "second_person": Kind(
        _("Something waits for a second person"),
        _("Open it, read what would happen and why, then approve or decline. Whoever asked cannot decide."),
        is_about_money=False,
    ),
    "sign_in_locked": Kind(
        _("Somebody is locked out"),
        _("Too many wrong passwords or codes. Ask the person, by a number you know, whether that was them. If it was, "
          "unlock them on their page; if not, ask them to choose a new password. A passkey still lets them in."),
        is_about_money=False,
    ),
    "sign_in_burst": Kind(
        _("Somebody is guessing passwords"),
        _("Many wrong tries in a few minutes. Look at them under Settings, Who came in. The limits hold; if one "
          "network goes on and on, block it in front of the house. Tell people to use a passkey."),
        is_about_money=False,
    ),
    "delivery_failed": Kind(
        _("A step after an event kept failing"),
        _("Look at the log for the named step, correct the cause, then send the event again."),
        is_about_money=False,
    ),
    "account_disowned": Kind(
        _("Somebody says: this was not me"),
        _("All their sessions are over and nobody can sign in to the account. Call the person on a number you know "
          "from before, make sure who they are, look at what was done in their name, then open the account on its "
          "page."),
        is_about_money=False,
    ),
    "passkey_doubted": Kind(
        _("A passkey may have been copied"),
        _("Its counter went back, or it changed what it is. It no longer lets in alone. Ask the person by phone "
          "whether they restored or copied a device, and to remove this passkey and make a new one."),
        is_about_money=False,
    ),
    "recovery_stopped": Kind(
        _("Somebody tried to take over an account"),
        _("A way back in was asked for and stopped by whom it belongs to. Call them on a number you know, and look at "
          "the audit trail for who asked."),
        is_about_money=False,
    ),
}  # fmt: skip


def kind(name: str) -> Kind:
    """The kind of this name. An unknown one breaks: it would reach nobody."""
    if name not in KINDS:
        raise InvariantBroken(f"no kind of task named {name!r}")
    return KINDS[name]
