"""Events as Django knows them."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Messages and their deliveries."""

    name = "tiwala.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
