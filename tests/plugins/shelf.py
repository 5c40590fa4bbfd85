"""The static files are looked through once a process, not again for each browser of each test."""

from __future__ import annotations

from typing import Any

import pytest
from whitenoise.middleware import WhiteNoiseMiddleware

_shelf: dict[str, Any] = {}
_look_through: Any = WhiteNoiseMiddleware.add_files_from_finders


def _from_the_shelf(served: WhiteNoiseMiddleware) -> None:
    if not _shelf:
        _look_through(served)
        _shelf.update(served.files)
    served.files.update(_shelf)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep what the first one found: the files of a checkout do not change while its tests run."""
    WhiteNoiseMiddleware.add_files_from_finders = _from_the_shelf
