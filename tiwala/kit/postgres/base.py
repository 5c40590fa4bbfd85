"""The database line of every process: Django's own, but for how it is asked whether it still lives."""

from __future__ import annotations

import select
import time
from typing import Any, Final

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus

from tiwala.kit.postgres import orphans

TRUSTED_S: Final = 15.0
"""A line that answered so lately is believed while its socket is silent; an older one is asked."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends, or is killed, closes its lines: the socket then has something to read. Silence is health.

    Django asks with a statement before each request's first; here that is done only when the line has rested, so
    a server that vanished without a word (a pulled cable) is noticed too.
    """

    _answered_at: float = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A fresh line is healthy."""
        made = super().get_new_connection(conn_params)
        self._answered_at = time.monotonic()
        orphans.adopt(made)
        return made

    def is_usable(self) -> bool:
        """Whether the line can carry the next statement."""
        if self.connection is None:
            return False
        if time.monotonic() - self._answered_at < TRUSTED_S and _is_silent(self.connection.pgconn):
            return True
        is_usable: bool = super().is_usable()
        if is_usable:
            self._answered_at = time.monotonic()
        return is_usable


def _is_silent(pgconn: Any) -> bool:
    if pgconn.status != ConnStatus.OK:
        return False
    asked = select.poll()
    asked.register(pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
    return not asked.poll(0)
