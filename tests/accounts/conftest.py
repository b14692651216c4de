"""People of these tests: they need accounts only, no school around them."""

import pytest

from apps.accounts import actions
from apps.accounts.enums import Role

PASSWORD = "берёза у пруда"


@pytest.fixture
def person(db):
    """Function that makes an account with roles and, unless told otherwise, a password and accepted rules."""

    def make(username, *roles, name="", password=PASSWORD):
        user = actions.create_user(username=username, display_name=name or username, by=None)
        for role in roles:
            actions.assign_role(user=user, role=role, by=None)
        if password:
            actions.set_password(user=user, password=password, by=None)
            actions.accept_rules(user=user)
        return user

    return make


@pytest.fixture
def anna(person):
    return person("petrova.ap", Role.TEACHER, name="Петрова Анна Петровна")


@pytest.fixture
def igor(person):
    return person("ilin.is", Role.ADMINISTRATOR, name="Ильин Игорь Сергеевич")


@pytest.fixture
def sign_in():
    """Function that sends the sign-in form from a browser (a test client) at an address."""

    def send(client, username, password=PASSWORD, address="10.0.0.5", **extra):
        fields = {"username": username, "password": password}
        return client.post("/login/", fields, REMOTE_ADDR=address, **extra)

    return send
