"""Reed and Solomon's mending of a block of codewords, as QR codes have it: GF(256) over 11D, roots from α⁰ on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_FIELD: Final = 255
_POLYNOMIAL: Final = 0x11D
_BYTE: Final = 0x100


class Broken(Exception):
    """More of it is wrong than can be mended."""


def _powers() -> tuple[list[int], list[int]]:
    exp, log, value = [0] * (2 * _FIELD), [0] * _BYTE, 1
    for power in range(_FIELD):
        exp[power] = exp[power + _FIELD] = value
        log[value] = power
        value <<= 1
        value ^= _POLYNOMIAL if value & _BYTE else 0
    return exp, log


_EXP, _LOG = _powers()


def mended(block: Sequence[int], checks: int) -> bytes:
    """The block's data without its `checks` codewords; up to half of these many wrong codewords are put right."""
    syndromes = [_at(block, _EXP[power]) for power in range(checks)]
    if any(syndromes):
        block = _put_right(list(block), syndromes)
    return bytes(block[: len(block) - checks])


def _put_right(block: list[int], syndromes: list[int]) -> list[int]:
    locator = _locator(syndromes)
    places = [at for at in range(len(block)) if _value(locator, _FIELD - at) == 0]
    if len(places) != len(locator) - 1 or 2 * len(places) > len(syndromes):
        raise Broken
    evaluator = [0] * len(syndromes)
    for one, left in enumerate(locator):
        for other, right in enumerate(syndromes[: len(syndromes) - one]):
            evaluator[one + other] ^= _times(left, right)
    slope = [value if power % 2 else 0 for power, value in enumerate(locator)][1:]
    for at in places:
        above, below = _value(evaluator, _FIELD - at), _value(slope, _FIELD - at)
        if not below:
            raise Broken
        block[len(block) - 1 - at] ^= _times(_EXP[at], _times(above, _EXP[_FIELD - _LOG[below]]))
    if any(_at(block, _EXP[power]) for power in range(len(syndromes))):
        raise Broken
    return block


def _locator(syndromes: list[int]) -> list[int]:
    """Berlekamp and Massey: the shortest polynomial that explains the syndromes, lowest power first."""
    found, before, gap, last = [1], [1], 1, 1
    for done, syndrome in enumerate(syndromes):
        length = len(found) - 1
        off = syndrome
        for power in range(1, length + 1):
            off ^= _times(found[power], syndromes[done - power])
        if not off:
            gap += 1
            continue
        by = _times(off, _EXP[_FIELD - _LOG[last]])
        changed = found + [0] * max(0, len(before) + gap - len(found))
        for power, value in enumerate(before):
            changed[power + gap] ^= _times(by, value)
        if 2 * length <= done:
            found, before, last, gap = changed, found, off, 1
        else:
            found, gap = changed, gap + 1
    while len(found) > 1 and not found[-1]:
        found.pop()
    return found


def _at(block: Sequence[int], x: int) -> int:
    """The block as a polynomial, highest power first, at x (not 0)."""
    shift, value = _LOG[x], 0
    for one in block:
        value = (_EXP[_LOG[value] + shift] if value else 0) ^ one
    return value


def _value(polynomial: Sequence[int], power: int) -> int:
    """A polynomial, lowest power first, at α to this power."""
    value = 0
    for place, one in enumerate(polynomial):
        if one:
            value ^= _EXP[(_LOG[one] + place * power) % _FIELD]
    return value


def _times(left: int, right: int) -> int:
    return _EXP[_LOG[left] + _LOG[right]] if left and right else 0
