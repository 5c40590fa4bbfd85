"""The Maya adapter keeps the contract, over real HTTP against its stand-in in a process of its own."""

import pytest

from tiwala.gateways.adapters.maya.tests.harness import MayaHarness
from tiwala.gateways.tests.contract import AdapterContract


class TestContract(AdapterContract):
    @pytest.fixture
    def harness(self, stand_in, mailbox):
        return MayaHarness(stand_in("maya"), mailbox)
