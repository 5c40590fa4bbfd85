"""One's own passkeys: see them, add one, name it, remove it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tiwala.identity import relying_party
from tiwala.identity.actions.add_passkey import add_passkey
from tiwala.identity.actions.put_passkey import PASSKEYS_MAX
from tiwala.identity.actions.remove_passkey import remove_passkey
from tiwala.identity.actions.rename_passkey import rename_passkey
from tiwala.identity.devices import suggested_name
from tiwala.identity.factor_news import told_of_new_passkey, told_of_removed_passkey
from tiwala.identity.models import Passkey, User
from tiwala.identity.passkey_forms import NamePasskeyForm
from tiwala.identity.passkey_proofs import read_made
from tiwala.kit.errors import Refusal
from tiwala.kit.policy import View, actor_of, before_second_step, signed_in


def _prove_it_again(view: View) -> View:
    """Asks for a fresh proof first, and comes back."""
    door: View = reauthentication_required(app="allauth.mfa")(view)
    return door


def _if_more_may_come(view: View) -> View:
    """Not before the address is confirmed."""
    door: View = redirect_if_add_not_allowed(view)
    return door


@signed_in
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All of them, with when each was last used."""
    mine = list(Passkey.objects.visible_to(actor_of(request)))
    facts = {"passkeys": mine, "why_impossible": relying_party.why_impossible(), "is_full": len(mine) >= PASSKEYS_MAX}
    return render(request, "mfa/webauthn/authenticator_list.html", facts)


@before_second_step
@_if_more_may_come
@_prove_it_again
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make one on this device or on another; then make sure there are recovery codes."""
    assert isinstance(request.user, User)
    said, suggestion = "", suggested_name(request.headers.get("User-Agent", ""))
    if request.method == "POST":
        try:
            made = read_made(request, request.POST.get("credential", ""), purpose="add", owner=request.user)
            name = request.POST.get("name", "") or suggestion
            passkey = add_passkey(request.user.pk, made=made, name=name, by=actor_of(request))
        except Refusal as refusal:
            said = refusal.text
        else:
            return redirect(told_of_new_passkey(request, passkey))
    facts = {"name": suggestion, "said": said, "why_impossible": relying_party.why_impossible()}
    return render(request, "mfa/webauthn/add_form.html", facts, status=422 if said else 200)


@signed_in
@_prove_it_again
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, passkey_ref: str) -> HttpResponse:
    """Call it what the person calls the device."""
    passkey = Passkey.objects.visible_to(actor_of(request)).by_public_id(passkey_ref)
    form = NamePasskeyForm(request.POST or None, initial={"name": passkey.name})
    if request.method == "POST" and form.is_valid():
        rename_passkey(passkey.pk, name=form.cleaned_data["name"], by=actor_of(request))
        return redirect("mfa_list_webauthn")
    return render(request, "mfa/webauthn/edit_form.html", {"form": form, "passkey": passkey})


@signed_in
@_prove_it_again
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, passkey_ref: str) -> HttpResponse:
    """Take it away, unless it is the only way in."""
    passkey = Passkey.objects.visible_to(actor_of(request)).by_public_id(passkey_ref)
    if request.method == "POST":
        try:
            gone = remove_passkey(passkey.pk, by=actor_of(request))
        except Refusal as refusal:
            get_adapter().add_message(request, messages.ERROR, message=refusal.text)
        else:
            told_of_removed_passkey(request, gone)
        return redirect("mfa_list_webauthn")
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", {"passkey": passkey})
