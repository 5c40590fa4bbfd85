"""The house's only signal receivers: what allauth does leaves records like everything else."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest

from tiwala.audit.actions.record import record
from tiwala.identity import devices, ending, signing_in, step_up, totp
from tiwala.identity.actions.use_totp_code import LAST_STEP
from tiwala.identity.backend import UNLOOKED
from tiwala.identity.client_address import client_ip
from tiwala.identity.forgiving import forgive_tries
from tiwala.identity.models import FailedTry, User, Which
from tiwala.identity.tries import Subject, of_address, of_user
from tiwala.kit import clock
from tiwala.kit.actor import Actor


def listen() -> None:
    """Connect, once at start."""
    simple: list[tuple[Any, str]] = [
        (account.user_logged_in, "session:sign_in"),
        (user_logged_out, "session:sign_out"),
        (account.user_signed_up, "user:register"),
        (account.password_set, "user:change_password"),
        (account.password_changed, "user:change_password"),
        (account.password_reset, "user:change_password"),
        (account.email_changed, "user:change_email"),
        (mfa.authenticator_added, "user:change_factor"),
        (mfa.authenticator_removed, "user:change_factor"),
        (mfa.authenticator_reset, "user:change_factor"),
    ]
    for signal, tag in simple:
        signal.connect(_recorder(tag), weak=False, dispatch_uid=f"identity:{tag}:{id(signal)}")
    user_logged_in.connect(_signed_in, dispatch_uid="identity:signed_in")
    account.email_changed.connect(_email_changed, dispatch_uid="identity:email_changed")
    account.user_logged_in.connect(_came_in, dispatch_uid="identity:came_in")
    account.password_reset.connect(_password_reset, dispatch_uid="identity:password_reset")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="identity:sign_in_failed")
    post_save.connect(_factor_saved, sender=Authenticator, dispatch_uid="identity:factor_saved")
    post_delete.connect(_factor_deleted, sender=Authenticator, dispatch_uid="identity:factor_deleted")
    mfa.authentication_failed.connect(_second_factor_failed, dispatch_uid="identity:second_factor_failed")
    account.email_confirmed.connect(_email_verified, dispatch_uid="identity:email_verified")
    account.authentication_step_completed.connect(_step_completed, dispatch_uid="identity:step_completed")


def _recorder(tag: str) -> Any:
    def hear(*, request: HttpRequest | None = None, user: User | None = None, **_others: Any) -> None:
        if isinstance(user, User):
            _record(tag, user.public_id, request, user=user)

    return hear


def _signed_in(*, request: HttpRequest, user: User, **_others: Any) -> None:
    signing_in.open_session(request, user)


def _email_changed(*, request: HttpRequest, user: User, **facts: Any) -> None:
    """Another address: every other session ends, this one goes on. The first address of a new account ends none."""
    if facts.get("from_email_address") is None:
        return
    with transaction.atomic():
        ending.end_others(user, request=request)


def _sign_in_failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_others: Any) -> None:
    """The address tried is not written down; whose it is, is."""
    _failed(of_address(str(credentials.get("email", ""))), request)


def note_wrong_password(request: HttpRequest, user: User) -> None:
    """Somebody signed in wrote an old password that is none; allauth tells nobody of that."""
    _failed(of_user(user, Which.PASSWORD), request)


def note_failed_passkey(request: HttpRequest) -> None:
    """A passkey that did not let in. Whose it claims to be is not believed, so nobody's name stands there."""
    _record("session:sign_in_failed", "usr_nobody", request, factor="passkey")


def _second_factor_failed(*, request: HttpRequest, user: User, **_others: Any) -> None:
    _failed(of_user(user, Which.CODE), request, factor="second")


def _failed(subject: Subject, request: HttpRequest | None, **facts: Any) -> None:
    """The same rows for a stranger and for somebody we know. `unseen`: the guess was not even looked at."""
    if getattr(request, UNLOOKED, False):
        facts["unseen"] = True
    network = devices.neighbourhood(client_ip(request) if request is not None else "")
    with transaction.atomic():
        FailedTry.objects.create(at=clock.now(), subject=subject.digest, network=network)
        _record("session:sign_in_failed", subject.user.public_id if subject.user else "usr_nobody", request, **facts)


def _came_in(*, user: User, **_others: Any) -> None:
    """All that was asked for was shown: counting begins anew."""
    forgive_tries(user)


def _password_reset(*, user: User, **_others: Any) -> None:
    """The mailbox proved the person: a new password, a new count. The second step's own count stays."""
    forgive_tries(user, Which.PASSWORD)


def _email_verified(*, request: HttpRequest, email_address: Any, **_others: Any) -> None:
    _record("user:verify_email", email_address.user.public_id, request, user=email_address.user)


def _step_completed(*, request: HttpRequest, user: User, method: str, **others: Any) -> None:
    if others.get("reauthenticated"):
        step_up.note_proof(request, factor=method == "mfa")
        if method == "password":
            forgive_tries(user, Which.PASSWORD)
        _record("session:step_up", user.public_id, request, user=user, method=method)


def _factor_saved(*, instance: Authenticator, created: bool, **_others: Any) -> None:
    """Setting a second factor up shows that one holds it: the session in which that was done rises to it.

    At the row itself, in its own transaction: allauth tells of it only afterwards.
    """
    if not created:
        return
    request: HttpRequest | None = context.request
    _end_others(instance)
    if instance.type != Authenticator.Type.RECOVERY_CODES and request and request.user == instance.user:
        seen = {"id": instance.pk, "type": instance.type}
        record_authentication(request, instance.user, "mfa", reauthenticated=step_up.proved_lately(request), **seen)
        step_up.note_proof(request, factor=True)
    if instance.type == Authenticator.Type.TOTP and request and request.user == instance.user:
        instance.data[LAST_STEP] = totp.step_now()  # the code that set it up, and any before, is used
        instance.save(update_fields=["data"])


def _factor_deleted(*, instance: Authenticator, **_others: Any) -> None:
    _end_others(instance)


def _end_others(factor: Authenticator) -> None:
    """Whoever is in elsewhere came in by what no longer holds."""
    if User.objects.filter(pk=factor.user_id).exists():  # not when the factor goes with its person
        with transaction.atomic():
            ending.end_others(factor.user, request=context.request)


def _record(tag: str, subject: str, request: HttpRequest | None, *, user: User | None = None, **facts: Any) -> None:
    with transaction.atomic():
        outcome = "refused" if tag == "session:sign_in_failed" else "done"
        record(tag, subject, by=_actor(request, user), outcome=outcome, **facts)


def _actor(request: HttpRequest | None, user: User | None) -> Actor:
    ip = client_ip(request) if request is not None else ""
    request_id = str(getattr(request, "request_id", ""))
    if user is None:
        return Actor("guest", "nobody", ip=ip, request_id=request_id)
    return Actor("person", user.public_id, label=user.kind, is_staff=user.is_staff, ip=ip, request_id=request_id)
