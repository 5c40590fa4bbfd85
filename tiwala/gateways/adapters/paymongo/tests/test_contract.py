"""The PayMongo adapter keeps the contract, over real HTTP against its stand-in in a process of its own."""

import pytest

from tiwala.gateways.adapters.paymongo.tests.harness import PayMongoHarness
from tiwala.gateways.tests.contract import AdapterContract


class TestContract(AdapterContract):
    @pytest.fixture
    def harness(self, stand_in, mailbox):
        return PayMongoHarness(stand_in("paymongo"), mailbox)
