"""The layer under every EMV code: elements of tag, length and value, sealed by a checksum at the end.

Lengths count letters, the checksum runs over UTF-8 bytes. Bounded and strict: a text that two readers could take in two
ways (a tag twice, something after the checksum) is refused.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable
from typing import Final

from tiwala.gateways.qrph.refusals import NotQrPh, Wrong

Elements = dict[str, str]
"""Tag to value, in the order of the text."""

LONGEST: Final = 512
"""Letters in a whole code, by EMVCo."""
MOST_LETTERS: Final = 99
"""Letters in one value: its length has two digits."""
_HEAD: Final = 4
_FORMAT, _CHECKSUM = "00", "63"
_FORMAT_1: Final = "01"
_SEAL: Final = f"{_CHECKSUM}04"


def crc16(data: bytes) -> str:
    """CRC-16 as EMV codes have it (CCITT, begun at FFFF) in four upper-case hex digits; `123456789` gives 29B1."""
    return f"{binascii.crc_hqx(data, 0xFFFF):04X}"


def split(text: str) -> Elements:
    """The elements of a text or a template, all of it and each tag once. A value of no letters is kept as empty."""
    found: Elements = {}
    at = 0
    while at < len(text):
        head = text[at : at + _HEAD]
        if len(head) < _HEAD or not (head.isascii() and head.isdigit()) or head[:2] in found:
            raise NotQrPh(Wrong.STRUCTURE)
        begins, at = at + _HEAD, at + _HEAD + int(head[2:])
        if at > len(text):
            raise NotQrPh(Wrong.STRUCTURE)
        found[head[:2]] = text[begins:at]
    return found


def join(elements: Iterable[tuple[str, str]]) -> str:
    """The text of these elements; an empty value is left out. Refuses one that is too long for its length."""
    parts = []
    for tag, value in elements:
        if len(value) > MOST_LETTERS:
            raise NotQrPh(Wrong.TOO_LONG)
        parts.append(f"{tag}{len(value):02d}{value}" if value else "")
    return "".join(parts)


def unseal(text: str) -> tuple[str, Elements]:
    """The code without what surrounds it, and its elements. The format comes first, a right checksum last."""
    text = text[: 2 * LONGEST].strip()
    if not text:
        raise NotQrPh(Wrong.EMPTY)
    if len(text) > LONGEST:
        raise NotQrPh(Wrong.TOO_LONG)
    if not text.isprintable():
        raise NotQrPh(Wrong.STRUCTURE)
    elements = split(text)
    tags = list(elements)
    if tags[0] != _FORMAT or elements[_FORMAT] != _FORMAT_1 or tags[-1] != _CHECKSUM or text[-8:-4] != _SEAL:
        raise NotQrPh(Wrong.STRUCTURE)
    if elements[_CHECKSUM].upper() != crc16(text[:-4].encode()):
        raise NotQrPh(Wrong.CHECKSUM)
    return text, elements


def seal(elements: Elements) -> str:
    """The whole text of a code: its elements by tag, the checksum last."""
    inner = join(sorted((tag, value) for tag, value in elements.items() if tag != _CHECKSUM)) + _SEAL
    if len(inner) + _HEAD > LONGEST:
        raise NotQrPh(Wrong.TOO_LONG)
    if not inner.isprintable():
        raise NotQrPh(Wrong.STRUCTURE)
    return inner + crc16(inner.encode())
