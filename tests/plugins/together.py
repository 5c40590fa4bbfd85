"""Which tests share one process when a run is divided: those that share a house, or the roles of the whole server.

Of the others the long ones come first, so that no process waits for another's last.

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
LONG = (
    "tests/crash/",
    "tests/properties/",
    "tests/security/test_forms.py",
    "tests/security/test_no_telling.py",
    "tests/walk/",
    "tiwala/console/tests/test_axe.py",
    "tiwala/console/tests/test_views_roles.py",
    "tiwala/identity/tests/test_passkey_pages.py",
)


def group_of(nodeid: str) -> str:
    """Why this test goes where others go; one that may go anywhere is a group of its own."""
    return next((why for place, why in TOGETHER.items() if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first, in whatever order they have among themselves."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give each group whole to one process."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Together(config, log)  # type: ignore[arg-type] # the log is theirs
