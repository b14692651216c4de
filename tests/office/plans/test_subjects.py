"""The list of subjects: the parts told apart, the order, conflicts."""

import pytest

from apps.school.models import Subject

pytestmark = pytest.mark.django_db
NEW = {"name": "Практикум по математике", "short_name": "Практ.", "area": "", "scale": "five"}


@pytest.mark.req("STR-10")
def test_the_list_is_filtered_by_the_two_parts_and_a_subject_without_a_part_is_not_saved(cast, galina):
    refused = galina.post("/school/subjects/new/", {**NEW, "part": ""})
    assert "Обязательное поле" in refused.content.decode()
    assert "Практикум по математике" in refused.content.decode()  # what was typed is kept
    assert not Subject.objects.filter(name=NEW["name"]).exists()
    assert galina.post("/school/subjects/new/", {**NEW, "part": "school"}).status_code == 302
    own = galina.get("/school/subjects/?part=school").content.decode()
    federal = galina.get("/school/subjects/?part=federal").content.decode()
    assert "Практикум по математике" in own and "Английский язык" not in own
    assert "Английский язык" in federal and "Практикум по математике" not in federal


def test_two_subjects_are_not_called_the_same(cast, galina):
    answer = galina.post("/school/subjects/new/", {**NEW, "name": " математика", "part": "federal"})
    assert "Предмет «математика» уже есть." in answer.content.decode()


def test_who_was_second_learns_that_the_subject_was_changed(cast, galina, browser_of):
    subject = cast.maths_7a.subject
    seen = galina.get(f"/school/subjects/{subject.pk}/").context["form"].initial["seen"]
    values = {"name": "Математика", "short_name": "Мат.", "part": "federal", "area": "", "scale": "five"}
    first = browser_of(cast.igor).post(f"/school/subjects/{subject.pk}/", {**values, "seen": seen})
    second = galina.post(f"/school/subjects/{subject.pk}/", {**values, "short_name": "М", "seen": seen})
    assert first.status_code == 302
    assert "эту запись изменили" in second.content.decode()
    subject.refresh_from_db()
    assert subject.short_name == "Мат."


def test_the_order_of_the_plan_is_changed_one_place_at_a_time(cast, galina):
    english = cast.english_1.subject
    galina.post(f"/school/subjects/{english.pk}/move/", {"way": "up"})
    assert [one.name for one in Subject.objects.order_by("position")] == ["Английский язык", "Математика"]


def test_only_an_unused_subject_goes_away(cast, galina):
    idle = Subject.objects.create(name="Черчение", short_name="Черч.", part="school", position=9)
    assert (
        "уже используется"
        in galina.post(f"/school/subjects/{cast.maths_7a.subject_id}/drop/", follow=True).content.decode()
    )
    galina.post(f"/school/subjects/{idle.pk}/drop/")
    assert [one.name for one in Subject.objects.order_by("position")] == ["Математика", "Английский язык"]


def test_the_director_reads_the_list_but_changes_nothing(cast, browser_of):
    client = browser_of(cast.nikolai)
    assert client.get("/school/subjects/").status_code == 200
    assert client.post("/school/subjects/new/", {**NEW, "part": "school"}).status_code == 403
