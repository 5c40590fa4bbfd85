"""What this room refuses to do."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, NotAllowed, Refusal, TooMany


class BadProof(BadInput):
    """Not a file we keep."""

    code, message = "bad_proof", _("Send a picture (JPEG, PNG or WebP) or a PDF of at most 5 MB.")


class ProofHasVirus(BadInput):
    """The scanner found something."""

    code, message = "proof_has_virus", _("The virus scanner stopped this file, so we did not keep it.")


class SameProof(Refusal):
    """The file was sent for the same transfer before."""

    code, message = "same_proof", _("You sent this file already. We have it, and a person looks at it.")


class TooManyProofs(TooMany):
    """More files than anybody needs to show one transfer."""

    code = "too_many_proofs"
    message = _("You sent several files already. A person looks at them first; please wait for the answer.")


class ProofNotWanted(Refusal):
    """Nothing waits for a proof here."""

    code, message = "proof_not_wanted", _("This payment no longer waits for a proof.")


class ProofFirst(Refusal):
    """Staff may not take the money another way before somebody looked for the transfer."""

    code = "proof_first"
    message = _("The payer sent a proof. Look at it first: the money may be in the bank already.")


class ProofWaits(Refusal):
    """Somebody says they sent money: a person looks first."""

    code = "proof_waits"
    message = _("You told us that you sent the money. A person looks for it first; please don't pay another way.")


class AlreadyConfirmed(Refusal):
    """The money of this transfer was found before."""

    code, message = "already_confirmed", _("Somebody confirmed this transfer already.")


class BankReferenceUsed(BadInput):
    """That line of the bank's statement paid something before."""

    code = "bank_reference_used"
    message = _("This bank reference paid something before at this account. Look again: it may be the same money.")


class OwnMoney(NotAllowed):
    """Nobody confirms what they sent themselves."""

    code, message = "own_money", _("You sent this yourself, so somebody else must confirm it.")


class AccountGone(Refusal):
    """The receiving account is not open any more."""

    code, message = "account_gone", _("This account no longer receives money.")
