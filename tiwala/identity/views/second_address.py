"""The second address: given, confirmed by its code, taken off."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tiwala.identity.actions.add_second_address import add_second_address
from tiwala.identity.actions.confirm_second_address import confirm_second_address
from tiwala.identity.actions.remove_second_address import remove_second_address
from tiwala.identity.models import SecondAddress, User
from tiwala.kit.errors import BadInput, Refusal
from tiwala.kit.policy import actor_of, signed_in


@signed_in(factor=True, step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def second_address(request: HttpRequest) -> HttpResponse:
    """What there is, and the one thing to do next."""
    user, wrong = request.user, ""
    assert isinstance(user, User), "the door let nobody else in"
    if request.method == "POST":
        try:
            messages.success(request, _verb(request, user)())
        except BadInput as refusal:
            wrong = refusal.fields.get("email", refusal.text)
        except Refusal as refusal:
            wrong = refusal.text
        else:
            return redirect("account_second_address")
    found = SecondAddress.objects.filter(user=user).first()
    facts = {"second": found, "wrong": wrong, "typed": request.POST.get("email", "")[:200]}
    return render(request, "identity/second_address.html", facts, status=422 if wrong else 200)


def _verb(request: HttpRequest, user: User) -> Callable[[], str]:
    by, posted = actor_of(request), request.POST

    def add() -> str:
        add_second_address(user.pk, email=posted.get("email", "")[:200], by=by)
        return _("A letter with a code is on its way there.")

    def confirm() -> str:
        confirm_second_address(user.pk, code=posted.get("code", "")[:40], by=by)
        return _("Thank you: this address is yours.")

    def remove() -> str:
        remove_second_address(user.pk, by=by)
        return _("The second address is removed.")

    return {"confirm": confirm, "remove": remove}.get(posted.get("do", ""), add)
