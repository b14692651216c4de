"""Cards of pupils and their families."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core import clock
from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions import persons as actions
from apps.office.forms.persons import (
    NAMES,
    EndForm,
    GuardianshipForm,
    MovementForm,
    RepresentativeContacts,
    RepresentativeForm,
    StudentContacts,
    StudentForm,
)
from apps.office.queries import persons
from apps.school.actions import people
from apps.school.enums import MovementKind
from apps.school.models import Representative, Student
from apps.school.queries import current_year
from apps.school.queries.people import doubles_of

from .saving import saved

FORM = "office/persons/form.html"


@never_cache
def new(request):
    """A pupil nobody knew: personal data and the arrival by an order in one step (STR-03, STR-17)."""
    permissions.demand_people_keeper(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    year = current_year(clock.today())
    form = StudentForm(request.POST or None)
    first = {"effective_on": clock.today(), "order_on": clock.today()}
    arrival = MovementForm(request.POST or None, kind=MovementKind.ARRIVAL, year=year, initial=first)
    doubles = []
    if request.method == "POST" and form.is_valid() and arrival.is_valid():
        doubles = _student_doubles(form) if "is_another" not in request.POST else []
        if not doubles and saved(request, form, lambda: _enrol(form, arrival, request.user)):
            messages.success(request, _("Ученик зачислен."))
            return redirect("office:student", Student.objects.order_by("-pk").first().pk)
    page = {
        "title": _("Новый ученик"), "forms": [(_("Личные данные"), form), (_("Зачисление"), arrival)],
        "doubles": doubles, "back": (reverse("office:students"), _("Ученики")), "submit": _("Зачислить"),
    }  # fmt: skip
    return render(request, FORM, page)


def _enrol(form, arrival, user):
    actions.enrol_new_student(values=form.values(), arrival=arrival.cleaned_data, by=user)


def _student_doubles(form):
    named = {name: form.cleaned_data[name] for name in ("last_name", "first_name", "patronymic", "birth_on")}
    return persons.student_doubles(doubles_of(Student, **named), clock.today())


@never_cache
def card(request, pk):
    """The card: personal data, family, places with orders, forms of study."""
    access = permissions.student_card(request.user, pk)
    if refused := methods(request, "GET"):
        return refused
    page = {
        "card": persons.student_card(access.student, clock.today()), "access": access,
        "may_manage": permissions.can_manage_school(request.user),
        "may_list": permissions.can_read_people(request.user),
    }  # fmt: skip
    return render(request, "office/persons/student.html", page)


@never_cache
def edit(request, pk):
    """Personal data by the office; contacts only by the class teacher (STR-18)."""
    access = permissions.student_for_editing(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    student = access.student
    form = (StudentForm if access.may_edit else StudentContacts)(request.POST or None, instance=student)
    if saved(request, form, lambda: _save(form, access, request.user)):
        messages.success(request, _("Данные сохранены."))
        return redirect("office:student", pk)
    page = {
        "title": student.full_name, "forms": [("", form)], "submit": _("Сохранить"),
        "back": (reverse("office:student", args=[pk]), student.short_name),
    }  # fmt: skip
    return render(request, FORM, page)


def _save(form, access, user):
    seen = form.cleaned_data["seen"]
    if access.may_edit:
        people.save_student(student=access.student, values=form.values(), seen=seen, by=user)
    else:
        people.save_contacts(person=access.student, values=form.values(), seen=seen, by=user)


@never_cache
def family_new(request, pk):
    """One more representative: homonyms are shown before anything is written (I-18)."""
    student = permissions.student_for_keeping(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = RepresentativeForm(request.POST or None)
    link = GuardianshipForm(request.POST or None, initial={"starts_on": clock.today()}, prefix="link")
    doubles = []
    if request.method == "POST" and form.is_valid() and link.is_valid():
        found = doubles_of(Representative, **{name: form.cleaned_data[name] for name in NAMES})
        known = next((one for one in found if str(one.pk) == request.POST.get("same")), None)
        doubles = persons.representative_doubles(found) if not known and "is_another" not in request.POST else []
        if not doubles and saved(request, link, lambda: _join(student, form, link, known, request.user)):
            messages.success(request, _("Представитель записан."))
            return redirect("office:student", pk)
    page = {
        "title": _("Законный представитель"), "forms": [(_("Кто"), form), (_("Права"), link)], "doubles": doubles,
        "may_join": True, "back": (reverse("office:student", args=[pk]), student.short_name), "submit": _("Сохранить"),
    }  # fmt: skip
    return render(request, FORM, page)


def _join(student, form, link, known, user):
    actions.add_to_family(student=student, values=form.values(), guardianship=link.values(), known=known, by=user)


@never_cache
def guardianship(request, pk):
    """Relation, dates and the right to read, with the basis of a limit (I-18)."""
    row = permissions.guardianship_for_keeping(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = GuardianshipForm(request.POST or None, instance=row)
    change = partial(people.change_guardianship, guardianship=row, by=request.user)
    if saved(request, form, lambda: change(values=form.values(), seen=form.cleaned_data["seen"])):
        messages.success(request, _("Права представителя сохранены и уже действуют."))
        return redirect("office:student", row.student_id)
    page = {
        "title": row.representative.full_name, "forms": [("", form)], "submit": _("Сохранить"),
        "back": (reverse("office:student", args=[row.student_id]), row.student.short_name),
        "end": EndForm(auto_id="end_%s"), "end_at": reverse("office:guardianship_end", args=[pk]),
    }  # fmt: skip
    return render(request, FORM, page)


@never_cache
def guardianship_end(request, pk):
    """The representation ends at once."""
    row = permissions.guardianship_for_keeping(request.user, pk)
    if refused := methods(request, "POST"):
        return refused
    try:
        people.end_guardianship(guardianship=row, basis=request.POST.get("basis", "")[:200], by=request.user)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("office:guardianship", pk)
    messages.success(request, _("Представительство прекращено: дневник закрыт."))
    return redirect("office:student", row.student_id)


@never_cache
def representative(request, pk):
    """A representative's data by the office; contacts only by the class teacher (STR-18)."""
    person, is_whole = permissions.representative_for_editing(request.user, pk)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = (RepresentativeForm if is_whole else RepresentativeContacts)(request.POST or None, instance=person)
    write = people.save_contacts if not is_whole else people.save_representative
    named = {"person" if not is_whole else "representative": person, "by": request.user}
    if saved(request, form, lambda: write(values=form.values(), seen=form.cleaned_data["seen"], **named)):
        messages.success(request, _("Данные сохранены."))
        return redirect("office:representative_edit", pk)
    links = list(person.guardianships.select_related("student").order_by("student__sort_key", "pk"))
    page = {
        "title": person.full_name, "forms": [("", form)], "submit": _("Сохранить"), "children": links,
        "is_whole": is_whole, "account": person.user if permissions.can_manage_school(request.user) else None,
    }  # fmt: skip
    return render(request, FORM, page)
