"""Where allauth asks us: who may sign up, where people land, how letters leave, who is asking from where."""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tiwala.identity import accounts, addresses, devices, ending, letter_links, mail, step_up
from tiwala.identity.client_address import client_ip
from tiwala.identity.models import User, UserKind
from tiwala.identity.queries import user_with_email
from tiwala.kit.errors import BadInput

_UNKNOWN_IP = "0.0.0.0"  # noqa: S104 -- not a bind: where a request says nothing (a local socket)


def user_display(user: AbstractBaseUser) -> str:
    """How pages and letters name the person."""
    return (user.name if isinstance(user, User) else "") or str(_("you"))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our answers to allauth."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That e-mail address and password do not fit together."),
        "incorrect_code": _("That code is not right."),
        "incorrect_password": _("That password is not right."),
        "too_many_login_attempts": _("Too many tries. Please wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Whether a stranger may open an account: only when the business opened it."""
        return bool(settings.IDENTITY_SIGN_UP_OPEN)

    def new_user(self, request: HttpRequest) -> User:  # noqa: ARG002
        """A stranger who signs up is a customer; nobody becomes staff by this door."""
        return User(kind=UserKind.CUSTOMER, name="", language=translation.get_language() or "en")

    def save_user(self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Save in a transaction: the person's own keyset is made with the row."""
        with transaction.atomic():
            return super().save_user(request, user, form, commit)

    def set_password(self, user: Any, password: str) -> None:
        """Whoever was signed in with the old one, elsewhere, is out in the same transaction."""
        with transaction.atomic():
            super().set_password(user, password)
            ending.end_others(user, request=self.request)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Nobody comes in to an account that its person disowned, whatever they can show."""
        if user.sign_in_held_at is not None:
            request.session.flush()
            return redirect("account_held")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Word of what happened to an account, to all its addresses and the one it had until now.

        Always with a link by which its person says: this was not me.
        """
        facts = {**(context or {}), "account": user, "ip": devices.neighbourhood(client_ip(self.request))}
        for address in dict.fromkeys([*([email] if email else []), *addresses.all_of(user)]):
            more = {**facts, "not_me_url": letter_links.not_me_url(user)}
            super().send_notification_mail(template_prefix, user, more, address)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove it again: who has a second factor proves by it, never by the password alone."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        strong = [way for way in ways if way["id"] != "reauthenticate"]
        return strong or ways

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff land on the console, customers at home."""
        return "/console/" if isinstance(request.user, User) and request.user.is_staff else "/home/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not by who has just proven it, by signing in too: one rule of freshness for allauth's pages and for ours."""
        return not step_up.proved_lately(self.request) and bool(super().is_reauthentication_required(app=app, **kwargs))

    def clean_email(self, email: str) -> str:
        """The address in the one form we keep."""
        try:
            return accounts.clean_email(email)
        except BadInput as refusal:
            raise ValidationError(refusal.fields["email"]) from refusal

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """What a letter says about the browser: its family."""
        return devices.brief_agent(request.headers.get("User-Agent", ""))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count by. Of IPv6 the first half: the other half is the visitor's to choose."""
        address = client_ip(request) or _UNKNOWN_IP
        return str(IPv6Network(f"{address}/64", strict=False).network_address) if ":" in address else address

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Signed in: pages are in the person's own language from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render in the reader's language and hand the letter over."""
        person = context.get("account") or user_with_email(email)
        language = person.language if person else (translation.get_language() or "en")
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {**context, "email": email, "person": person})
        mail.send(
            mail.AccountLetter(
                kind=template_prefix.rpartition("/")[2],
                to_name=person.name if person else "",
                to_email=message.to[0],
                subject=str(message.subject),
                text=str(message.body),
                language=language,
                user_ref=person.public_id if person else "",
                link=str(context.get("not_me_url", "")),
            )
        )
