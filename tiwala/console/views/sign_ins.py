"""An account that its person disowned: opened again by somebody who made sure who asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tiwala.console.forming import Crumb, FormPage, form_page
from tiwala.console.forms.sign_ins import ReleaseForm
from tiwala.identity.actions.release_account import release_account
from tiwala.identity.models import User
from tiwala.kit import ids
from tiwala.kit.errors import NotAllowed, NotFound
from tiwala.kit.policy import actor_of, staff


@staff("customer.edit", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Note how it was checked who the person is, and open the account. A colleague's takes role.manage."""
    user = User.objects.filter(pk=ids.decode("usr", ref)).first()
    if user is None:
        raise NotFound(wanted="usr")
    if user.is_staff and not actor_of(request).may("role.manage"):
        raise NotAllowed(permission="role.manage")
    form = ReleaseForm(request.POST or None)
    back = reverse("console:tasks")
    page = FormPage(
        heading=_("Open a locked account"),
        submit=_("Open the account"),
        done=_("The account is open again. The person signs in with what they had."),
        story=_("Look first at what was done in their name. Whoever asks for this may be the one who got in."),
        back=back,
        crumbs=(Crumb(label=_("Needs a person"), url=back), Crumb(label=_("Open a locked account"))),
    )

    def run() -> str:
        release_account(user.pk, how_checked=form.cleaned_data["how_checked"], by=actor_of(request))
        return back

    return form_page(request, form=form, page=page, run=run)
