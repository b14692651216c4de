"""The class teacher's desk."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control

from apps.core import clock
from apps.school.permissions import can_hand_out_codes
from apps.school.queries import norms_on
from apps.school.queries.groups import divisions_to_check

from ..permissions import class_for_viewing, leads_class, oversees, staff_of
from ..queries.class_page import class_page, classes_to_view


@cache_control(no_store=True)
def classes(request: HttpRequest) -> HttpResponse:
    """The classes a person may open; with one there is nothing to choose."""
    staff = staff_of(request.user)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = classes_to_view(staff, sees_all=oversees(request.user))
    if len(found) == 1:
        return redirect("journal:class", pk=found[0].pk)
    return render(request, "journal/class_list.html", {"classes": found})


@cache_control(no_store=True)
def school_class(request: HttpRequest, pk: int) -> HttpResponse:
    """All subjects of a class on one sheet, today's absences, the roll; nothing is written here (SEC-05, P-18)."""
    found = class_for_viewing(request.user, pk)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    term = request.GET.get("term", "")
    page = class_page(found, term_id=int(term) if term.isdecimal() and len(term) <= 18 else None)
    today = clock.today()
    leads = leads_class(request.user, found)
    context = {
        "page": page, "may_hand_out_codes": can_hand_out_codes(request.user, found),
        "leads": leads, "opens_cards": leads or oversees(request.user),
        "divisions": divisions_to_check([found], today=today, prompt=norms_on(today).group_prompt),
    }  # fmt: skip
    return render(request, "journal/class.html", context)
