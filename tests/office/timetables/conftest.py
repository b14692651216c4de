"""The desk of timetable files: a deputy with a browser, files kept in a folder of the test."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.fixture
def galina(cast, settings, tmp_path, browser_of):
    """The deputy's client."""
    settings.DATA_DIR = tmp_path
    return browser_of(cast.galina)


@pytest.fixture
def send():
    """``send(client, content)`` uploads a timetable file and returns the address of its page."""

    def upload(client, content: bytes, name: str = "week.xml") -> str:
        response = client.post("/timetable/drafts/", {"file": SimpleUploadedFile(name, content)})
        assert response.status_code == 302, re.findall(r"errorlist.*?</ul>", response.content.decode(), re.DOTALL)
        return response["Location"]

    return upload


@pytest.fixture
def choose():
    """``choose(client, address, teacher={"Ёршов П. П.": "skip"}, make=True, create=["room"])`` answers the names."""

    def post(client, address: str, *, create=(), make: bool = False, **named):
        form = client.get(address).context["form"]
        data = {name: form[name].initial or "" for name in form.fields if not name.startswith("create_")}
        for kind, answers in named.items():
            for line in form.lines[kind]:
                if line.name in answers:
                    data[f"{kind}_{line.index}"] = answers[line.name]
        data |= {f"create_{kind}": "on" for kind in create}
        return client.post(address, {**data, **({"make": "save"} if make else {"check": "1"})})

    return post
