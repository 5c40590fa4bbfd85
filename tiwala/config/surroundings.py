"""The environment as something to hand on: what a child process, or Django about to start, shall find in it."""

import os

SETTINGS = "tiwala.config.settings.prod"

FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""For every long-lived process of ours: glibc keeps no arena for each thread, and gives back what a rush has needed.

Left to itself it raises both thresholds (128 KB) after the first large piece and keeps tens of MB that nobody uses; of
the database, each line what its largest statement once needed.
"""


MARK = "TIWALA_HOUSE_MARK"
"""Carried by every process of a house but its database, which a later start adopts (`supervisor/leftovers.py`)."""


def given(name: str) -> str:
    """What the environment says under this name; empty when it says nothing."""
    return os.environ.get(name, "")


def settle(**changes: str) -> None:
    """Change our own environment, before anything has read it."""
    os.environ.update(changes)


def handed_on(**changes: str) -> dict[str, str]:
    """Our environment with changes, for a child."""
    return {**os.environ, **changes}


def withheld(*names: str, **changes: str) -> dict[str, str]:
    """Our environment with changes and without these names, for a child."""
    return {name: value for name, value in handed_on(**changes).items() if name not in names}
