"""Objects of the rows of exchange.txt."""

from apps.office.models import ColumnMapping


def things(cast) -> dict:
    """Arguments of the addresses, by address and object."""
    source = ColumnMapping.objects.create(kind="students", signature="0" * 64, source_name="Список")
    a, b = cast.maths_7a.pk, cast.maths_7b.pk
    return {
        "journal:course_file": {"7А": [a, "marks", "csv"], "7Б": [b, "lessons", "xlsx"], "other": [a, "pets", "csv"]},
        "journal:term_file": {"7А": [a, cast.term2.pk, "csv"]},
        "journal:class_file": {"7А": [cast.class_7a.pk, "csv"], "7Б": [cast.class_7b.pk, "xlsx"]},
        "office:forget_source": {"known": [source.pk], "none": [999_999_999]},
        "office:export_list": {
            "students": ["students", "csv"],
            "load": ["load", "xlsx"],
            "whole": ["school", "xlsx"],
            "unknown": ["pets", "xlsx"],
        },
    }
