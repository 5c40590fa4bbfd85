"""Run one work several times at the same instant, each on its own connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from tiwala.kit.errors import Refusal


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each returned, or the refusal it met. Anything else that goes wrong is raised."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(20)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(60) for future in [pool.submit(one, work) for work in works]]
