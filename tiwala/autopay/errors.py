"""What autopay refuses to do."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, Refusal


class AlreadyAgreed(Refusal):
    """The customer has an agreement that is not ended."""

    code = "already_agreed"
    message = _("Automatic payment is on already. Change it, or end it first.")


class OtherWords(BadInput):
    """What was agreed to is not what stands there now."""

    code = "other_words"
    message = _("The words you agreed to have changed. Please read them again.")


class NothingAsked(Refusal):
    """There is no question of ours to answer here."""

    code = "nothing_asked"
    message = _("This was decided already, or the invoice is paid.")
