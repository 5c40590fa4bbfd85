"""Python looks for garbage seldom: what a run loads stays to its end, and nearly all else goes by itself.

A process loads some 400 files of tests and the whole house. Looked through again and again while they come, they took
a third of the time of loading.
"""

import gc

import pytest

gc.disable()  # until all is collected


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on as in the web server: what is loaded is never looked through, the rest now and then."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()
