"""Passwords that everybody tries first: our own list, Django's, and a file of the business's own."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

from tiwala.identity.password_text import normal
from tiwala.kit.conf import conf

_OWN = Path(__file__).parent / "blocked_passwords.txt"
_NOISE = re.compile(r"[\W_]+")
_TAIL = re.compile(r"\d+$")


def is_blocked(password: str) -> bool:
    """Whether the whole password is on a list, as it stands or without the digits and marks behind it."""
    words = _words(conf.passwords.blocked_file)
    return any(one in words for one in bare_forms(password))


def bare_forms(text: str) -> set[str]:
    """The text in small letters without blanks and marks, and the same without digits behind (a year, a 1)."""
    bare = _NOISE.sub("", normal(text).casefold())
    return {bare, _TAIL.sub("", bare)} - {""}


@functools.lru_cache(maxsize=2)
def _words(more: str) -> frozenset[str]:
    """Read once a process. A line that begins with # is a comment."""
    lines = _OWN.read_text("utf-8").splitlines()
    if more:
        lines += Path(more).read_text("utf-8").splitlines()
    known = {form for line in lines if line and not line.startswith("#") for form in bare_forms(line)}
    return frozenset(known | CommonPasswordValidator().passwords)
