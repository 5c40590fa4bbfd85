"""Headers, cookies, middleware order: what keeps strangers out."""

from __future__ import annotations

from urllib.parse import urlsplit

from tiwala.config.settings.base import env
from tiwala.kit import secrets

SECRET_KEY = secrets.django_secret_key()
_site = urlsplit(env.base_url)
IS_HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "localhost", "localhost", "127.0.0.1"]  # the latter two: probes on this machine
USE_X_FORWARDED_HOST = False
CSRF_TRUSTED_ORIGINS = [env.base_url]

MIDDLEWARE = [
    "tiwala.config.ops.counting.CountingMiddleware",
    "tiwala.kit.logs.RequestLogMiddleware",
    "tiwala.config.machine_doors.MachineDoorsMiddleware",
    "tiwala.ui.csp.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tiwala.identity.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tiwala.identity.middleware.ActorMiddleware",
    "tiwala.business.zone.ZoneMiddleware",
    "tiwala.config.refusals.RefusalMiddleware",
]

_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}session"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
DEVICE_COOKIE_NAME = f"{_PREFIX}device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_SAVE_EVERY_REQUEST = False
CSRF_FAILURE_VIEW = "tiwala.config.refusals.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.trusted_proxies else None
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # the policy's frame-ancestors 'none' says it to every browser of today
    "security.W005",  # sub-domains are the owner's own affair
    "security.W008",  # the proxy in front redirects to https
    "security.W021",  # preload is a promise only the owner can make
]
