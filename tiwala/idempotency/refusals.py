"""Why a key is not accepted."""

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput, Refusal


class KeyReused(Refusal):
    """The key was used for another request before."""

    code, status = "idempotency_key_reused", 422
    message = _("This key was used for another request. Use a new key for a new request.")


class StillRunning(Refusal):
    """The first request with this key is still running. Ask again in a moment."""

    code, status = "idempotency_key_in_use", 409
    message = _("The first request with this key is still running. Please ask again in a moment.")


class BadKey(BadInput):
    """A key is 1 to 200 visible characters."""

    code = "idempotency_key_bad"
    message = _("A key is 1 to 200 visible characters, such as a UUID.")
