"""The sandbox adapter keeps the contract, over real HTTP against the sandbox in a process of its own."""

import pytest

from tiwala.gateways.adapters.sandbox.tests.harness import SandboxHarness
from tiwala.gateways.tests.contract import AdapterContract


class TestContract(AdapterContract):
    @pytest.fixture
    def harness(self, sandbox, mailbox, outside):
        return SandboxHarness(sandbox, mailbox)
