"""The school's norms: what is in force, what the five regulations say, and a change by an order (ADM-01)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.forms.norms import NormsForm
from apps.office.queries import norms as reads
from apps.school.actions.norms import adopt_norms
from apps.school.queries import norms_on
from apps.school.rules.presets import PRESETS


@never_cache
def norms(request):
    """The norms in force in their groups, and all adopted rows with what each changed."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    today = clock.today()
    in_force = norms_on(today)
    page = {
        "norms": in_force, "groups": reads.norm_groups(in_force), "editions": reads.editions(), "today": today,
        "presets": PRESETS.values(), "may_manage": permissions.can_manage_school(request.user),
    }  # fmt: skip
    return render(request, "office/norms/norms.html", page)


@never_cache
def preset(request, code):
    """What a regulation says otherwise than the norms in force."""
    permissions.demand_reader(request.user)
    found = _preset(code)
    if refused := methods(request, "GET"):
        return refused
    lines = reads.preset_lines(found, norms_on(clock.today()))
    page = {"preset": found, "lines": lines, "may_manage": permissions.can_manage_school(request.user)}
    return render(request, "office/norms/preset.html", page)


@never_cache
def change_norms(request):
    """A new dated row that begins with the values in force, or with a regulation's."""
    permissions.demand_manager(request.user)
    code = request.GET.get("preset", "")
    chosen = _preset(code) if code else None
    if refused := methods(request, "GET", "POST"):
        return refused
    in_force = norms_on(clock.today())
    values = reads.norm_values(in_force) | (chosen.plain() if chosen else {})
    initial = {**values, "valid_from": clock.today(), "order_number": "", "order_on": clock.today()}
    form = NormsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _adopted(request, form, chosen.code if chosen else ""):
        return redirect("office:norms")
    changed = set(chosen.values) if chosen else set()
    return render(request, "office/norms/change.html", {"form": form, "groups": form.groups(changed), "preset": chosen})


def _preset(code: str):
    found = reads.preset_named(code)
    if found is None:
        raise Http404
    return found


def _adopted(request, form: NormsForm, code: str) -> bool:
    values = dict(form.cleaned_data)
    day, order = values.pop("valid_from"), values.pop("order_number")
    if code:
        values["preset"] = code
    try:
        adopt_norms(valid_from=day, order_number=order, values=values, by=request.user)
    except RuleViolation as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Регламент действует с %s.") % day.strftime("%d.%m.%Y"))
    return True
