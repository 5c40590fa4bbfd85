"""The page behind the one-time link of an empty house."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tiwala.identity.accounts import PersonFacts
from tiwala.identity.actions.register_first_owner import open_first_link, register_first_owner
from tiwala.identity.forms import FirstOwnerForm
from tiwala.identity.limits import refuse_too_many
from tiwala.identity.refusals import EmailTaken
from tiwala.kit.errors import BadInput
from tiwala.kit.policy import actor_of, anyone
from tiwala.ui.csp import token_page


@anyone
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def first_owner(request: HttpRequest, token: str) -> HttpResponse:
    """Who the owner is; then they are in, and set up their second step."""
    refuse_too_many(request, action="invitation")
    open_first_link(token)
    form = FirstOwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        good = form.cleaned_data
        person = PersonFacts(good["name"], good["email"], translation.get_language() or "en", good["password"])
        try:
            user = register_first_owner(token, person=person, by=actor_of(request))
        except EmailTaken as refusal:
            form.add_error("email", str(refusal.text))
        except BadInput as refusal:
            for name, words in refusal.fields.items():
                form.add_error(name if name in form.fields else None, str(words))
        else:
            answer: HttpResponse = perform_password_login(
                request, {"email": person.email}, Login(user=user, email=person.email)
            )
            return answer
    page = render(request, "identity/first_owner.html", {"form": form}, status=422 if form.errors else 200)
    return token_page(page)
