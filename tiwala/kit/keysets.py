"""Tink keysets: make one, add a key to it, read and write it. Everything here is pure; nothing is stored."""

from __future__ import annotations

import json
from typing import Any, Final

import tink
from tink import (
    aead,
    daead,
    json_proto_keyset_format,
    mac,
    prf,
    proto_keyset_format,
    secret_key_access,
    signature,
)

for _primitive in (aead, daead, mac, prf, signature):
    _primitive.register()

Keyset = dict[str, Any]
"""A keyset in Tink's own JSON: primaryKeyId and keys. Secret: lives in the key file and in memory only."""

TEMPLATES: Final = {
    "aead": aead.aead_key_templates.AES256_GCM,
    "siv": daead.deterministic_aead_key_templates.AES256_SIV,
    "prf": prf.prf_key_templates.HMAC_SHA256,
    "mac": mac.mac_key_templates.HMAC_SHA256_256BITTAG,
    "signature": signature.signature_key_templates.ED25519,
}


def new(kind: str) -> Keyset:
    """A keyset with one fresh key of this kind (a name in TEMPLATES)."""
    return _to_json(tink.new_keyset_handle(TEMPLATES[kind]))


def with_new_key(keyset: Keyset, *, kind: str) -> Keyset:
    """The same keyset with a fresh primary key in front; what the older keys made still opens."""
    known = {key["keyId"] for key in keyset["key"]}
    fresh = new(kind)
    while fresh["primaryKeyId"] in known:  # pragma: no cover -- one in four thousand million
        fresh = new(kind)
    return {"primaryKeyId": fresh["primaryKeyId"], "key": [*fresh["key"], *keyset["key"]]}


def only_primary(keyset: Keyset) -> Keyset:
    """The keyset without its older keys: what they made can no longer be opened."""
    primary = keyset["primaryKeyId"]
    return {"primaryKeyId": primary, "key": [key for key in keyset["key"] if key["keyId"] == primary]}


def handle(keyset: Keyset) -> Any:
    """The Tink handle of a keyset. Refuses (TinkError, KeyError, TypeError) what is not one."""
    return json_proto_keyset_format.parse(json.dumps(keyset), secret_key_access.TOKEN)


def one_by_one(keyset: Keyset) -> list[Any]:
    """One handle for each key, the primary first: for primitives that only ever use the primary."""
    primary = keyset["primaryKeyId"]
    keys = sorted(keyset["key"], key=lambda key: key["keyId"] != primary)
    return [handle({"primaryKeyId": key["keyId"], "key": [key]}) for key in keys]


def wrap(opened: Any, *, kek: Any, aad: bytes) -> bytes:
    """The keyset of a handle, sealed with the key-encryption key for this one place (aad)."""
    return bytes(proto_keyset_format.serialize_encrypted(opened, kek, aad))


def unwrap(wrapped: bytes, *, kek: Any, aad: bytes) -> Any:
    """The handle of a wrapped keyset. TinkError when the key or the place does not fit."""
    return proto_keyset_format.parse_encrypted(wrapped, kek, aad)


def rotated(opened: Any, *, kind: str) -> Any:
    """The handle of the same keyset with a fresh primary key."""
    return handle(with_new_key(_to_json(opened), kind=kind))


def key_ids(opened: Any) -> frozenset[int]:
    """The number of every key in the keyset."""
    return frozenset(key.key_id for key in opened.keyset_info().key_info)


def primary_id(opened: Any) -> int:
    """The number of the key that seals."""
    return int(opened.keyset_info().primary_key_id)


def id_on(sealed: bytes) -> int | None:
    """The number of the key that made this ciphertext (Tink's prefix: 0x01, then 4 bytes); None when it has none."""
    return int.from_bytes(sealed[1:5], "big") if sealed[:1] == b"\x01" else None


def _to_json(opened: Any) -> Keyset:
    keyset: Keyset = json.loads(json_proto_keyset_format.serialize(opened, secret_key_access.TOKEN))
    return keyset
