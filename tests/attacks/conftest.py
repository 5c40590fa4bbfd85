"""The shop and its scripted gateway, as the pay page's own tests have them."""

from tiwala.home.tests.conftest import _nothing_kept, gateway, shop

__all__ = ["_nothing_kept", "gateway", "shop"]
