"""What this room will not do. One class a reason."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import Refusal


class SecondPersonNeeded(Refusal):
    """The verb was called without a second person's yes."""

    code, status = "second_person_needed", 403
    message = _("This needs a second person. Ask for it, and somebody else decides.")


class OwnProposal(Refusal):
    """Nobody is their own second person."""

    code, status = "own_proposal", 403
    message = _("You asked for this yourself. Somebody else has to decide.")


class NotYet(Refusal):
    """Somebody who works alone has to wait."""

    code = "not_yet"
    message = _("You work alone here, so this has to rest a little. Please come back when the time is over.")


class Lapsed(Refusal):
    """Nobody decided in time."""

    code = "proposal_lapsed"
    message = _("The time to decide is over. It has to be asked for again.")


class FactsChanged(Refusal):
    """What was asked for is no longer what would happen."""

    code = "facts_changed"
    message = _("Something has changed since this was asked for. Decline it, and have it asked for again.")


class AskerGone(Refusal):
    """The one who asked may no longer do it."""

    code, status = "asker_gone", 403
    message = _("Whoever asked for this may no longer do it. Decline it.")


class OthersCould(Refusal):
    """There is somebody who could be the second person."""

    code = "others_could"
    message = _("Somebody else here could be the second person, so you do not work alone.")


class KeyReused(Refusal):
    """The same key came with another question."""

    code, status = "key_reused", 422
    message = _("This form was already used for something else. Please reload the page and try again.")
