"""The trail's hourly signature and nightly proof."""

from procrastinate.contrib.django import app

from tiwala.audit.actions.sign_head import sign_head as sign
from tiwala.audit.actions.verify_chain import verify_chain
from tiwala.kit import queue


@app.periodic(cron="0 * * * *")
@app.task(name="audit.sign_head", queueing_lock="audit.sign_head")
def sign_head(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Sign the newest record."""
    sign()


@app.periodic(cron="23 3 * * *")
@app.task(name="audit.verify", queueing_lock="audit.verify")
def verify(timestamp: int = 0) -> None:  # noqa: ARG001 -- the scheduler says when
    """Prove the trail and hand what is wrong to a person."""
    findings = verify_chain().findings
    if findings:
        facts = {"count": len(findings), "first": str(findings[0])}
        queue.defer("tasks.raise", kind="audit_finding", subject_ref="audit", facts=facts)
