"""This room's door without the rest of the house, and a short memory emptied before each test."""

import pytest

from tiwala.gateways import inbox, known_accounts


@pytest.fixture(autouse=True)
def _door(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.ROOT_URLCONF = "tiwala.gateways.tests.urls_alone"
    known_accounts.forget()
    inbox.forget_traces()
