"""Passwords stolen elsewhere, as a Bloom filter in the data folder: asked without sending anything anywhere.

The file is made by `tiwala passwords import-breached` from a list of SHA-1 hashes. It never says "not there" of one
that was; of a thousand good passwords it says "stolen" of one.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from tiwala.identity.password_text import normal
from tiwala.kit.conf import conf

_HEAD_BYTES: Final = 256
_MARK: Final = "tiwala-breached-1"
_BITS_EACH: Final = 14.4  # one wrong "stolen" in a thousand
_LOOKS: Final = 10
_LINE = re.compile(rb"([0-9A-Fa-f]{40})(?::(\d+))?\s*")


class NotAList(ValueError):
    """The file is no list of SHA-1 hashes."""


def path() -> Path:
    """Where the filter lies."""
    return Path(conf.ops.data_dir) / "breached-passwords.bloom"


def is_breached(password: str) -> bool:
    """Whether the password is in the filter; False where there is none."""
    try:
        with path().open("rb") as file:
            head = _head(file.read(_HEAD_BYTES))
            digest = hashlib.sha1(normal(password).encode(), usedforsecurity=False).digest()
            return all(_is_set(file.fileno(), place) for place in _places(digest, head["bits"]))
    except FileNotFoundError:
        return False


def facts() -> dict[str, str | int]:
    """How many, from when; empty where there is no filter."""
    try:
        with path().open("rb") as file:
            return _head(file.read(_HEAD_BYTES))
    except FileNotFoundError:
        return {}


def hashes_in(lines: Iterable[bytes], *, seen_at_least: int = 1) -> Iterator[bytes | None]:
    """Each line's hash; None for one seen too seldom or empty. NotAList at a line that is neither."""
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None and line.strip():
            raise NotAList(f"line {number} is no SHA-1 hash")
        is_wanted = found is not None and int(found[2] or seen_at_least) >= seen_at_least
        yield bytes.fromhex(found[1].decode()) if found and is_wanted else None


def build(hashes: Iterable[bytes | None], *, most: int, source_date: str) -> int:
    """Write the filter anew, in one step for whoever reads it; how many hashes went in. `most` may be too high."""
    bits = max(math.ceil(most * _BITS_EACH / 8) * 8, 8)
    target, fresh = path(), path().with_suffix(".new")
    count = 0
    with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "r+b") as file:
        file.truncate(_HEAD_BYTES + bits // 8)
        with mmap.mmap(file.fileno(), 0) as memory:
            for digest in hashes:
                if digest is not None:
                    count += 1
                    for place in _places(digest, bits):
                        memory[_HEAD_BYTES + place // 8] |= 1 << place % 8
            head = {"mark": _MARK, "bits": bits, "count": count, "source_date": source_date}
            memory[:_HEAD_BYTES] = json.dumps(head).encode().ljust(_HEAD_BYTES)
    fresh.replace(target)
    return count


def _places(digest: bytes, bits: int) -> Iterator[int]:
    first, step = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big") | 1
    return ((first + at * step) % bits for at in range(_LOOKS))


def _is_set(file: int, place: int) -> bool:
    return bool(os.pread(file, 1, _HEAD_BYTES + place // 8)[0] >> place % 8 & 1)


def _head(text: bytes) -> dict[str, Any]:
    head: dict[str, Any] = json.loads(text)
    if head.get("mark") != _MARK:
        raise NotAList("not our file")
    return head
