"""The room as Django knows it."""

from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    """The outside payment world."""

    name = "tiwala.gateways"
    label = "gateways"

    def ready(self) -> None:
        """Import here: the room's models are there only now."""
        from tiwala.gateways.actions.judge_circuit import judge_circuit
        from tiwala.gateways.watched import set_judge

        set_judge(judge_circuit)
