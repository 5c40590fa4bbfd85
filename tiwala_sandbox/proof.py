"""How the sandbox proves that a notice is its own."""

import hashlib
import hmac

HEADER = "Sandbox-Signature"


def sandbox_proof(body: bytes, secrets: list[str], at: float) -> dict[str, str]:
    """The header: the second it was signed in, and one HMAC for each live secret."""
    stamp = str(int(at))
    marks = [hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest() for secret in secrets]
    return {HEADER: ",".join([f"t={stamp}", *(f"v1={mark}" for mark in marks)])}
