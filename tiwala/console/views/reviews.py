"""Reviews of who may do what: the list, one of them, its lines decided, signed, taken home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tiwala.console.exporting import export_list
from tiwala.console.forming import do
from tiwala.console.paging import page_of
from tiwala.console.queries.people import staff_name, staff_names
from tiwala.console.queries.review_page import review_rows
from tiwala.console.views.settings_tabs import tabs
from tiwala.identity.actions.decide_line import decide_line
from tiwala.identity.actions.open_review import open_review
from tiwala.identity.actions.sign_review import sign_review
from tiwala.identity.models import AccessReview, ReviewLine
from tiwala.kit import clock
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff


@staff("settings.view")
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Every review, the newest first, with who signed."""
    page = page_of(AccessReview.objects.visible_to(actor_of(request)).defer("paper"), request)
    names = staff_names(one.signed_by for one in page.rows)
    rows = [{"review": one, "signed_by": names.get(one.signed_by, ""), "is_late": _is_late(one)} for one in page.rows]
    has_open = any(one.state == "open" for one in page.rows)
    return render(
        request, "console/reviews.html", {"tabs": tabs(request), "page_of": page, "rows": rows, "has_open": has_open}
    )


@staff("access.review", step_up=True)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin one before it is due."""
    return do(
        request,
        run=lambda: open_review(by=actor_of(request), even_early=True),
        done=_("The review has begun."),
        back=reverse("console:reviews"),
    )


@staff("settings.view")
@require_safe
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """One review: every person, program and key, kept or ended."""
    found, rows = _found(request, ref), []
    rows = review_rows(found)
    facts = {
        "review": found,
        "ref": ref,
        "rows": rows,
        "left": sum(not row.line.verdict for row in rows),
        "is_late": _is_late(found),
        "signed_by": staff_name(found.signed_by) if found.signed_by else "",
    }
    return render(request, "console/review.html", facts)


@staff("access.review", step_up=True)
@require_POST
def decide(request: HttpRequest, ref: str, line_ref: str) -> HttpResponse:
    """Keep or end one line; ending does it."""
    found = _found(request, ref)
    line: ReviewLine = ReviewLine.objects.filter(review=found).by_public_id(line_ref)
    verdict = "end" if request.POST.get("to") == "end" else "keep"
    return do(
        request,
        run=lambda: decide_line(line.pk, verdict=verdict, by=actor_of(request)),
        done=_("Ended. It opens nothing any more.") if verdict == "end" else _("Kept."),
        back=reverse("console:review", args=[ref]),
    )


@staff("access.review", step_up=True)
@require_POST
def sign(request: HttpRequest, ref: str) -> HttpResponse:
    """Sign it: nothing of it changes any more."""
    found = _found(request, ref)
    return do(
        request,
        run=lambda: sign_review(found.pk, by=actor_of(request)),
        done=_("Signed. The record stays as it is."),
        back=reverse("console:review", args=[ref]),
    )


@staff("settings.view", step_up=True)
@require_POST
def file(request: HttpRequest, ref: str) -> HttpResponse:
    """The lines as CSV, with the fingerprint of the signed record in every row."""
    found = _found(request, ref)
    head = [_("Kind"), _("Id"), _("Name"), _("It may"), _("Proof"), _("Last used"), _("Decision"), _("By"), "SHA-256"]
    rows = [
        [
            row.kind, row.line.subject_ref, row.name, row.may, row.proof, row.last, row.line.verdict, row.decided_by,
            found.paper_sha256,
        ]
        for row in review_rows(found)
    ]  # fmt: skip
    return export_list("access-review", head=head, rows=rows, by=actor_of(request))


@staff("settings.view", step_up=True)
@require_POST
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The signed record itself, byte for byte what its fingerprint was made of."""
    found = _found(request, ref)
    if found.paper is None:
        raise NotFound(wanted="paper")
    answer = HttpResponse(str(found.paper).encode(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="access-review-{found.signed_at:%Y-%m-%d}.json"'
    return answer


def _found(request: HttpRequest, ref: str) -> AccessReview:
    found: AccessReview = AccessReview.objects.visible_to(actor_of(request)).by_public_id(ref)
    return found


def _is_late(found: AccessReview) -> bool:
    return found.state == "open" and clock.now() >= found.due_at
