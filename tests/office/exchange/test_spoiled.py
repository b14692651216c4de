"""An exported workbook in which anything was overwritten ends in sentences, never in a traceback."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.tables import OutSheet, write_xlsx
from apps.office.actions.import_school import import_school
from apps.office.exports.school import workbook
from apps.office.exports.shape import Scope


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoiled_export_is_told_in_sentences_and_its_good_rows_are_loaded(lived_in, data):
    tables = workbook(Scope(lived_in.year, clock.today(), with_logins=True))
    content = {table.name: (list(table.titles), [list(row) for row in table.rows]) for table in tables}
    cells = [cell for _titles, rows in content.values() for row in rows for cell in row]
    junk = st.one_of(st.none(), st.sampled_from(cells), st.text(max_size=5), st.integers(-5, 99_999), st.dates())
    for _ in range(data.draw(st.integers(1, 10))):
        titles, rows = content[data.draw(st.sampled_from(sorted(content)))]
        row = data.draw(st.sampled_from([titles, *rows]))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(junk)
    sheets = [OutSheet(name, [str(title or "") for title in titles], rows) for name, (titles, rows) in content.items()]
    with transaction.atomic():
        plan = import_school(write_xlsx(sheets), only_good=True)
        transaction.set_rollback(True)
    assert not plan.is_broken
    assert all(fault.message for fault in plan.faults)
