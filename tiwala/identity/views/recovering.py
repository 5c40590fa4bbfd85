"""The way back in: a new password for who has a second factor, and for who has lost every one of them."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tiwala.identity import rule_values
from tiwala.identity.actions.ask_recovery import ask_recovery
from tiwala.identity.actions.give_recovery_codes import give_recovery_codes
from tiwala.identity.actions.show_factor import show_factor
from tiwala.identity.actions.stop_recovery import stop_recovery
from tiwala.identity.code_forms import SecondStep
from tiwala.identity.forms import LostForm, RecoveryCodesForm
from tiwala.identity.limits import refuse_too_many
from tiwala.identity.models import Recovery, User
from tiwala.identity.queries import owns_factor
from tiwala.identity.recovering import waiting_recovery
from tiwala.kit import clock
from tiwala.kit.errors import BadInput, Refusal
from tiwala.kit.policy import actor_of, anyone
from tiwala.ui.csp import token_page

FORM = require_http_methods(["GET", "HEAD", "POST"])
_ASKED = "recovery"


@anyone
@never_cache
@FORM
def confirm_reset(request: HttpRequest) -> HttpResponseBase:
    """The code from the letter, for as long as codes last."""
    _end_old(request, rule="code_minutes", is_confirmed=False)
    answer: HttpResponseBase = account.confirm_password_reset_code(request)
    return answer


@anyone
@sensitive_post_parameters()
@never_cache
@FORM
def complete_reset(request: HttpRequest) -> HttpResponseBase:
    """A new password. Whoever has a second factor shows it first: the letter alone is not enough."""
    _end_old(request, rule="recovery_minutes", is_confirmed=True)
    process = PasswordResetVerificationProcess.resume(request)
    if process is not None and process.state.get("code_confirmed") and not process.state.get("factor_shown"):
        user = process.user
        if isinstance(user, User) and owns_factor(user):
            return _show_factor(request, process, user)
    answer: HttpResponseBase = account.complete_password_reset(request)
    return answer


@anyone
@never_cache
@FORM
def lost(request: HttpRequest) -> HttpResponse:
    """Every second factor is lost: which ways there are. The answer is the same for every address."""
    refuse_too_many(request, action="recovery")
    form = LostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[_ASKED] = ask_recovery(form.cleaned_data["email"], by=actor_of(request)).public_id
        except BadInput as refusal:
            form.add_error("email", refusal.fields.get("email", refusal.text))
        else:
            return redirect("account_lost_codes")
    return render(request, "identity/lost.html", {"form": form}, status=422 if form.errors else 200)


@anyone
@never_cache
@FORM
def lost_codes(request: HttpRequest) -> HttpResponse:
    """Both codes; then the hold begins."""
    refuse_too_many(request, action="recovery")
    asked = request.session.get(_ASKED)
    if not asked:
        return redirect("account_lost")
    recovery = Recovery.objects.all().by_public_id(asked)
    form, waits = RecoveryCodesForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            waits = give_recovery_codes(recovery.pk, codes=form.codes(), by=actor_of(request))
            del request.session[_ASKED]
        except Refusal as refusal:
            form.add_error(None, refusal.text)
    facts = {"form": form, "waits": waits, "minutes": rule_values.value_of("code_minutes")}
    return render(request, "identity/lost_codes.html", facts, status=422 if form.errors else 200)


@anyone
@never_cache
@FORM
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """It was not me: the recovery is stopped, by a button and never by looking."""
    refuse_too_many(request, action="recovery")
    recovery = waiting_recovery(token)
    if request.method == "POST":
        stop_recovery(token, by=actor_of(request))
    facts = {"at": recovery.takes_effect_at, "is_stopped": request.method == "POST"}
    return token_page(render(request, "identity/stop_recovery.html", facts))


@anyone
@never_cache
@FORM
def verify_email(request: HttpRequest) -> HttpResponseBase:
    """The code that shows an address is one's own, for as long as codes last."""
    process = EmailVerificationProcess.resume(request)
    if process is not None:
        _end_if_old(process, rule="code_minutes")
    answer: HttpResponseBase = account.email_verification_sent(request)
    return answer


def _end_old(request: HttpRequest, *, rule: str, is_confirmed: bool) -> None:
    """End a reset whose time by the rule is over; allauth's own limit is the floor of the rule."""
    process = PasswordResetVerificationProcess.resume(request)
    if process is not None and bool(process.state.get("code_confirmed")) == is_confirmed:
        _end_if_old(process, rule=rule)


def _end_if_old(process: Any, *, rule: str) -> None:
    if clock.now().timestamp() - process.state["at"] > rule_values.value_of(rule) * 60:
        process.abort()


def _show_factor(request: HttpRequest, process: PasswordResetVerificationProcess, user: User) -> HttpResponse:
    form = SecondStep(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        process.state["factor_shown"] = True
        process.persist()
        show_factor(user.pk, authenticator=form.authenticator, by=actor_of(request))
        return redirect("account_complete_password_reset")
    return render(request, "identity/reset_factor.html", {"form": form}, status=422 if form.errors else 200)
