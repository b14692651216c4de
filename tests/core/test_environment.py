"""A variable that cannot be understood stops the start with a sentence (contract 2)."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.core import clock
from apps.school.models import AcademicYear
from journal_site import env

ROOT = Path(__file__).resolve().parents[2]


def test_addresses_and_networks_of_proxies_are_understood(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.5, 172.16.0.0/12,::1")
    assert env.networks("TRUSTED_PROXIES") == ["10.0.0.5", "172.16.0.0/12", "::1"]


@pytest.mark.parametrize("value", ["proxy.local", "10.0.0.0/99", "10.0.0.5:80"])
def test_what_is_no_address_of_a_proxy_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("TRUSTED_PROXIES", value)
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        env.networks("TRUSTED_PROXIES")


@pytest.mark.req("I-02")
def test_the_schools_time_zone_is_a_setting_and_an_unknown_one_stops_the_start(monkeypatch):
    assert env.zone("TIME_ZONE", "Europe/Moscow") == "Europe/Moscow"
    monkeypatch.setenv("TIME_ZONE", "Asia/Kamchatka")
    assert env.zone("TIME_ZONE", "Europe/Moscow") == "Asia/Kamchatka"
    monkeypatch.setenv("TIME_ZONE", "Asia/Нигде")
    with pytest.raises(ImproperlyConfigured, match="TIME_ZONE"):
        env.zone("TIME_ZONE", "Europe/Moscow")


@pytest.mark.req("I-02")
def test_times_are_stored_in_utc_and_shown_by_the_schools_clock(db, settings):
    settings.TIME_ZONE = "Asia/Kamchatka"  # UTC+12: the school's morning is the evening before in UTC
    morning = clock.moment(dt.date(2026, 12, 2), dt.time(8, 30))
    with clock.at(morning):
        assert clock.today() == dt.date(2026, 12, 2)
        year = AcademicYear.objects.create(name="2026/27", starts_on="2026-09-01", ends_on="2027-05-26")
    stamp = year.history.get().history_date
    assert stamp.astimezone(dt.UTC) == dt.datetime(2026, 12, 1, 20, 30, tzinfo=dt.UTC)
    assert clock.local_date(stamp) == dt.date(2026, 12, 2)
    settings.TIME_ZONE = "Europe/Moscow"
    assert clock.local_date(stamp) == dt.date(2026, 12, 1)


def test_a_fresh_data_folder_is_closed_to_other_users_of_the_machine(tmp_path):
    folder = tmp_path / "school" / "data"
    ours = {**os.environ, "DEBUG": "1", "KLASSNY_DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-c", "import journal_site.settings"], env=ours, check=True)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_written_stops_the_start(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("KLASSNY_DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(ImproperlyConfigured, match="KLASSNY_DATA_DIR"):
        env.data_folder("KLASSNY_DATA_DIR", tmp_path)
    monkeypatch.setenv("KLASSNY_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere, so it is only said
    with pytest.raises(ImproperlyConfigured, match="нельзя писать"):
        env.data_folder("KLASSNY_DATA_DIR", tmp_path)


def test_a_command_says_what_is_wrong_in_one_line():
    ours = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "journal_site.settings",
        "KLASSNY_DEMO": "1",
        "KLASSNY_TODAY": "28.12.2026",
    }
    ended = subprocess.run([sys.executable, "manage.py", "migrate"], env=ours, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == ["✖ KLASSNY_TODAY='28.12.2026': ожидается дата вида 2026-12-02."]


def start(folder, **variables) -> subprocess.CompletedProcess:
    names = ("SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "DEBUG", "KLASSNY_DEMO", "DJANGO_SETTINGS_MODULE")
    ours = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, "-c", "import journal_site.settings as s; print(s.SECRET_KEY)"],
        env={**ours, "KLASSNY_DATA_DIR": str(folder), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_the_embedded_default_keeps_a_key_of_its_own_that_nobody_else_reads(tmp_path):
    first, second = start(tmp_path), start(tmp_path)
    assert first.stdout == second.stdout
    assert len(first.stdout.strip()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_installation_with_a_database_server_must_name_its_key(tmp_path):
    refused = start(tmp_path, DATABASE_URL="postgres://somebody@127.0.0.1/school")
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr
