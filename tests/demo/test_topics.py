"""The texts of the demo school: every subject of every level has its own, and they make sense in order."""

import random

import pytest

from apps.demo import curriculum, topics


@pytest.mark.parametrize("level", range(1, 12))
def test_every_subject_of_the_level_has_topics_for_its_lessons(level):
    for subject, hours in curriculum.hours(level).items():
        own = topics.bank(subject, level)
        assert len(own) >= 5, (subject, level)
        count = int(hours * 13)
        texts = [topic.text for topic in topics.sequence(subject, level, count)]
        assert len(texts) == count
        assert len(set(texts)) == count, (subject, level, [t for t in texts if texts.count(t) > 1])
        assert not any(text.startswith("!") or len(text) > 200 for text in texts)


def test_a_work_for_everyone_takes_one_lesson_and_says_its_kind():
    sequence = topics.sequence("Русский язык", 5, 65)
    works = [topic for topic in sequence if topic.work]
    assert [topic.work for topic in works] == ["dictation", "dictation"]
    assert all(topic.text.startswith("Контрольный диктант") for topic in works)


def test_homework_fits_the_subject_and_repeats_by_seed():
    def one():
        return [topics.homework(random.Random(i), "Алгебра", i, "Формулы") for i in range(30)]

    assert one() == one()
    assert all("№" in text for text in one())
    assert not any("{" in text for text in one())


def test_homework_templates_of_every_subject_can_be_filled():
    for subject in (*curriculum.BY_NAME, "*"):
        for turn in range(60):
            text = topics.homework(random.Random(turn), subject, turn, "Тема")
            assert text
            assert "{" not in text


def test_comments_fit_the_grade():
    assert topics.comment(random.Random(1), "2") in {
        "не выполнено домашнее задание",
        "не готов к уроку",
        "можно переписать до конца недели",
        "работа не закончена",
    }
    assert topics.comment(random.Random(1), "зач") == ""
