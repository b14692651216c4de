"""Plugins of the run (services, browser, strictness); the cast that every test knows by heart."""

pytest_plugins = [
    "tests.plugins.cast",
    "tests.plugins.services",
    "tests.plugins.template_db",
    "tests.plugins.browser",
    "tests.plugins.flush",
    "tests.plugins.strict",
    "tests.plugins.report",
]
