"""A demo database is never opened as a school's, nor the other way round."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from apps.core.models import DemoMark
from apps.core.querycount import QueryCountMiddleware
from journal_site.guard import refuse_wrong_database

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("marked", "people", "demo"), [(0, 0, 0), (0, 1, 0), (1, 1, 1), (0, 0, 1), (1, 0, 1)])
def test_a_database_of_the_right_kind_is_opened(settings, marked, people, demo):
    fill(settings, marked, people, demo)
    refuse_wrong_database()


@pytest.mark.parametrize(("marked", "people", "demo"), [(1, 1, 0), (1, 0, 0), (0, 1, 1)])
def test_a_database_of_the_other_kind_stops_the_start(settings, marked, people, demo):
    fill(settings, marked, people, demo)
    with pytest.raises(ImproperlyConfigured, match="KLASSNY_DEMO"):
        refuse_wrong_database()


def fill(settings, marked, people, demo):
    settings.DEMO = bool(demo)
    if marked:
        DemoMark.objects.create(seed=1, size="small")
    if people:
        get_user_model().objects.create_user("anna", display_name="Анна Петровна")


def test_the_measuring_middleware_counts_every_query(rf):
    def view(request):
        get_user_model().objects.exists()
        list(DemoMark.objects.all())
        return HttpResponse("x")

    assert QueryCountMiddleware(view)(rf.get("/"))["X-Klassny-Queries"] == "2"
