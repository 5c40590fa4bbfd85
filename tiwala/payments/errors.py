"""What payments refuses to do."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, NotAllowed, Refusal, TooMany


class AlreadyBeingPaid(Refusal):
    """A try for the same invoice is still under way."""

    code = "already_being_paid"
    message = _("This is already being paid in another window. Please finish there, or cancel it first.")


class KeyReused(Refusal):
    """The same key came with another question."""

    code, status = "key_reused", 422
    message = _("This form was already used for something else. Please reload the page and try again.")


class TooManyStarts(TooMany):
    """One thing owed was begun to be paid too often in a minute or an hour."""

    code = "too_many_starts"
    message = _("Paying this was begun many times just now, so we pause for a little while. No money was taken.")


class NothingDue(Refusal):
    """There is nothing left to pay."""

    code = "nothing_due"
    message = _("There is nothing left to pay here.")


class MethodNotOffered(BadInput):
    """The chosen way to pay is not offered, or not for this amount."""

    code = "method_not_offered"
    message = _("This way to pay is not offered for this amount. Please choose another.")


class MethodDown(BadInput):
    """The gateway of the chosen way does not answer, and no other account offers the same."""

    code = "method_down"
    message = _("This way to pay does not work just now. No money was taken. Please choose another.")


class PaymentBlocked(NotAllowed):
    """The fraud room said no before any gateway was asked. Which rule it was is not said."""

    code = "payment_blocked"
    message = _("This payment was not sent, and no money was taken. Please choose another way to pay, or ask a person.")


class PaymentNeedsProof(NotAllowed):
    """Whoever pays should show who they are, and could not this way."""

    code = "payment_needs_proof"
    message = _("This payment was not sent: this way, nobody can confirm that it is you. Please choose another way.")


class TooMuchBack(Refusal):
    """More would go back than came in."""

    code = "refund_too_large"
    message = _("That is more than what is left of this payment.")


class PaidByTwo(Refusal):
    """Two tries brought the money: no single one of them brought so much."""

    code = "refund_paid_by_two"
    message = _("This was paid twice, by two tries. Give each of them back by itself.")


class CannotRefundThisWay(Refusal):
    """The rail cannot return money."""

    code = "refund_not_supported"
    message = _(
        "This way of paying cannot give money back, or not any more. Pay back by transfer, or keep it as credit."
    )


class WholeOnly(Refusal):
    """The rail gives back all of a payment or nothing."""

    code = "refund_whole_only"
    message = _("This way of paying gives back all of a payment or nothing. Give a part as credit or by transfer.")


class PartsTomorrow(Refusal):
    """On the day of capture this rail gives back only the whole."""

    code = "parts_from_tomorrow"
    message = _("Today only the whole payment can go back this way. A part can from tomorrow: choose tomorrow instead.")


class RefundWhileDisputed(Refusal):
    """The payer's bank has still to decide about this payment."""

    code = "payment_disputed"
    message = _("The payer's bank is still deciding about this payment. Giving money back now would give it twice.")


class NoLetterPossible(Refusal):
    """The customer has no e-mail address: nobody could be asked for an account."""

    code, status = "no_letter_possible", 422
    message = _("This customer has no e-mail address to ask. Write one down first.")


class PaybackOpen(Refusal):
    """A payback of this payment is already under way."""

    code = "payback_open"
    message = _("A payback of this payment is already under way. Finish or end it first.")


class PaybackLinkOver(Refusal):
    """The link is wrong, used up or too old: which of them is not said."""

    code, status = "no_such_link", 404
    message = _("The link may be mistyped, may have expired, or was withdrawn.")


class AccountChanged(Refusal):
    """The account is not the one that was confirmed and shown."""

    code = "account_changed"
    message = _("The account was changed since this was asked. Look at it and ask again.")


class AccountGone(Refusal):
    """The account was deleted: its purpose is over."""

    code = "payback_account_gone"
    message = _("The account was deleted: this payback is over.")


class ReferenceUsed(Refusal):
    """Another payback was recorded under the same reference of the bank."""

    code = "payback_reference_used"
    message = _("Another payback has this reference of the bank. Look at the transfer again.")


class NoSuchDispute(Refusal):
    """The gateway knows nothing of this dispute, or it is about none of our payments."""

    code, status = "no_such_dispute", 422
    message = _("The gateway knows no dispute of this payment under that reference.")


class AnswerNotTaken(Refusal):
    """The gateway takes no answer to this dispute."""

    code = "answer_not_taken"
    message = _("The gateway did not take the answer. Look at its own pages: the dispute may be over.")


class AnswerUncertain(Refusal):
    """Nobody knows whether the gateway has the answer."""

    code = "answer_uncertain"
    message = _("The gateway did not say whether it has the answer. Please send it again in a moment.")


class NotEnoughCredit(Refusal):
    """The customer has less credit than that."""

    code = "not_enough_credit"
    message = _("The customer does not have that much credit.")


class NotHeld(Refusal):
    """There is no money here that waits for a person."""

    code = "nothing_held"
    message = _("No money is waiting here. Somebody may have handled it already.")


class OtherCurrency(Refusal):
    """Money of one currency cannot pay what is owed in another."""

    code = "other_currency"
    message = _("This money came in another currency. Keep it as credit, then give it back.")


class StillAsking(Refusal):
    """The gateway is still being asked; nobody may guess yet."""

    code = "still_asking"
    message = _("The gateway is still being asked about this. Please wait for its answer.")


class MethodGone(Refusal):
    """The saved method was removed, or is not one of this customer's."""

    code = "method_gone"
    message = _("This saved way to pay was removed. Please choose another. No money was taken.")


class ProofTooLow(NotAllowed):
    """Saved methods are kept, used and removed by people who showed a second factor."""

    code = "proof_too_low"
    message = _("For saved ways to pay, please prove with your second step that it is you.")


class CannotTakeBack(Refusal):
    """A payout whose return is booked stands, or the bank would miss the money twice."""

    code = "cannot_take_back"
    message = _("This payout came back, and that is booked too. Take that line back first.")
