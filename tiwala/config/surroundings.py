"""The environment as something to hand on: what a child process, or Django about to start, shall find in it."""

import os

SETTINGS = "tiwala.config.settings.prod"


def given(name: str) -> str:
    """What the environment says under this name; empty when it says nothing."""
    return os.environ.get(name, "")


def settle(**changes: str) -> None:
    """Change our own environment, before anything has read it."""
    os.environ.update(changes)


def handed_on(**changes: str) -> dict[str, str]:
    """Our environment with changes, for a child."""
    return {**os.environ, **changes}
