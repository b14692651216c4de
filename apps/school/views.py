"""Access details handed out: slips with one-time codes for a class or for the staff."""

from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import actions

from . import permissions
from .queries import profile
from .queries.access import access_of_class, access_of_staff


def class_access(request, pk):
    """Access details of a class, by its class teacher or the administrator (ACC-02)."""
    school_class = permissions.class_for_access(request.user, pk)
    lines = access_of_class(school_class, with_staff=permissions.may_hand_out_to_staff(request.user))
    title = _("Доступ: %(name)s класс") % {"name": school_class.name}
    return _hand_out(request, lines, title, school_class)


def staff_access(request):
    """Access details of the staff, by the administrator (ACC-01)."""
    permissions.staff_for_access(request.user)
    return _hand_out(request, access_of_staff(), _("Доступ: сотрудники"))


def _hand_out(request, lines, title, school_class=None):
    """GET: who has what. POST: codes for those ticked, shown once as slips to cut out with an issue sheet."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    ticked = set(request.POST.getlist("user"))
    chosen = [line for line in lines if str(line.user.pk) in ticked]
    page = {"title": title, "lines": lines, "back": request.path, "nobody_ticked": request.method == "POST"}
    page["school_class"] = school_class
    if not chosen:
        return render(request, "school/access.html", page)
    codes = actions.issue_codes(users=[line.user for line in chosen], by=request.user)
    page["slips"] = [(line, codes[line.user.pk]) for line in chosen]
    page["school"] = profile()
    page["address"] = request.build_absolute_uri(reverse("login"))
    return render(request, "school/slips.html", page)
