"""A reader of Chinese meets no English on any page that he can reach: every text is translated where it is shown."""

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import create_customer
from guanxi.customers.people_actions import create_person
from scripts.messages import forms, read
from tests.access.cast import NOW, Cast, make_cast
from tests.web.entering import PASSWORD, sign_in

# Texts that Chinese says in another way. Where one of them stands on a page in Chinese, it was not translated.
ENGLISH = {
    text
    for message in read()
    if message.id
    for text in ([message.id] if isinstance(message.id, str) else message.id)
    if re.search("[A-Za-z]{3}", text) and text not in forms(message)
} - {"English"}  # the switch names the other language in its own script
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-key-label", "aria-description")
LEAVING = re.compile(r"/accounts/logout|/styleguide/$|/static/|/demo/|\.(csv|xlsx|svg)|as=csv")


class Page(HTMLParser):
    """The texts and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._silent += tag in ("script", "style", "code")
        if tag == "html":
            self.language = attributes.get("lang") or ""
        if tag == "a" and attributes.get("href"):
            self.links.append(str(attributes["href"]))
        self.texts += [str(attributes[name]) for name in SPOKEN if attributes.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "code")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))


def pages(client: Client, first: str, most: int = 150) -> dict[str, Page]:
    """The pages that links lead to, each address without its query once."""
    seen: dict[str, Page] = {}
    ahead = deque([first, "/blank/", "/styleguide/today/", "/styleguide/customer/"])
    while ahead and len(seen) < most:
        address = ahead.popleft()
        path = urlsplit(address).path
        if path in seen or LEAVING.search(address):
            continue
        answer = client.get(address, follow=True)
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        seen[path] = page = Page(answer.content.decode())
        ahead.extend(urljoin(path, link) for link in page.links if not urlsplit(link).scheme)
    return seen


def some_records(cast: Cast) -> None:
    """A customer with a person, an activity and a task, all with Chinese names."""
    actor = cast["lin.yue"]
    customer = run(actor, create_customer, on=NOW, channel="test", values={"name": "恒通电缆", "country": "CN"})
    run(
        actor, create_person, on=NOW, channel="test", customer=customer, values={"name": "赵敏"},
        place={"job_title": "采购总监"}, channels=[{"kind": "phone", "value": "+86 510 5550 1234"}],
    )  # fmt: skip
    run(actor, log_activity, on=NOW, channel="test", customer=customer, values={"subject": "来访", "kind": "visit"})
    run(actor, create_task, on=NOW, channel="test", customer=customer, values={"title": "寄样品"})


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["tom.hale", "lin.yue", "ines.costa", ""])
def test_no_text_is_left_in_english(username: str) -> None:
    some_records(make_cast(PASSWORD))
    User.objects.update(language="zh-hans")
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.cookies["guanxi_language"] = "zh-hans"
    if username:
        sign_in(client, username)
    found = pages(client, "/" if username else "/accounts/login/")
    assert len(found) > 2
    if username == "lin.yue":
        kinds = {re.sub(r"\d+", "1", path) for path in found}
        assert kinds >= {"/", "/customers/", "/customers/1/", "/people/1/", "/tasks/1/", "/settings/me/"}
    assert {page.language for page in found.values()} == {"zh-Hans"}
    left = {path: sorted(ENGLISH & set(page.texts)) for path, page in found.items()}
    assert {path: texts for path, texts in left.items() if texts} == {}
