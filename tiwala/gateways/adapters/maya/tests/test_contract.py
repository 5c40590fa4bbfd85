"""The Maya adapter keeps the contract, over real HTTP against its stand-in in a process of its own."""

from tiwala.gateways.tests.contract import AdapterContract


class TestContract(AdapterContract):
    """All of it, with every product switched on."""
