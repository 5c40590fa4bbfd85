"""Recovery codes: shown once, downloaded once, made anew."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import flows
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiwala.identity import recovery_codes, shown_once
from tiwala.identity.models import User
from tiwala.identity.ways_in import has_second_factor
from tiwala.kit.policy import View, signed_in


def _prove_it_again(view: View) -> View:
    door: View = reauthentication_required(app="allauth.mfa")(view)
    return door


@signed_in
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The fresh ones, once; else how many are left."""
    codes = shown_once.take(request)
    row = _row(request)
    if row is None:
        raise Http404
    return render(
        request, "mfa/recovery_codes/index.html", {"unused_codes": codes, "left": recovery_codes.left(row.data)}
    )


@signed_in
@_prove_it_again
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Ten new ones for who has a second factor that they stand in for."""
    assert isinstance(request.user, User)
    if not has_second_factor(request.user):
        return redirect("mfa_index")
    if request.method != "POST":
        return render(request, "mfa/recovery_codes/generate.html")
    shown_once.make(request, request.user)
    row = _row(request)
    signals.authenticator_reset.send(sender=Authenticator, request=request, user=request.user, authenticator=row)
    get_adapter(request).send_notification_mail("mfa/email/recovery_codes_generated", request.user)
    return redirect("mfa_view_recovery_codes")


@signed_in
@never_cache
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The ones just shown, as a text file."""
    codes = shown_once.take_to_keep(request)
    if not codes:
        return redirect("mfa_view_recovery_codes")
    answer = HttpResponse("\r\n".join([*codes, ""]), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


class SetUpAppView(ActivateTOTPView):  # type: ignore[misc]
    """allauth's page that switches an app on, and our codes after it."""

    def form_valid(self, form: object) -> HttpResponse:
        """On; then the first recovery codes, if there are none."""
        flows.activate_totp(self.request, form)
        is_first = shown_once.make_first(self.request, self.request.user)
        return redirect(reverse("mfa_view_recovery_codes" if is_first else "mfa_index"))


def _row(request: HttpRequest) -> Authenticator | None:
    kind = Authenticator.Type.RECOVERY_CODES
    found: Authenticator | None = Authenticator.objects.filter(user_id=request.user.pk, type=kind).first()
    return found
