"""The grammar of a cell (contract 7, P-02…P-05): one on screen, in paste, import and print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lessons.rules.cells import GRADES, MAX_GRADES, SIGNS, CellText, InvalidText, parse_cell, parse_term_cell
from apps.school.enums import Scale

FIVE = Scale.FIVE


@pytest.mark.req("P-02")
@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("5", "5"),
        (" 5  4 ", "5 4"),
        ("45", "4 5"),
        ("5/4", "5/4"),
        ("5/4 3", "5/4 3"),
        ("5,4", "5 4"),
        ("5.4", "5 4"),
        ("5.", "5 ."),
        (".", "."),
        ("Н", "н"),
        ("H", "н"),
        ("нп", "нп"),
        ("НП", "нп"),
        ("осв 5", "осв 5"),
        ("О10", "о10"),
        ("o", "о"),
        ("5 о10", "о10 5"),
        ("4 н", "н 4"),
        ("н/5", "н 5"),
        ("", ""),
        ("\u00a05\u200b", "5"),
    ],
)
def test_what_is_typed_reads_as_one_canonical_text(typed, canonical):
    assert str(parse_cell(typed, FIVE)) == canonical


@pytest.mark.req("P-02")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("6", "не понята"),
        ("4-", "знак «-» запишите в комментарий"),
        ("5+", "знак «+» запишите в комментарий"),
        ("н/а", "только в колонке за период"),
        ("н б", "только один знак"),
        ("5 4 3 2 5", "не больше 4"),
        ("5/", "Непонятная запись"),
        ("/5", "Непонятная запись"),
        ("5x", "понята только до «5»"),
        ("ку-ку", "не понята"),
        ("о999", "в минутах"),
        ("зач", "нет в системе оценивания"),
    ],
)
def test_what_cannot_be_a_cell_is_explained(typed, said):
    with pytest.raises(InvalidText, match=said.replace("+", r"\+")):
        parse_cell(typed, FIVE)


@pytest.mark.req("GRD-01")
def test_each_scale_has_its_own_grades():
    assert str(parse_cell("зачёт", Scale.PASS_FAIL)) == "зач"
    assert str(parse_cell("н/з", Scale.PASS_FAIL)) == "н/з"
    with pytest.raises(InvalidText):
        parse_cell("5", Scale.PASS_FAIL)


@pytest.mark.req("P-01")
def test_without_grades_only_attendance_is_taken():
    assert str(parse_cell("н", Scale.NONE)) == "н"
    with pytest.raises(InvalidText, match="отметки не ставятся"):
        parse_cell("5", Scale.NONE)


@pytest.mark.req("P-03")
def test_signs_of_other_journals_are_understood_in_imports_only():
    assert [str(parse_cell(text, FIVE, imported=True)) for text in ("УП", "ОТ", "ОП", "п")] == ["у", "н", "о", "у"]
    with pytest.raises(InvalidText):
        parse_cell("УП", FIVE)


@pytest.mark.req("GRD-08")
@pytest.mark.parametrize(("typed", "value"), [("5", "5"), ("Н/А", "н/а"), ("осв", "осв"), ("", "")])
def test_a_term_cell_takes_one_grade_or_its_own_signs(typed, value):
    assert parse_term_cell(typed, FIVE) == value


@pytest.mark.parametrize("typed", ["5 4", "5/4", "н", ".", "1", "6", "зач"])
def test_a_term_cell_refuses_everything_else(typed):
    with pytest.raises(InvalidText):
        parse_term_cell(typed, FIVE)


def cells(scale):
    def build(sign, minutes, grades, debt):
        pairs = tuple((value, joined and index > 0) for index, (value, joined) in enumerate(grades))
        return CellText(sign, minutes if sign == "о" else None, pairs, debt)

    grades = st.lists(st.tuples(st.sampled_from(GRADES[scale] or ["5"]), st.booleans()), max_size=MAX_GRADES)
    return st.builds(
        build,
        st.sampled_from(["", *SIGNS]),
        st.one_of(st.none(), st.integers(1, 90)),
        grades if GRADES[scale] else st.just([]),
        st.booleans(),
    )


@pytest.mark.parametrize("scale", list(GRADES))
@given(data=st.data())
def test_text_to_tokens_to_text_round_trips_for_all_scales(scale, data):
    cell = data.draw(cells(scale))
    assert parse_cell(str(cell), scale) == cell
    assert parse_cell(str(cell).upper(), scale) == cell


@given(st.text(max_size=30))
def test_any_text_is_read_or_explained_never_a_traceback(text):
    for scale in GRADES:
        try:
            cell = parse_cell(text, scale)
        except InvalidText as error:
            assert str(error)  # noqa: PT017 (either branch is right)
        else:
            assert parse_cell(str(cell), scale) == cell


@given(st.text(alphabet="нбупосв/а з.,12345+-", max_size=12))
def test_texts_of_known_letters_are_read_or_explained(text):
    for scale in GRADES:
        for imported in (False, True):
            try:
                assert len(parse_cell(text, scale, imported=imported).grades) <= MAX_GRADES
            except InvalidText as error:
                assert str(error)  # noqa: PT017 (either branch is right)
