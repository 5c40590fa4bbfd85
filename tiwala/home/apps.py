"""The customer's side."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The pay page, the customer's own pages, the way in."""

    name = "tiwala.home"
    label = "home"
    verbose_name = "Home"
