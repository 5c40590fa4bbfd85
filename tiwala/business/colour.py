"""The business's colour, made readable: contrast, and the accent for light and dark. Pure functions, no input or output."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tiwala.kit.errors import BadInput

AA = 4.5
"""The contrast WCAG asks between text and what is behind it."""

LIGHT_WORST, DARK_WORST = "#eff3f5", "#1f2629"
"""The grounds an accent is hardest to read on: the sunken surface, light and dark (see ui's tokens)."""

NEAR_WHITE, NEAR_BLACK = "#fcfdfd", "#0c1518"
_STEP = 0.01


class BadColour(BadInput):
    """Not a colour."""

    code, message = "bad_colour", _("A colour is written as # and six digits or letters a to f, such as #0b6e6e.")


@dataclass(frozen=True, slots=True)
class Accent:
    """The five accent tokens of one scheme, each as #rrggbb."""

    accent: str
    strong: str
    ink: str
    quiet: str
    line: str


def read_colour(text: str) -> str:
    """The colour as #rrggbb in small letters; "" stays "" (our own teal). Refuses anything else."""
    wanted = text.strip().lower()
    if wanted and not re.fullmatch(r"#[0-9a-f]{6}", wanted):
        raise BadColour
    return wanted


def for_light(colour: str) -> Accent:
    """The accent on light pages: the hue kept, darkened until it reads at AA on every light ground."""
    lightness, chroma, hue = oklch(colour)
    lightness = min(lightness, 0.62)
    while contrast(from_oklch(lightness, chroma, hue), LIGHT_WORST) < AA:
        lightness -= _STEP
    quiet = from_oklch(0.955, min(chroma, 0.018), hue)
    while contrast(from_oklch(lightness, chroma, hue), quiet) < AA:
        lightness -= _STEP
    return Accent(
        accent=from_oklch(lightness, chroma, hue),
        strong=from_oklch(max(lightness - 0.07, 0.0), chroma, hue),
        ink=NEAR_WHITE,
        quiet=quiet,
        line=from_oklch(0.82, min(chroma, 0.05), hue),
    )


def for_dark(colour: str) -> Accent:
    """The accent on dark pages: the hue kept, lightened until it reads at AA on every dark ground."""
    lightness, chroma, hue = oklch(colour)
    lightness, chroma = max(lightness, 0.7), min(chroma, 0.14)
    quiet = from_oklch(0.29, min(chroma, 0.036), hue)
    while min(contrast(from_oklch(lightness, chroma, hue), ground) for ground in (DARK_WORST, quiet)) < AA:
        lightness += _STEP
    return Accent(
        accent=from_oklch(lightness, chroma, hue),
        strong=from_oklch(min(lightness + 0.07, 1.0), chroma, hue),
        ink=NEAR_BLACK,
        quiet=quiet,
        line=from_oklch(0.44, min(chroma, 0.06), hue),
    )


def style_sheet(colour: str) -> str:
    """The tokens as CSS, to be linked after ui's own; nothing when the business keeps our colour."""
    if not colour:
        return ""
    light, dark = _tokens(for_light(colour)), _tokens(for_dark(colour))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklch(colour: str) -> tuple[float, float, float]:
    """Lightness 0…1, chroma, hue in radians of a #rrggbb colour (Björn Ottosson's Oklab)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest #rrggbb: chroma is lowered until a screen can show it."""
    while True:
        channels = _to_linear(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
        if chroma <= 0.001 or all(-0.001 <= channel <= 1.001 for channel in channels):
            return "#" + "".join(f"{round(255 * _gamma(min(max(channel, 0.0), 1.0))):02x}" for channel in channels)
        chroma -= 0.004


def _to_linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _ungamma(red), _ungamma(green), _ungamma(blue)


def _ungamma(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tokens(accent: Accent) -> str:
    return (
        f"--accent:{accent.accent};--accent-strong:{accent.strong};--accent-ink:{accent.ink};"
        f"--accent-quiet:{accent.quiet};--accent-line:{accent.line}"
    )
