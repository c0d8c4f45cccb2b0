"""Pages followed from link to link, and the forms that stand in them."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

_MOST = 3  # pages of the same address with other keys or parameters


@dataclass
class Form:
    """A form as a browser would send it: ``fields`` with what stands in them."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        """Forms of one kind are the same form on other records."""
        return self.method, route_of(self.action) or "", tuple(sorted(self.fields))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "hx-get") if name in given]
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if "formaction" in given:
            self.forms.append(Form(given["formaction"], "post", self._form.fields))
        if tag in ("input", "textarea", "button") and name and given.get("type") != "file":
            self._form.fields.setdefault(name, [])
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._form.fields[name].append(value)
        elif tag == "select":
            self._select = name
            self._form.fields[name] = []
        elif tag == "option" and self._select and ("selected" in given or not self._form.fields[self._select]):
            self._form.fields[self._select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def route_of(address: str) -> str | None:
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return None


def forms_behind(client: Client, start: Iterable[str]) -> Iterator[tuple[str, Form]]:
    """(page, form) for each kind of form that can be reached; no page may fail, no form may lead nowhere."""
    waiting, seen, often = deque(start), set[str](), Counter[tuple[str, bool]]()
    kinds = set()
    while waiting:
        address = urldefrag(waiting.popleft()).url
        route = route_of(address)
        kind = (route or "", "?" in address)
        if not address.startswith("/") or address.startswith("//") or address in seen or often[kind] >= _MOST:
            continue
        if route is None or "logout" in route or route.startswith("styleguide"):
            continue
        seen.add(address)
        often[kind] += 1
        answer = client.get(address)
        assert answer.status_code < 500, address
        if "Location" in answer.headers:
            waiting.append(urljoin(address, answer.headers["Location"]))
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = _Reader()
        page.feed(answer.content.decode())
        waiting.extend(urljoin(address, link) for link in page.links)
        for form in page.forms:
            form.action = urljoin(address, form.action)
            assert route_of(form.action) is not None, (address, form.action)
            if form.kind not in kinds and "logout" not in form.action:
                kinds.add(form.kind)
                yield address, form
