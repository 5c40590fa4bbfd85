"""The contract every adapter keeps, a file a verb: subclass AdapterContract and give it a `harness` fixture."""

from tiwala.gateways.tests.contract.capture_and_cancel import CaptureAndCancelContract
from tiwala.gateways.tests.contract.dispute import DisputeContract
from tiwala.gateways.tests.contract.forget import ForgetContract
from tiwala.gateways.tests.contract.look_up import LookUpContract
from tiwala.gateways.tests.contract.notice import NoticeContract
from tiwala.gateways.tests.contract.refund import RefundContract
from tiwala.gateways.tests.contract.secrecy import SecrecyContract
from tiwala.gateways.tests.contract.start import StartContract
from tiwala.gateways.tests.contract.statement import StatementContract
from tiwala.gateways.tests.contract.telling import (
    ask,
    begin,
    charges_alone,
    kept_method,
    kept_token,
    new_key,
    paid,
    peso,
    sees_disputes,
)

__all__ = [
    "AdapterContract",
    "ask",
    "begin",
    "charges_alone",
    "kept_method",
    "kept_token",
    "new_key",
    "paid",
    "peso",
    "sees_disputes",
]


class AdapterContract(
    StartContract,
    LookUpContract,
    CaptureAndCancelContract,
    RefundContract,
    DisputeContract,
    ForgetContract,
    NoticeContract,
    StatementContract,
    SecrecyContract,
):
    """All of it. Subclass as `TestContract` and give a `harness` fixture."""
