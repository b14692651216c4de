"""Objects of the rows of exchange.txt."""

from apps.office.models import ColumnMapping


def things(cast) -> dict:
    """Arguments of the addresses, by address and object."""
    source = ColumnMapping.objects.create(kind="students", signature="0" * 64, source_name="Список")
    return {
        "office:forget_source": {"known": [source.pk], "none": [999_999_999]},
        "office:export_list": {
            "students": ["students", "csv"],
            "load": ["load", "xlsx"],
            "whole": ["school", "xlsx"],
            "unknown": ["pets", "xlsx"],
        },
    }
