"""How Django finds this room."""

from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    """The room of payment gateways."""

    name = "tiwala.gateways"
    label = "gateways"
