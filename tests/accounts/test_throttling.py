"""Growing pauses after failures: by login and address, never a lock that a pupil could cause for a teacher."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from apps.accounts import rules, throttle

START = dt.datetime(2026, 12, 2, 7, 40, tzinfo=dt.UTC)


@pytest.fixture
def watch():
    """The real clock, in our hands: throttling never asks the demo clock."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def fail(sign_in, times, client=None, **extra):
    for _n in range(times):
        response = sign_in(client or Client(), "petrova.ap", "не то", **extra)
    return response


@pytest.mark.req("SEC-01")
def test_the_fifth_failure_begins_a_pause_told_in_plain_words(anna, sign_in, watch):
    assert fail(sign_in, 4).status_code == 200
    response = fail(sign_in, 1)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "30"
    assert "Подождите 30 секунд" in response.content.decode()
    assert sign_in(Client(), "petrova.ap").status_code == 429


def test_a_script_learns_how_many_seconds_to_wait(anna, sign_in, watch):
    fail(sign_in, 5)
    response = sign_in(Client(), "petrova.ap", HTTP_ACCEPT="application/json")
    assert response.status_code == 429
    assert response.json()["seconds"] == 30
    assert response.json()["ok"] is False


def test_the_pause_ends_by_itself_and_asking_meanwhile_does_not_lengthen_it(anna, sign_in, watch):
    fail(sign_in, 5)
    watch.shift(dt.timedelta(seconds=20))
    assert fail(sign_in, 3).headers["Retry-After"] == "10"
    watch.shift(dt.timedelta(seconds=11))
    assert sign_in(Client(), "petrova.ap").status_code == 302


def test_pauses_grow_to_five_minutes_and_no_further(anna, sign_in, watch):
    fail(sign_in, 4)
    pauses = []
    for _n in range(7):
        pauses.append(int(fail(sign_in, 1).headers["Retry-After"]))
        watch.shift(dt.timedelta(seconds=pauses[-1] + 1))
    assert pauses == [30, 60, 120, 240, 300, 300, 300]


def test_a_success_begins_the_count_anew(anna, sign_in, watch):
    fail(sign_in, 4)
    assert sign_in(Client(), "petrova.ap").status_code == 302
    assert fail(sign_in, 4).status_code == 200


def test_failures_at_one_address_pause_nobody_elsewhere(anna, sign_in, watch):
    fail(sign_in, 8)
    assert sign_in(Client(), "petrova.ap", address="192.168.1.7").status_code == 302


def test_failures_for_one_login_pause_no_other_login(anna, igor, sign_in, watch):
    fail(sign_in, 8)
    assert sign_in(Client(), "ilin.is").status_code == 302


def test_a_pupil_cannot_pause_the_teachers_own_browser(anna, sign_in, watch):
    own = Client()
    sign_in(own, "petrova.ap")
    own.post("/logout/")
    fail(sign_in, 8)
    assert sign_in(Client(), "petrova.ap").status_code == 429
    assert sign_in(own, "petrova.ap").status_code == 302


def test_the_own_browser_is_patient_but_not_endless(anna, sign_in, watch):
    own = Client()
    sign_in(own, "petrova.ap")
    own.post("/logout/")
    assert fail(sign_in, rules.FREE_TRIES_OF_KNOWN_BROWSER - 1, own).status_code == 200
    assert fail(sign_in, 1, own).status_code == 429
    assert sign_in(Client(), "petrova.ap").status_code == 302


def test_a_forged_mark_of_an_earlier_sign_in_is_worth_nothing(anna, sign_in, watch):
    fail(sign_in, 5)
    forger = Client()
    forger.cookies[throttle.KNOWN_COOKIE] = "petrova.ap"
    assert sign_in(forger, "petrova.ap").status_code == 429


def test_the_mark_is_worth_something_for_its_own_login_only(anna, igor, sign_in, watch):
    own = Client()
    sign_in(own, "ilin.is")
    own.post("/logout/")
    fail(sign_in, 5)
    assert sign_in(own, "petrova.ap").status_code == 429


@pytest.mark.parametrize("agent", ["known browser", "Known Browser 1"])
def test_a_browser_that_takes_the_name_of_the_known_ones_is_counted_like_any_other(anna, sign_in, watch, agent):
    assert fail(sign_in, 5, HTTP_USER_AGENT=agent).status_code == 429


def test_addresses_of_one_ipv6_network_share_a_pause_and_its_neighbours_do_not(anna, sign_in, watch):
    for number in range(1, 6):
        response = sign_in(Client(), "petrova.ap", "не то", address=f"2001:db8:0:1::{number:x}")
    assert response.status_code == 429
    assert sign_in(Client(), "petrova.ap", address="2001:db8:0:2::1").status_code == 302


@pytest.mark.parametrize(
    ("address", "expected"),
    [("10.0.0.5", "10.0.0.5"), ("::ffff:10.0.0.5", "10.0.0.5"), ("2001:db8:0:1:9::7", "2001:db8:0:1::"), ("", None)],
)
def test_pauses_are_counted_by_address_or_ipv6_network(rf, address, expected):
    assert throttle.throttled_address(rf.get("/", REMOTE_ADDR=address)) == expected


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "expected"),
    [
        ([], "10.0.0.5", "1.2.3.4", "10.0.0.5"),
        (["10.0.0.0/8"], "10.0.0.5", "1.2.3.4", "1.2.3.4"),
        (["10.0.0.0/8"], "10.0.0.5", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (["10.0.0.0/8"], "10.0.0.5", "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (["10.0.0.5"], "10.0.0.5", "чепуха", None),
        (["10.0.0.5"], "192.168.0.1", "1.2.3.4", "192.168.0.1"),
    ],
)
def test_a_forwarded_address_is_believed_from_a_trusted_proxy_only(settings, rf, proxies, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert throttle.client_address(request) == expected


def test_codes_are_throttled_like_passwords(anna, sign_in, watch):
    for n in range(5):
        response = sign_in(Client(), "petrova.ap", f"0000-0000-000{n}")
    assert response.status_code == 429
