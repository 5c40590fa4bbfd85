"""Who may sign in and how: allauth, passwords, sessions. The rules themselves live in tiwala/identity."""

from __future__ import annotations

from typing import Any

from tiwala.config.settings.base import CACHES, env

AUTHENTICATION_BACKENDS = ["tiwala.identity.backend.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/account/login/"
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies
SESSION_ENGINE = "tiwala.identity.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CACHES["default"]["KEY_FUNCTION"] = "tiwala.identity.cache_keys.sealed_key"

PASSWORD_HASHERS = ["tiwala.identity.passwords.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "tiwala.identity.passwords.LengthValidator", "OPTIONS": {"most": 256}},
    {"NAME": "tiwala.identity.passwords.UnknownValidator"},
    {"NAME": "tiwala.identity.passwords.StrengthValidator", "OPTIONS": {"least_score": 3}},
    {"NAME": "tiwala.identity.passwords.HistoryValidator"},
]

IDENTITY_SIGN_UP_OPEN = False
"""Whether a stranger may open an account. Closed: customers come by an invitation."""

ACCOUNT_ADAPTER = "tiwala.identity.allauth_adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "tiwala.identity.forms.SignInForm",
    "change_password": "tiwala.identity.code_forms.ChangePassword",
}
ACCOUNT_USER_DISPLAY = "tiwala.identity.allauth_adapter.user_display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_MAX_LENGTH = 384
"""Letters of the column: a sealed address of 254 letters takes 368. What people may type is cut at 254."""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 86_400
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# The outer ring: by network address, in short windows. What counts for each account is in tiwala/identity/tries.py.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "10/m/ip,3/m/key",
    "confirm_email": "1/10s/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "invitation": "10/m/ip",
    "recovery": "10/m/ip",
    "passkey_challenge": "60/m/ip",
    "passkey_sign_in": "20/m/ip",
}

MFA_ADAPTER = "tiwala.identity.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]  # recovery codes are our own: tiwala/identity/recovery_codes.py
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True  # as closed to strangers as any sign-up: IDENTITY_SIGN_UP_OPEN
MFA_FORMS = {
    "authenticate": "tiwala.identity.code_forms.SecondStep",
    "reauthenticate": "tiwala.identity.code_forms.SecondStepAgain",
    "activate_totp": "tiwala.identity.codes_once.SetUpAppForm",
    "authenticate_webauthn": "tiwala.identity.passkey_forms.UsePasskeyForm",
    "reauthenticate_webauthn": "tiwala.identity.passkey_forms.StepUpByPasskeyForm",
}
"""Origin, name, challenge, verification and counters of passkeys are our own affair: tiwala/identity/passkeys.py."""
MFA_TOTP_ISSUER = "Tiwala"
