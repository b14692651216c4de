"""Prints and seals the first term of some classes through the archive's own door: request, claim, print, finish."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta

from apps.accounts.models import User
from apps.archive.actions.sealing import request_seal
from apps.archive.actions.work import carry_out
from apps.archive.models import SealJob
from apps.core import clock
from apps.demo.blueprint import Blueprint
from apps.demo.founding import DemoFault, at
from apps.school.models import SchoolClass, Term

SEALED_AFTER = timedelta(days=5)


def seal_first_term(plan: Blueprint, names: Iterable[str]) -> None:
    """Seal the first term of the named classes some days after its end, by the administrator; none ended, none sealed.

    Raises:
        DemoFault: the archive's work failed, with its sentence.
    """
    admin = User.objects.get(username="admin")
    term = Term.objects.filter(number=1, ends_on__lt=plan.today - SEALED_AFTER).order_by("ends_on", "pk").first()
    if term is None:
        return
    day = term.ends_on + SEALED_AFTER
    base = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/archive/verify"
    for turn, name in enumerate(names):
        school_class = SchoolClass.objects.get(name=name)
        with clock.at(at(day, 12, 10 + turn * 7)):
            job = request_seal(school_class, term, by=admin, verify_base=base)
            if carry_out(job.pk) is None:
                raise DemoFault(f"{name}: {SealJob.objects.get(pk=job.pk).error}")
