"""Seal and open, find without reading, prove unchanged: all cryptography the house does, on Tink.

Every owner (`cus_…`, `usr_…`, `business`) has a keyset of its own, wrapped by the key in the key file; shredding the
keyset makes everything of that owner unreadable, in old backups too.
"""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from tink.core import TinkError

from tiwala.kit import keyring, keysets, owner_keys
from tiwala.kit.errors import Refusal
from tiwala.kit.keyring import KeyFileRefused
from tiwala.kit.owner_keys import CannotUnseal, KeysetSource, forget, preload
from tiwala.kit.owner_keys import set_source as set_keyset_source

__all__ = [
    "CannotUnseal",
    "KeyFileRefused",
    "KeysetSource",
    "Shredded",
    "blind",
    "blind_primary",
    "django_secret_key",
    "email_ciphertexts",
    "everyone_forget",
    "forget",
    "mac",
    "new_wrapped_keyset",
    "open_email",
    "preload",
    "primary_id",
    "rewrap",
    "rotate_kek",
    "seal",
    "seal_email",
    "seal_parts",
    "set_keyset_source",
    "sign",
    "unseal",
    "unwrap",
    "verify",
    "verify_mac",
    "wrap",
]

BLIND_BYTES = 16


class Shredded(Refusal):
    """The owner's keys were destroyed on purpose: this can never be read again."""

    code, message, status = "erased", _("This was erased for good, as asked."), 410


def django_secret_key() -> str:
    """Django's SECRET_KEY, from the key file, made when there is none; ends the program when the file is unfit."""
    try:
        return keyring.current().django_secret_key
    except KeyFileRefused as refusal:
        sys.stderr.write(f"tiwala: {refusal}\n")
        raise SystemExit(2) from refusal


def seal(plain: bytes, *, owner: str, aad: bytes) -> bytes:
    """Seal for one owner and one place (aad). Makes the owner's keyset on first use; refuses when it was shredded."""
    return seal_parts([(plain, aad)], owner=owner)[0]


def seal_parts(parts: Sequence[tuple[bytes, bytes]], *, owner: str) -> list[bytes]:
    """The same for several (plain, aad) of one owner, whose keys are looked for once."""
    key = owner_keys.get(owner, make=True)
    assert key is not None
    return [bytes(key.primitive.encrypt(plain, aad)) for plain, aad in parts]


def unseal(sealed: bytes, *, owner: str, aad: bytes) -> bytes:
    """Open what `seal` made. Shredded when the owner has no keys any more, CannotUnseal when it does not fit."""
    key = owner_keys.get(owner)
    if key is not None and keysets.id_on(sealed) not in key.ids:
        owner_keys.forget(owner)  # a key may have been added since we read the keyset
        key = owner_keys.get(owner)
    if key is None:
        raise Shredded(owner=owner)
    try:
        return bytes(key.primitive.decrypt(sealed, aad))
    except TinkError as error:
        raise CannotUnseal(f"sealed bytes of {owner} at {aad.decode(errors='replace')} do not open") from error


def primary_id(owner: str) -> int | None:
    """The number of the key that seals for this owner now; None for an owner without keys."""
    key = owner_keys.get(owner)
    return None if key is None else key.primary


def blind(column: str, text: str) -> list[bytes]:
    """What to look for (16 bytes for each live key), to find `text` in a blind index without storing it."""
    question = _blind_question(column, text)
    return [bytes(key.compute(question, BLIND_BYTES)) for key in keyring.current().index.all().values()]


def blind_primary(column: str, text: str) -> bytes:
    """What to store in a blind index for `text`: 16 bytes that tell nothing without the key file."""
    return bytes(keyring.current().index.primary().compute(_blind_question(column, text), BLIND_BYTES))


def _blind_question(column: str, text: str) -> bytes:
    return column.encode() + b"\0" + text.encode(errors="replace")


def mac(purpose: str, data: bytes) -> bytes:
    """A keyed checksum of the data, different for each purpose."""
    return bytes(keyring.current().mac.compute_mac(_purposeful(purpose, data)))


def verify_mac(purpose: str, data: bytes, *, tag: bytes) -> bool:
    """Whether `mac` made this tag for this purpose and this data."""
    try:
        keyring.current().mac.verify_mac(tag, _purposeful(purpose, data))
    except TinkError:
        return False
    return True


def sign(purpose: str, data: bytes) -> bytes:
    """An Ed25519 signature over the data, such as the hourly head of the audit chain."""
    return bytes(keyring.current().signer.sign(_purposeful(purpose, data)))


def verify(purpose: str, data: bytes, *, signature: bytes) -> bool:
    """Whether `sign` made this signature for this purpose and this data."""
    try:
        keyring.current().verifier.verify(signature, _purposeful(purpose, data))
    except TinkError:
        return False
    return True


def _purposeful(purpose: str, data: bytes) -> bytes:
    return purpose.encode() + b"\0" + data


def seal_email(address: str) -> str:
    """The same text for the same address, so that the database can keep it unique. Casefolded."""
    return _email_text(keyring.current().email, address)


def email_ciphertexts(address: str) -> list[str]:
    """What the address may be stored as: one text for each live key, the newest first."""
    return [_email_text(key, address) for key in keyring.current().emails]


def open_email(text: str) -> str:
    """The address again. CannotUnseal for anything `seal_email` did not make."""
    try:
        sealed = base64.b64decode(text, validate=True)
        return bytes(keyring.current().email.decrypt_deterministically(sealed, b"email")).decode()
    except (TinkError, binascii.Error, ValueError) as error:
        raise CannotUnseal("a sealed address does not open") from error


def _email_text(key: Any, address: str) -> str:
    plain = address.strip().casefold().encode(errors="replace")
    return base64.b64encode(key.encrypt_deterministically(plain, b"email")).decode()


def wrap(keyset: Any, *, owner: str) -> tuple[bytes, int]:
    """An opened keyset, wrapped for its owner by the newest key of the key file, and that key's number."""
    ring = keyring.current()
    return keysets.wrap(keyset, kek=ring.kek, aad=owner_keys.owner_aad(owner)), ring.kek_id


def unwrap(wrapped: bytes, *, owner: str) -> Any:
    """The owner's keyset, opened. CannotUnseal when the key file is not the one that wrapped it."""
    return owner_keys.unwrap(owner, wrapped)


def new_wrapped_keyset(owner: str) -> tuple[bytes, int]:
    """A fresh keyset for this owner, wrapped, and the number of the key that wrapped it."""
    return wrap(keysets.handle(keysets.new("aead")), owner=owner)


def rewrap(wrapped: bytes, *, owner: str, new_key: bool = False) -> tuple[bytes, int]:
    """The same keyset wrapped by the newest key of the key file; with a fresh primary key of its own if wished."""
    opened = unwrap(wrapped, owner=owner)
    return wrap(keysets.rotated(opened, kind="aead") if new_key else opened, owner=owner)


def everyone_forget() -> None:
    """Have every process on this machine drop its opened keysets, now rather than within five minutes."""
    forget()
    keyring.touch()


def rotate_kek() -> int:
    """Put a fresh wrapping key in front in the key file, keeping the older ones; returns its number."""
    document = dict(keyring.current().document)
    document["kek"] = keysets.with_new_key(document["kek"], kind="aead")
    keyring.save(document)
    return keyring.current().kek_id
