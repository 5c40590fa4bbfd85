"""Approvals as Django knows them."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """What needs a second person."""

    name = "tiwala.approvals"
    label = "approvals"
