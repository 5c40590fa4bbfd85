"""The Stripe adapter keeps the contract, over real HTTP against the stand-in in a process of its own."""

from tiwala.gateways.tests.contract import AdapterContract


class TestContract(AdapterContract):
    pass
