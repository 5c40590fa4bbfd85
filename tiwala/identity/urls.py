"""/account/…: every door of signing in, each with its mark."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from django.urls import path

from tiwala.identity.allauth_doors import changing, enrolling, guests, own, people
from tiwala.identity.views import (
    first_owner,
    invitations,
    not_me,
    own_sessions,
    passkey_challenges,
    passkey_sign_in,
    passkeys,
    proving,
    recovering,
    recovery_codes,
    second_address,
    second_step,
)

urlpatterns = [
    path("login/", guests(account.login), name="account_login"),
    path("logout/", guests(account.logout), name="account_logout"),
    path("inactive/", guests(account.account_inactive), name="account_inactive"),
    path("signup/", guests(account.signup), name="account_signup"),
    path("signup/passkey/", guests(account.signup_by_passkey), name="account_signup_by_passkey"),
    path("confirm-email/", recovering.verify_email, name="account_email_verification_sent"),
    path("password/reset/", guests(account.password_reset), name="account_reset_password"),
    path(
        "password/reset/confirm/",
        recovering.confirm_reset,
        name="account_confirm_password_reset_code",
    ),
    path("password/reset/complete/", recovering.complete_reset, name="account_complete_password_reset"),
    path("lost/", recovering.lost, name="account_lost"),
    path("lost/codes/", recovering.lost_codes, name="account_lost_codes"),
    path("lost/stop/<str:token>/", recovering.stop, name="account_stop_recovery"),
    path(
        "password/reset/done/",
        guests(account.password_reset_from_key_done),
        name="account_password_reset_completed",
    ),
    path("first-owner/<str:token>/", first_owner.first_owner, name="account_first_owner"),
    path("invitation/<str:token>/", invitations.accept, name="account_invitation"),
    path("reauthenticate/", proving.again, name="account_reauthenticate"),
    path("second-step/", proving.factor_needed, name="account_second_factor_needed"),
    path("second-step/done/", proving.go_on, name="account_go_on"),
    path("invitation/<str:token>/passkey/", passkey_challenges.for_invited, name="account_invitation_passkey"),
    path("email/", own(account.email), name="account_email"),
    path("email/second/", second_address.second_address, name="account_second_address"),
    path("password/change/", changing(account.password_change), name="account_change_password"),
    path("password/set/", changing(account.password_set), name="account_set_password"),
    path("sessions/", own_sessions.list_sessions, name="account_sessions"),
    path("sessions/<str:ref>/ending/", own_sessions.end, name="account_session_end"),
    path("sessions/<str:ref>/not-me/", not_me.by_session, name="account_session_not_me"),
    path("not-me/<str:token>/", not_me.by_letter, name="account_not_me"),
    path("locked/", not_me.held, name="account_held"),
    path("passkeys/", passkeys.index, name="mfa_list_webauthn"),
    path("passkeys/new/", passkeys.add, name="mfa_add_webauthn"),
    path("passkeys/sign-in/", passkey_sign_in.sign_in, name="mfa_login_webauthn"),
    path("passkeys/sign-up/", passkey_sign_in.sign_up, name="mfa_signup_webauthn"),
    path(
        "passkeys/reauthenticate/",
        second_step.reauthenticate_by_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/challenge/<slug:purpose>/", passkey_challenges.for_guest, name="passkey_challenge"),
    path("passkeys/own-challenge/<slug:purpose>/", passkey_challenges.for_owner, name="passkey_own_challenge"),
    path("passkeys/<str:passkey_ref>/name/", passkeys.rename, name="mfa_edit_webauthn"),
    path("passkeys/<str:passkey_ref>/remove/", passkeys.remove, name="mfa_remove_webauthn"),
    path("2fa/", people(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", guests(second_step.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", enrolling(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", enrolling(recovery_codes.SetUpAppView.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", changing(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.index, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.make, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download, name="mfa_download_recovery_codes"),
]
