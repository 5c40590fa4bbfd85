"""HitPay's two proofs: HMAC-SHA256 of an event's raw body in a header; of a form's sorted fields, inside the form.

Neither says when it was made, so an old notice proves itself for good: a notice is only ever a hint.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final, Literal
from urllib.parse import parse_qsl

SIGNATURE: Final = "hitpay-signature"
EVENT: Final = "hitpay-event-type"
OBJECT: Final = "hitpay-event-object"
_LONGEST, _MOST = 200, 50

Proof = Literal["ok", "no_proof", "bad_proof"]


def check(given: str, signed: bytes, *, secrets: Sequence[str]) -> Proof:
    """Whether one of our salts, old or new, made this; every comparison is made, each in constant time."""
    if not given or len(given) > _LONGEST or not any(secrets):
        return "no_proof"
    made = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets if secret]
    hits = [hmac.compare_digest(one.encode(), given.encode(errors="surrogatepass")) for one in made]
    return "ok" if any(hits) else "bad_proof"


def form_of(body: bytes) -> Mapping[str, str] | None:
    """The fields of a form that carries its own proof; None for any other body, or one that names a field twice."""
    if b"hmac=" not in body or body[:1] in (b"{", b"["):
        return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST)
    except ValueError:
        return None
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) and "hmac" in fields else None


def signed_in(fields: Mapping[str, str]) -> bytes:
    """What a form's proof is made of: every field but the proof, sorted, name and value without anything between."""
    return "".join(f"{name}{fields[name]}" for name in sorted(fields) if name != "hmac").encode()
