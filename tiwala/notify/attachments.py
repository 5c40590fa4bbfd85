"""Files that go with a letter. The rooms above know them; here they are opaque references."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tiwala.kit.errors import InvariantBroken


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it is attached."""

    filename: str
    media_type: str
    data: bytes


Loader = Callable[[str], Attachment]
_loader: Loader | None = None


def set_loader(loader: Loader) -> None:
    """Say how a reference becomes a file; done once at start by the room that has documents."""
    global _loader  # noqa: PLW0603 -- one loader a process
    _loader = loader


def load(ref: str) -> Attachment:
    """The file behind the reference. A Refusal when it is gone; InvariantBroken when no room said how."""
    if _loader is None:
        raise InvariantBroken("a letter has an attachment and nobody can load it")
    return _loader(ref)
