"""What somebody typed into a form that met an expired proof: carried back to the form, never sent by itself.

It lies sealed in the session for a few minutes, for the one address it was sent to, and is taken out once. The door
then shows its form filled in, as if just sent and found wanting; the person looks it over and sends it again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tiwala.kit import clock

_KEY: Final = "carried"
_LASTS: Final = timedelta(minutes=10)
_LETTERS_MAX: Final = 20_000
_NEVER: Final = ("csrfmiddlewaretoken", "password", "code")
"""Parts of names whose values are typed anew each time."""


def carry(request: HttpRequest) -> None:
    """Keep what was posted from the page of this very address; from elsewhere it was a button, to be pressed again."""
    if request.method != "POST":
        return
    asked_from = urlsplit(request.headers.get("HX-Current-URL", "") or request.headers.get("referer", "")).path
    kept = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if not any(part in name for part in _NEVER):
            kept.setlist(name, [str(value) for value in values])
    text = kept.urlencode()
    if asked_from != request.path or not text or len(text) > _LETTERS_MAX:
        messages.info(request, _("Nothing was done yet. Please prove that it is you, then press the button again."))
        return
    until = (clock.now() + _LASTS).timestamp()
    request.session[_KEY] = {"path": request.path, "text": text, "until": until}


def take_carried(request: HttpRequest) -> None:
    """Put it into the form of this address, once. The request stays a GET: nothing is done by it."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict) or kept["path"] != request.path:
        return
    del request.session[_KEY]
    if clock.now().timestamp() < kept["until"]:
        request.POST = QueryDict(kept["text"])
        messages.info(request, _("Nothing was done yet. What you typed is still here: look it over and send it again."))
