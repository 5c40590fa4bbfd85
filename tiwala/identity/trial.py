"""The second step of the demo's own people, so that a trial needs no phone. Nothing of it works outside a demo."""

from __future__ import annotations

import base64
import hashlib
from hmac import compare_digest

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tiwala.identity import totp
from tiwala.identity.mfa_adapter import MFAAdapter
from tiwala.identity.models import User
from tiwala.identity.queries import email_of
from tiwala.kit import secrets
from tiwala.kit.conf import conf

_SEED_BYTES = 20


def demo_seed(email: str) -> str:
    """What an authenticator app takes for this person of the demo: derived from the key file, nowhere written."""
    keyed = secrets.mac(
        "demo", f"second step of {email}".encode()
    )  # begins with the key's own id: hashed, all is secret
    return base64.b32encode(hashlib.sha256(keyed).digest()[:_SEED_BYTES]).decode()


def code_now(seed: str) -> str:
    """The six digits that an authenticator app shows for this seed at this moment."""
    return str(format_hotp_value(hotp_value(seed, totp.step_now())))


def code_to_show(user: User) -> str:
    """The code that the second-step page of a demo shows; empty for everybody but the demo's own people.

    Empty in any other mode, and empty once somebody set up an app of their own.
    """
    if conf.ops.mode != "demo":
        return ""
    factor = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
    seed = demo_seed(email_of(user))
    is_ours = factor is not None and compare_digest(_seed_of(factor).encode(), seed.encode())
    return code_now(seed) if is_ours else ""


def _seed_of(factor: Authenticator) -> str:
    from_app: str = MFAAdapter().decrypt(factor.data["secret"])
    return from_app
