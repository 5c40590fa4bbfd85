"""Colours as numbers: oklch and sRGB, contrast as WCAG counts it, and an accent that can be read. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

READABLE = 4.6
"""A shade more than WCAG asks, so that a rounded figure in a stylesheet still passes."""
DARKEST, LIGHTEST = 0.05, 0.98
SRGB_KNEE = 0.04045
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness 0–1, chroma, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    @property
    def css(self) -> str:
        """As a stylesheet writes it."""
        return f"oklch({self.lightness:.3f} {self.chroma:.3f} {self.hue:.1f})"


def from_hex(text: str) -> Oklch:
    """Read "#0f766e". Anything else is refused with ValueError."""
    found = _HEX.fullmatch(text)
    if found is None:
        raise ValueError("a colour is six hexadecimal digits")
    red, green, blue = (_linear(int(found[1][place : place + 2], 16) / 255) for place in (0, 2, 4))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def luminance(colour: Oklch) -> float:
    """Relative luminance, 0 black to 1 white, after clipping to what a screen can show."""
    red, green, blue = _srgb_linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Oklch, other: Oklch) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: Oklch, *, on: tuple[Oklch, ...], darker: bool) -> Oklch:
    """The same hue, darkened (or lightened) just until it reads on every one of these grounds."""
    step = -0.01 if darker else 0.01
    while DARKEST < colour.lightness < LIGHTEST and min(contrast(colour, ground) for ground in on) < READABLE:
        colour = replace(colour, lightness=colour.lightness + step)
    return colour


def _linear(value: float) -> float:
    return value / 12.92 if value <= SRGB_KNEE else float(((value + 0.055) / 1.055) ** 2.4)


def _srgb_linear(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return _clip(red), _clip(green), _clip(blue)


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))
