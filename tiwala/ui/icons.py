"""Lucide's pictures, taken out of its archive, whose list of 1,700 names a process reads once and not for each."""

from functools import cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

SVG = "{http://www.w3.org/2000/svg}"
MANNERS = {"class": "icon", "aria-hidden": "true", "focusable": "false"}


@cache
def drawn(name: str) -> str:
    """The SVG of a picture, without a word for screen readers; nothing when there is no such picture."""
    try:
        text = _archive().read(f"{name}.svg")
    except KeyError:
        return ""  # a page about money never falls over a picture; a test checks the names
    picture = ET.fromstring(text)  # noqa: S314 - it comes with the package
    for part in picture.iter():
        part.tag = part.tag.removeprefix(SVG)
    picture.attrib.update(MANNERS)
    return ET.tostring(picture, encoding="unicode")


@cache
def _archive() -> ZipFile:
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))
