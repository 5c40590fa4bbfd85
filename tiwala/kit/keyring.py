"""The key file: made on first start, mode 0600 in a folder 0700, replaced as a whole, read again when it changes."""

from __future__ import annotations

import base64
import binascii
import contextlib
import functools
import json
import os
import secrets
import stat
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tink import aead, daead, mac, prf, signature
from tink.core import TinkError

from tiwala.kit import keysets
from tiwala.kit.conf import conf

VERSION: Final = 1
KEYSETS: Final = {"kek": "aead", "index": "prf", "email": "siv", "mac": "mac", "head": "signature"}
"""The keysets in the file, and the kind of each."""


class KeyFileRefused(Exception):
    """The key file is not fit to start with; the text is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key file, opened. Secret; lives in memory only."""

    document: dict[str, Any]
    django_secret_key: str
    kek: Any
    kek_id: int
    kek_ids: frozenset[int]
    index: Any
    email: Any
    emails: tuple[Any, ...]
    mac: Any
    signer: Any
    verifier: Any


_lock = threading.RLock()
_open: tuple[tuple[str, int, int, int], Keyring] | None = None


def current() -> Keyring:
    """The keys as they are in the file now; makes the file when there is none. KeyFileRefused when it is unfit."""
    global _open  # noqa: PLW0603 -- one key file a process
    held = _open
    if held is not None and held[0] == _stamp(_path()):
        return held[1]
    with _lock:
        path = _path()
        if not path.exists():
            _make(path)
        # The stamp is taken first: a file replaced in between is then read once more, never missed.
        stamp = _stamp(path)
        _open = (stamp, _read(path))
        return _open[1]


def save(document: dict[str, Any]) -> None:
    """Replace the key file in one step; the one before is kept beside it as `<name>.previous`, as well guarded."""
    path = _path()
    with _lock:
        _write(path.with_name(path.name + ".previous"), path.read_bytes())
        _write(path, _to_bytes(document))


def touch() -> None:
    """Make every process read the file again. Where we may not touch it, they do so when their copies grow old."""
    with contextlib.suppress(OSError):
        os.utime(_path())


def stamp() -> tuple[str, int, int, int]:
    """What changes whenever the key file does."""
    return _stamp(_path())


def _path() -> Path:
    return _absolute(conf.ops.key_file)


@functools.cache
def _absolute(text: str) -> Path:
    return Path(text).absolute()


def _stamp(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (str(path), 0, 0, 0)
    except OSError as error:
        raise KeyFileRefused(f"The key file {path} cannot be reached: {error.strerror}.") from error
    return (str(path), found.st_mtime_ns, found.st_ino, found.st_mode)


def _make(path: Path) -> None:
    document = {
        "version": VERSION,
        "about": "Tiwala's keys. Whoever has them reads everything, without them nobody does. Keep a copy apart.",
        "django_secret_key": base64.b64encode(secrets.token_bytes(64)).decode(),
        **{name: keysets.new(kind) for name, kind in KEYSETS.items()},
    }
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, _to_bytes(document))
    except OSError as error:
        raise KeyFileRefused(f"The key file {path} cannot be made: {error.strerror}.") from error


def _write_new(path: Path, content: bytes) -> None:
    """Two processes may start at once: the one that comes second keeps the first one's file."""
    fresh = _beside(path, content)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    _flush(path.parent)


def _write(path: Path, content: bytes) -> None:
    _beside(path, content).replace(path)
    _flush(path.parent)


def _beside(path: Path, content: bytes) -> Path:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _flush(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _to_bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=1).encode()


def _read(path: Path) -> Keyring:
    _refuse_open_doors(path)
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise KeyFileRefused(f"The key file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise KeyFileRefused(f"The key file {path} is damaged: put back your copy of it.") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise KeyFileRefused(f"The key file {path} is not of version {VERSION}, the one this Tiwala reads.")
    try:
        return _opened(document)
    except (TinkError, KeyError, TypeError, binascii.Error) as error:
        raise KeyFileRefused(f"The key file {path} is damaged: put back your copy of it.") from error


def _refuse_open_doors(path: Path) -> None:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileRefused(f"The key file {path} is open to other users of this machine: run chmod 600 {path}.")
    if stat.S_IMODE(path.parent.stat().st_mode) & 0o022:
        folder = path.parent
        raise KeyFileRefused(f"Other users could replace the key file in {folder}: run chmod 700 {folder}.")


def _opened(document: dict[str, Any]) -> Keyring:
    opened = {name: keysets.handle(document[name]) for name in KEYSETS}
    siv = daead.DeterministicAead
    return Keyring(
        document=document,
        django_secret_key=base64.b64encode(base64.b64decode(document["django_secret_key"], validate=True)).decode(),
        kek=opened["kek"].primitive(aead.Aead),
        kek_id=keysets.primary_id(opened["kek"]),
        kek_ids=keysets.key_ids(opened["kek"]),
        index=opened["index"].primitive(prf.PrfSet),
        email=opened["email"].primitive(siv),
        emails=tuple(one.primitive(siv) for one in keysets.one_by_one(document["email"])),
        mac=opened["mac"].primitive(mac.Mac),
        signer=opened["head"].primitive(signature.PublicKeySign),
        verifier=opened["head"].public_keyset_handle().primitive(signature.PublicKeyVerify),
    )
