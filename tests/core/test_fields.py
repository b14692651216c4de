"""Fields shared by several forms: what they let through."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core import fields


@pytest.mark.parametrize(
    "link", ["ftp://school.example/x", "javascript:alert(1)", "data:text/html,x", "https://x y", "http://x.y\nx: y"]
)
def test_a_link_is_a_page_of_the_web_and_nothing_else(link):
    with pytest.raises(ValidationError):
        fields.WebLinkField().clean(link)


def test_a_link_without_a_scheme_is_a_safe_one():
    assert fields.WebLinkField().clean("video.example/lesson") == "https://video.example/lesson"
    assert fields.WebLinkField().clean("http://video.example/") == "http://video.example/"


def test_a_file_that_is_too_big_is_refused_by_the_form(monkeypatch):
    monkeypatch.setattr(fields, "MAX_FILE_BYTES", 10)
    file = SimpleUploadedFile("a.xlsx", b"12345678901")
    with pytest.raises(ValidationError, match="слишком велик"):
        fields.TableFileField().clean(file)
