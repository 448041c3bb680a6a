"""Read a page's form as a browser would send it: every field with its value."""

from html.parser import HTMLParser

from typing_extensions import override

Fields = dict[str, list[str]]
_UNSENT = frozenset({"file", "submit", "button"})
_TICKED = frozenset({"checkbox", "radio"})


class FormReader(HTMLParser):
    """Collect the fields of the form with one action."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.is_found = False
        self._action = action
        self._is_inside = False
        self._select = ""
        self._has_chosen = True
        self._area = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_ours = said.get("action") == self._action
            self._is_inside = is_ours and not self.is_found
            self.is_found = self.is_found or self._is_inside
        if not self._is_inside:
            return
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "input" and name and kind not in _UNSENT:
            if kind not in _TICKED or "checked" in said:
                self.fields.setdefault(name, []).append(said.get("value", ""))
        elif tag == "select":
            self._select, self._has_chosen = name, False
            self.fields[name] = []
        elif tag == "option" and self._select:
            if "selected" in said or not self._has_chosen:
                self.fields[self._select] = [said.get("value", "")]
                self._has_chosen = True
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]

    @override
    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self._is_inside = False
            case "select":
                self._select = ""
            case "textarea":
                self._area = ""
            case _:
                pass

    @override
    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data


def form_of(page: str, action: str) -> Fields:
    """Return the fields of the page's form with this action, as they begin."""
    reader = FormReader(action)
    reader.feed(page)
    assert reader.is_found, f"no form {action}"
    return reader.fields
