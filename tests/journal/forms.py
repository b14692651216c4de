"""What a browser without JavaScript would send: the page's own form, filled in."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.values, self._in_form, self._select, self._textarea, self._depth = {}, False, None, None, 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._in_form = "data-lesson-form" in attrs or "novalidate" in attrs
        if not self._in_form or ("name" not in attrs and tag != "option"):
            return
        kind = attrs.get("type", "text")
        if tag == "input" and kind in ("radio", "checkbox"):
            if "checked" in attrs:
                self.values[attrs["name"]] = attrs.get("value", "on")
        elif tag == "input" and kind != "file":
            self.values[attrs["name"]] = attrs.get("value", "")
        elif tag == "select":
            self._select = attrs["name"]
        elif tag == "option" and self._select and "selected" in attrs:
            self.values[self._select] = attrs["value"]
        elif tag == "textarea":
            self._textarea = attrs["name"]
            self.values[self._textarea] = ""

    def handle_data(self, data):
        if self._textarea:
            self.values[self._textarea] += data.lstrip("\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self._in_form = False
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None


def form_of(response) -> dict[str, str]:
    """Names and values of the main form of a page, as they stand."""
    fields = _Fields()
    fields.feed(response.content.decode())
    return fields.values
