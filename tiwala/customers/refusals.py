"""What this room will not do. One class a reason."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import Refusal, TooMany


class LastManager(Refusal):
    """Somebody must be able to invite the others."""

    code = "last_manager"
    message = _("Nobody else manages this account. Please let somebody else manage it first, or ask the business.")


class TooManyInvited(TooMany):
    """So many open invitations are no household and no accounts desk."""

    code = "too_many_invited"
    message = _("There are many open invitations already. Please withdraw one first, or wait until it is accepted.")
