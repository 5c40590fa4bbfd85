"""A passkey made of software, which can also lie: another origin, no look at the person, a counter that goes back."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from tiwala.identity import relying_party

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class SoftKey:
    """One key. `flags` are what it says of itself, UP and UV unless told otherwise."""

    flags: int = UP | UV
    count: int = 0
    origin: str = ""
    rp_id: str = ""
    crosses: bool = False
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict) -> str:
        """What a browser sends after credentials.create()."""
        self.handle = websafe_decode(options["user"]["id"])
        key = ES256.from_cryptography_key(self.private.public_key())
        about = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cbor.encode(dict(key))
        data = self._data(self.flags | AT) + about
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = {"clientDataJSON": self._client("create", options), "attestationObject": websafe_encode(attested)}
        return self._answer({**said, "transports": ["internal", "hybrid"]}, props={"credProps": {"rk": True}})

    def use(self, options: dict, *, says_whose: bool = True) -> str:
        """What a browser sends after credentials.get()."""
        data, client = self._data(self.flags), self._client("get", options)
        signed = data + hashlib.sha256(websafe_decode(client)).digest()
        said = {
            "clientDataJSON": client,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(self.private.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }
        if says_whose:
            said["userHandle"] = websafe_encode(self.handle)
        return self._answer(said, props={})

    def _data(self, flags: int) -> bytes:
        rp_id = self.rp_id or relying_party.rp_id()
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, options: dict) -> str:
        told = {
            "type": f"webauthn.{kind}",
            "challenge": options["challenge"],
            "origin": self.origin or relying_party.origin(),
            "crossOrigin": self.crosses,
        }
        return websafe_encode(json.dumps(told).encode())

    def _answer(self, said: dict, *, props: dict) -> str:
        name = websafe_encode(self.credential_id)
        told = {"id": name, "rawId": name, "type": "public-key", "response": said, "clientExtensionResults": props}
        return json.dumps(told)


def asked(client: Client, path: str, **more: str) -> dict:
    """The options that a page fetches."""
    answer = client.post(f"/account/{path}", more)
    assert answer.status_code == 200, answer.status_code
    options: dict = answer.json()["options"]
    return options


def add(client: Client, key: SoftKey, *, name: str = "") -> object:
    """Add it to the account of who is signed in and proved it just now."""
    options = asked(client, "passkeys/own-challenge/add/")
    return client.post("/account/passkeys/new/", {"credential": key.make(options), "name": name})


def enter(client: Client, key: SoftKey, *, email: str = "", **how: bool) -> object:
    """Sign in with it; with an address where one is typed."""
    options = asked(client, "passkeys/challenge/sign_in/", login=email)
    return client.post("/account/passkeys/sign-in/", {"credential": key.use(options, **how)})
