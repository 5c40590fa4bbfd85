"""A QR code's squares to its text: format, mask, codewords, blocks, segments. ISO/IEC 18004; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from segno import consts

from tiwala.gateways.qrph.mending import Broken, mended

Squares = list[list[int]]
"""Rows of 1 (dark) and 0 (light), as many as there are columns."""

SMALLEST, LARGEST = 1, 25
"""Versions: 25 holds far more than the longest QR Ph code at any level."""
_FORMAT_BITS: Final = 15
_WRONG_BITS: Final = 3
_FINDER: Final = 8
_TIMING: Final = 6
_VERSION_FROM: Final = 7
_BITS: Final = 8
_MASKS: Final[tuple[Callable[[int, int], int], ...]] = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2 + x * 0,
    lambda y, x: x % 3 + y * 0,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
"""Where each gives 0, the square is turned over."""
_SHAPES: Final[Any] = consts.ECC
"""By version and level: groups of blocks, each with how many, how long, how much of that is data."""
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_END, _NUMBERS, _LETTERS_ONLY, _BYTES, _ECI = 0, 1, 2, 4, 7
_COUNT_BITS: Final = {_NUMBERS: (10, 12), _LETTERS_ONLY: (9, 11), _BYTES: (8, 16)}
"""Bits of a segment's length, up to version 9 and above."""
_SMALL: Final = 9


def side_of(version: int) -> int:
    """Squares along one side."""
    return 17 + 4 * version


def text_of(squares: Squares) -> str:
    """The text of these squares; Broken when they are no QR code, or too much of it is missing."""
    side = len(squares)
    version, rest = divmod(side - 17, 4)
    if rest or not SMALLEST <= version <= LARGEST:
        raise Broken
    level, mask = _format(squares)
    words = list(_codewords(squares, _taken(version), _MASKS[mask]))
    return _read(_data(words, version=version, level=level), version=version)


def _format(squares: Squares) -> tuple[int, int]:
    """Level and mask, from the better of the two places where they stand."""
    side = len(squares)
    first = [(_FINDER, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, _FINDER) for y in (7, 5, 4, 3, 2, 1, 0)]
    second = [(side - 1 - at, _FINDER) for at in range(7)] + [(_FINDER, side - _FINDER + at) for at in range(_FINDER)]
    found = []
    for places in (first, second):
        seen = sum(squares[y][x] << (_FORMAT_BITS - 1 - at) for at, (y, x) in enumerate(places))
        found += [((seen ^ true).bit_count(), index) for index, true in enumerate(consts.FORMAT_INFO)]
    wrong, index = min(found)
    if wrong > _WRONG_BITS:
        raise Broken
    return divmod(index, _FINDER)


def _taken(version: int) -> list[bytearray]:
    """The squares that hold no data: finders, timing, alignment, format, version."""
    side = side_of(version)
    taken = [bytearray(side) for _ in range(side)]

    def block(top: int, left: int, height: int, width: int) -> None:
        for y in range(top, top + height):
            taken[y][left : left + width] = b"\x01" * width

    block(0, 0, 9, 9)
    block(0, side - 8, 9, 8)
    block(side - 8, 0, 8, 9)
    block(_TIMING, 0, 1, side)
    block(0, _TIMING, side, 1)
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    last = side - 7
    for y in centres:
        for x in centres:
            if (y, x) not in {(6, 6), (6, last), (last, 6)}:
                block(y - 2, x - 2, 5, 5)
    if version >= _VERSION_FROM:
        block(0, side - 11, 6, 3)
        block(side - 11, 0, 3, 6)
    return taken


def _codewords(squares: Squares, taken: list[bytearray], mask: Callable[[int, int], int]) -> Iterator[int]:
    side, word, bits = len(squares), 0, 0
    for turn, right in enumerate([x for x in range(side - 1, 0, -2) if x > _TIMING] + [5, 3, 1]):
        for row in range(side):
            y = row if turn % 2 else side - 1 - row
            for x in (right, right - 1):
                if taken[y][x]:
                    continue
                word, bits = word << 1 | (squares[y][x] ^ (mask(y, x) == 0)), bits + 1
                if bits == _BITS:
                    yield word
                    word = bits = 0


def _data(words: list[int], *, version: int, level: int) -> bytes:
    """The codewords in their blocks, each mended; the data one block after the other."""
    shapes = [
        (group.num_data, group.num_total - group.num_data)
        for group in _SHAPES[version][level]
        for _ in range(group.num_blocks)
    ]
    blocks: list[list[int]] = [[] for _ in shapes]
    left = iter(words)
    try:
        for at in range(max(data for data, _ in shapes)):
            for block, (data, _) in zip(blocks, shapes, strict=True):
                if at < data:
                    block.append(next(left))
        for _ in range(shapes[0][1]):
            for block in blocks:
                block.append(next(left))
    except StopIteration:
        raise Broken from None
    return b"".join(mended(block, checks) for block, (_, checks) in zip(blocks, shapes, strict=True))


def _read(data: bytes, *, version: int) -> str:
    """The segments, in bytes first: a letter may be cut in two by a segment's end."""
    bits, said = _Bits(data), bytearray()
    while bits.left >= 4:  # noqa: PLR2004 -- a segment's kind
        kind = bits.take(4)
        if kind == _END:
            break
        if kind == _ECI:
            if bits.take(8) > 0x7F:  # noqa: PLR2004 -- the longer names of alphabets
                raise Broken
            continue
        if kind not in _COUNT_BITS:
            raise Broken
        count = bits.take(_COUNT_BITS[kind][version > _SMALL])
        said += _SEGMENTS[kind](bits, count)
    try:
        return said.decode()
    except UnicodeDecodeError:
        raise Broken from None


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value, self.left = int.from_bytes(data), len(data) * _BITS

    def take(self, count: int) -> int:
        if count > self.left:
            raise Broken
        self.left -= count
        return self._value >> self.left & ((1 << count) - 1)


def _numbers(bits: _Bits, count: int) -> bytes:
    said = ""
    for at in range(0, count, 3):
        digits = min(3, count - at)
        said += f"{bits.take(1 + 3 * digits):0{digits}d}"
    return said.encode()


def _letters(bits: _Bits, count: int) -> bytes:
    said = ""
    for at in range(0, count, 2):
        pair = count - at > 1
        high, low = divmod(bits.take(11 if pair else 6), len(_LETTERS))
        if high >= len(_LETTERS):
            raise Broken
        said += (_LETTERS[high] if pair else "") + _LETTERS[low]
    return said.encode()


def _bytes(bits: _Bits, count: int) -> bytes:
    return bytes(bits.take(_BITS) for _ in range(count))


_SEGMENTS: Final[dict[int, Callable[[_Bits, int], bytes]]] = {
    _NUMBERS: _numbers,
    _LETTERS_ONLY: _letters,
    _BYTES: _bytes,
}
