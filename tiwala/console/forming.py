"""One way for all forms: shown by GET, done by POST and redirected, shown again with what is wrong beside the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tiwala.idempotency.actions.once import once
from tiwala.idempotency.answer import Answer, fingerprint
from tiwala.kit.errors import BadInput, NotAllowed, NotFound, Refusal
from tiwala.kit.policy import actor_of

UNREADABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step of the way here."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The words around a form: what it does, its button, the way back, what to say when it is done."""

    heading: str
    submit: str
    back: str
    done: str = ""
    story: str = ""
    tone: str = "primary"
    crumbs: tuple[Crumb, ...] = ()
    template: str = "console/form.html"
    has_files: bool = False


class Around(TypedDict):
    """The way back and the crumbs, as forms about one thing share them."""

    back: str
    crumbs: tuple[Crumb, ...]


def form_page(
    request: HttpRequest, *, form: forms.Form, page: FormPage, run: Callable[[], str], **context: Any
) -> HttpResponse:
    """Show the form; on a good POST do it once and go to the address that `run` gives.

    What the house refuses is said in the form, so that nothing typed is lost. "Not there" and "not yours" are pages.
    """
    status = 200
    if request.method == "POST":
        status = UNREADABLE
        if form.is_valid():
            try:
                target = run()
            except (NotFound, NotAllowed):
                raise
            except Refusal as refusal:
                status = tell(form, refusal=refusal)
            else:
                if page.done:
                    messages.success(request, page.done)
                return redirect(target)
    return render(request, page.template, {"form": form, "page": page, **context}, status=status)


def tell(form: forms.Form, *, refusal: Refusal) -> int:
    """Put what was refused beside its fields (or above the form); gives the status to answer with."""
    fields = refusal.fields if isinstance(refusal, BadInput) else {}
    for name, words in fields.items():
        form.add_error(name if name in form.fields else None, str(words))
    if not fields:
        form.add_error(None, refusal.text)
    return refusal.status


def do(request: HttpRequest, *, run: Callable[[], object], done: str, back: str) -> HttpResponse:
    """A button without fields: do it once for its key, say so, go back. What is refused is said on that page."""

    def answer() -> Answer:
        run()
        return Answer(303, location=back)

    try:
        once(scope_of(request), request.POST.get("key", ""), fingerprint(request.path), answer)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, done)
    return redirect(back)


def scope_of(request: HttpRequest) -> str:
    """Whose key it is, and for which door."""
    return f"{actor_of(request).id} {request.path}"
