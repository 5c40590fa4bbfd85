"""The PayPal adapter keeps the contract, over real HTTP against its stand-in."""

from tiwala.gateways.tests.contract import AdapterContract


class TestContract(AdapterContract):
    """The harness is in conftest.py."""
