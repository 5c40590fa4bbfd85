"""Shared by the audit tests: a data directory of their own, so that the anchor is theirs."""

from dataclasses import replace

import pytest

from tiwala.kit.conf import conf


@pytest.fixture(autouse=True)
def own_anchor(tmp_path):
    before = conf.ops
    conf.ops = replace(before, data_dir=str(tmp_path))
    yield
    conf.ops = before
