"""Objects of the rows of exchange.txt."""


def things(cast) -> dict:
    """Arguments of the addresses, by address and object."""
    return {
        "office:export_list": {
            "students": ["students", "csv"],
            "load": ["load", "xlsx"],
            "whole": ["school", "xlsx"],
            "unknown": ["pets", "xlsx"],
        },
    }
