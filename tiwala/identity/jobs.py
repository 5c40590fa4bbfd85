"""What happens by itself."""

from procrastinate.contrib.django import app

from tiwala.identity.actions import finish_recovery as finishing
from tiwala.identity.actions import forget_expired as forgetting
from tiwala.identity.actions import open_review as reviewing
from tiwala.identity.actions import send_recovery_codes as sending
from tiwala.identity.actions import switch_off_inactive as switching_off
from tiwala.identity.actions import warn_of_ending_keys as warning
from tiwala.identity.actions import watch_sign_ins as watching
from tiwala.identity.models import Recovery
from tiwala.kit import clock
from tiwala.kit.actor import job


@app.periodic(cron="27 3 * * *")
@app.task(name="identity.forget_expired", queueing_lock="identity.forget_expired")
def forget_expired(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Drop old sessions and invitations."""
    forgetting.forget_expired()


@app.periodic(cron="* * * * *")
@app.task(name="identity.watch_sign_ins", queueing_lock="identity.watch_sign_ins")
def watch_sign_ins(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Tell who is locked out; raise a task where somebody guesses."""
    watching.watch_sign_ins(by=job("identity.watch_sign_ins"))


@app.periodic(cron="11 2 * * *")
@app.task(name="identity.switch_off_inactive", queueing_lock="identity.switch_off_inactive")
def switch_off_inactive(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Switch off the accounts of staff that nobody used for long."""
    switching_off.switch_off_inactive(by=job("identity.switch_off_inactive"))


@app.periodic(cron="41 0 * * *")
@app.task(name="identity.warn_of_ending_keys", queueing_lock="identity.warn_of_ending_keys")
def warn_of_ending_keys(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Say in time which keys end."""
    warning.warn_of_ending_keys(by=job("identity.warn_of_ending_keys"))


@app.task(name="identity.send_recovery_codes")
def send_recovery_codes(recovery_ref: str) -> None:
    """Look whether anybody has the address, and send what fits."""
    sending.send_recovery_codes(recovery_ref, by=job("identity.send_recovery_codes"))


@app.periodic(cron="*/5 * * * *")
@app.task(name="identity.finish_recoveries", queueing_lock="identity.finish_recoveries")
def finish_recoveries(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Let those take effect whose hold is over."""
    for pk in Recovery.objects.waiting().filter(takes_effect_at__lte=clock.now()).values_list("pk", flat=True):
        finishing.finish_recovery(pk, by=job("identity.finish_recoveries"))


@app.periodic(cron="13 1 * * *")
@app.task(name="identity.open_review", queueing_lock="identity.open_review")
def open_review(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Begin the review of who may do what, when it is due."""
    reviewing.open_review(by=job("identity.open_review"))
