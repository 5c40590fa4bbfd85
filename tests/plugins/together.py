"""Which tests go to one process when a run is divided, and in which order.

Those that share a house, or the roles of the whole server, stay together, and they are begun first: they take minutes.
Long tests come next, each by itself. All others stay with their file, which opens its browser or its stand-in once, and
files with few tests come last, so that no process waits for another's last one.

The mark `xdist_group` would say it, but what it writes into a test's name pytest 9 no longer reads.
"""

from __future__ import annotations

from collections import Counter

import pytest

TOGETHER = {
    "tests/journeys/test_gateway_wizard.py": "a demo house beside six vendors",
    "tests/journeys/": "one demo house",
    "tests/house/": "a house that is killed",
    "tests/platform/": "houses on this machine, one after the other",
    "tiwala/ledger/tests/test_app_role.py": "roles are the whole server's",
    "tiwala/vault/tests/test_rotate_keys.py": "roles are the whole server's",
}
FIRST = ("one demo house", "a house that is killed", "houses on this machine, one after the other")
"""The others of the list above are short, or wait for what these make."""
LONG = (
    "tests/crash/",
    "tests/properties/",
    "tests/security/test_forms.py",
    "tests/security/test_no_telling.py",
    "tests/walk/",
    "tiwala/console/tests/test_axe.py",
    "tiwala/console/tests/test_roles.py",
    "tiwala/console/tests/test_views_roles.py",
)


def group_of(nodeid: str) -> str:
    """What this test goes with: a shared house, itself alone, or its file."""
    why = next((why for place, why in TOGETHER.items() if nodeid.startswith(place)), "")
    return why or (nodeid if nodeid.startswith(LONG) else nodeid.split("::", maxsplit=1)[0])


def in_order(nodeids: list[str]) -> dict[str, tuple[int, int]]:
    """Each test's place: minutes first, then what is long, then by how many go together."""
    sizes = Counter(map(group_of, nodeids))

    def place(nodeid: str) -> tuple[int, int]:
        group = group_of(nodeid)
        if group in FIRST:
            return 0, FIRST.index(group)
        if group in TOGETHER.values():
            return 1, 0
        return (2, 0) if nodeid.startswith(LONG) else (3, -sizes[group])

    return {nodeid: place(nodeid) for nodeid in nodeids}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Among equals, in whatever order they have."""
    places = in_order([item.nodeid for item in items])
    items.sort(key=lambda item: places[item.nodeid])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give each group whole to one process, in our order."""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Together(config, log)  # type: ignore[arg-type] # the log is theirs
