"""Acting as one of the cast through the pages."""

import html
import re
from typing import Any

from django.test import Client

from guanxi.access.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def words(answer: Any) -> str:
    """What a page says, without its marks."""
    text = re.sub(r"<(script|style|template)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


def offered_undo(client: Client, address: str) -> str:
    """The address by which the last toast on the page takes back what was just done."""
    found: list[str] = re.findall(r'action="(/undo/\d+/)"', client.get(address).content.decode())
    assert found, "the page offers no undo"
    return found[-1]
