"""Which tests share one process when a run is divided: those that share a house, or the roles of the whole server.

The mark `xdist_group` would say it, but what it writes into a test's name pytest 9 no longer reads.
"""

from __future__ import annotations

import pytest

TOGETHER = {
    "tests/journeys/": "one demo house",
    "tests/house/": "a house that is killed",
    "tests/platform/": "houses on this machine, one after the other",
    "tiwala/ledger/tests/test_app_role.py": "roles are the whole server's",
    "tiwala/vault/tests/test_rotate_keys.py": "roles are the whole server's",
}


def group_of(nodeid: str) -> str:
    """Why this test goes where others go; one that may go anywhere is a group of its own."""
    return next((why for place, why in TOGETHER.items() if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give each group whole to one process."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Together(config, log)  # type: ignore[arg-type] # the log is theirs
