"""Tasks as Django knows them."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Things that need a person."""

    name = "tiwala.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
