"""Figures → rectangles. Pure: a template draws what comes out, with nothing left to compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH, HEIGHT, GAP = 640, 160, 0.34


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a chart: its word, its size (minor units or a count) and how it is written ("₱1,500.00")."""

    label: str
    value: int
    text: str
    series: str = "s1"


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle and its words, in the plot's own units."""

    figure: Figure
    x: float
    y: float
    width: float
    height: float
    shows_label: bool = True


def bars(figures: Sequence[Figure]) -> list[Box]:
    """Upright bars from nought; a value below nought has no height. Every other label goes when there are many."""
    top = max((figure.value for figure in figures), default=0)
    return [
        _bar(figure, slot=(place, len(figures)), span=(0, max(figure.value, 0)), top=top)
        for place, figure in enumerate(figures)
    ]


def waterfall(figures: Sequence[Figure]) -> list[Box]:
    """Steps from gross to net: the first and the last stand on the ground, those between hang from the last level."""
    boxes, level = [], 0
    top = max((figure.value for figure in figures[:1]), default=0)
    for place, figure in enumerate(figures):
        stands = place in (0, len(figures) - 1)
        after = figure.value if stands else level + figure.value
        low, high = sorted((0 if stands else level, after))
        slot, span = (place, len(figures)), (max(low, 0), max(high, 0))
        boxes.append(_bar(figure, slot=slot, span=span, top=max(top, high)))
        level = after
    return boxes


def stacked(figures: Sequence[Figure]) -> list[Box]:
    """One lying bar shared out by size, losing nothing to rounding: each part ends where the next begins."""
    total = sum(max(figure.value, 0) for figure in figures)
    boxes, before = [], 0
    for figure in figures:
        share = max(figure.value, 0)
        if total and share:
            left, right = WIDTH * before / total, WIDTH * (before + share) / total
            boxes.append(Box(figure, round(left, 2), 0, round(right - left, 2), 28))
        before += share
    return boxes


def coloured(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures, each with a colour of its own when none was chosen."""
    chosen = any(figure.series != "s1" for figure in figures)
    if chosen:
        return list(figures)
    return [replace(figure, series=f"s{place % 6 + 1}") for place, figure in enumerate(figures)]


def _bar(figure: Figure, *, slot: tuple[int, int], span: tuple[int, int], top: int) -> Box:
    (place, count), (low, high) = slot, span
    step, room = WIDTH / count, HEIGHT - 8
    scale = room / top if top else 0
    width = step * (1 - GAP)
    height = max((high - low) * scale, 2 if high > low else 0)
    every = max(1, -(-count // 12))
    return Box(
        figure,
        round(step * place + (step - width) / 2, 2),
        round(min(HEIGHT - high * scale, HEIGHT - height), 2),
        round(width, 2),
        round(height, 2),
        place % every == 0,
    )
