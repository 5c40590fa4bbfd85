"""Every pair of colours that carries words reads at 4.5:1 or better, light and dark, with any business's accent."""

import re
from pathlib import Path

import pytest

from tiwala.ui import accent, colour

CSS = Path(__file__).parents[1] / "css" / "tokens.css"
TOKEN = re.compile(r"--([a-z-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
GROUNDS = ("paper", "surface", "sunken")
PAIRS = [
    *[(word, ground) for word in ("ink", "muted", "accent", "danger", "good", "attention") for ground in GROUNDS],
    *[(tone, f"{tone}-quiet") for tone in ("accent", "good", "attention", "danger")],
    *[("ink", f"{tone}-quiet") for tone in ("accent", "good", "attention", "danger")],
    ("muted", "accent-quiet"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("danger-ink", "danger"),
]
EDGES = [("line-strong", ground) for ground in ("surface", "paper")] + [("accent", ground) for ground in GROUNDS]


def tokens(css):
    return {name: colour.Oklch(*map(float, numbers)) for name, *numbers in TOKEN.findall(css)}


def schemes(css):
    light, dark = css.split("@media", 1)
    return {"light": tokens(light), "dark": {**tokens(light), **tokens(dark)}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_can_be_read(scheme, word, ground):
    found = schemes(CSS.read_text())[scheme]
    assert colour.contrast(found[word], found[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_edge_of_a_control_can_be_seen(scheme, edge, ground):
    found = schemes(CSS.read_text())[scheme]
    assert colour.contrast(found[edge], found[ground]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["#ffff00", "#000000", "#ffffff", "#e11d48", "#00ff88", "#7c3aed", "#808080"])
def test_any_accent_a_business_chooses_is_made_readable(scheme, chosen):
    found = {**schemes(CSS.read_text())[scheme], **schemes(accent.accent_css(chosen))[scheme]}
    for word, ground in [pair for pair in PAIRS if "accent" in pair[0] or pair[1] == "accent-quiet"]:
        assert colour.contrast(found[word], found[ground]) >= 4.5, (word, ground)


def test_contrast_is_what_wcag_says():
    assert round(colour.contrast(colour.from_hex("#000000"), colour.from_hex("#ffffff")), 1) == 21
    assert round(colour.contrast(colour.from_hex("#777777"), colour.from_hex("#ffffff")), 2) == 4.48


def test_it_refuses_a_colour_that_is_not_one():
    with pytest.raises(ValueError, match="colour"):
        colour.from_hex("red;}body{}")
