"""Settings: the rules of signing in, each with its floor; made stricter here, never looser than that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tiwala.console.forming import FormPage, form_page
from tiwala.console.forms.settings import SignInRuleForm
from tiwala.console.queries.people import staff_names
from tiwala.console.views.settings_tabs import around, tabs
from tiwala.identity import rule_values
from tiwala.identity.actions.tighten_rule import tighten_rule
from tiwala.identity.models import SignInRule
from tiwala.identity.rules import RULES
from tiwala.kit.errors import NotFound
from tiwala.kit.policy import actor_of, staff


@staff("settings.view")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule: what holds, its floor, where it comes from, who changed it."""
    changed = {one.name: one for one in SignInRule.objects.visible_to(actor_of(request))}
    names = staff_names(one.set_by for one in changed.values())
    rows = [
        {
            "rule": rule,
            "number": rule_values.value_of(rule.name),
            "is_tighter": rule_values.value_of(rule.name) != rule.floor,
            "changed": changed.get(rule.name),
            "changed_by": names.get(changed[rule.name].set_by, "") if rule.name in changed else "",
        }
        for rule in RULES.values()
    ]
    return render(request, "console/sign_in_rules.html", {"tabs": tabs(request), "rows": rows})


@staff("settings.edit", step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """Make one rule stricter, or take that back as far as its floor."""
    if name not in RULES:
        raise NotFound(wanted="rule")
    found = RULES[name]
    least, most = sorted((found.floor, found.extreme))
    form = SignInRuleForm(request.POST or None, initial={"number": rule_values.value_of(name)})
    page = FormPage(
        heading=str(found.words),
        submit=_("Keep"),
        done=_("Kept. It holds everywhere within five seconds."),
        story=_("A number from %(least)d to %(most)d. The floor is %(floor)d (%(source)s): nothing looser is taken.")
        % {"least": least, "most": most, "floor": found.floor, "source": found.source},
        **around("console:sign_in_rules", _("Sign-in")),
    )

    def run() -> str:
        tighten_rule(name, number=form.cleaned_data["number"], by=actor_of(request))
        return page.back

    return form_page(request, form=form, page=page, run=run)
