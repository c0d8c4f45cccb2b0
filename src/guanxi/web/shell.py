"""What surrounds every page: where one can go, who is signed in, language, theme.

Pages name the entry that they belong to as ``nav`` in their context; everything else comes from here.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.activities.queries import SidebarCounts, sidebar_counts
from guanxi.customers.resources import CUSTOMERS
from guanxi.web.acting import actor_or_none, company_of
from guanxi.web.saved_views import query_of, views_of

THEMES = ("light", "dark")
THEME_COOKIE = "guanxi_theme"

_APPLE = re.compile(r"Mac OS X|iPhone|iPad")


@dataclass(frozen=True)
class Entry:
    """A line of the sidebar. ``keys`` are pressed one after the other; ``count`` is a text, such as "99+"."""

    key: str
    label: Any
    icon: str
    href: str
    keys: str = ""
    count: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Other:
    """The other language, named in its own script."""

    code: str
    html: str
    name: str
    short: str


_LANGUAGES = {"en": Other("en", "en", "English", "EN"), "zh-hans": Other("zh-hans", "zh-Hans", "简体中文", "中")}

ENTRIES = (
    Entry("today", pgettext_lazy("page", "Today"), "inbox", "/", "g t"),
    Entry("portfolio", pgettext_lazy("page", "Portfolio"), "columns-3", "/customers/", "g p"),
    Entry("people", pgettext_lazy("page", "People"), "users", "/people/", "g e"),
    Entry("tasks", pgettext_lazy("page", "Tasks"), "list-checks", "/tasks/", "g k"),
    Entry("conflicts", pgettext_lazy("page", "Conflicts"), "swords", "/conflicts/", "g c"),
    Entry("repairs", pgettext_lazy("page", "Repairs"), "wrench", "/repairs/", "g r"),
    Entry("strategy", pgettext_lazy("page", "Strategy book"), "workflow", "/strategy/", "g b"),
    Entry("whitespace", pgettext_lazy("page", "Whitespace"), "table-2", "/whitespace/", "g w"),
    Entry("management", pgettext_lazy("page", "Management"), "git-branch", "/management/", "g m"),
)
SETTINGS = Entry("settings", pgettext_lazy("page", "Settings"), "settings", "/settings/company/", "g s")
ON_PHONES = ("today", "portfolio", "tasks")
MOST_VIEWS = 12


class Shell:
    """Read by the templates of the shell; each part is found out when it is asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = user if (user := getattr(request, "user", None)) is not None and user.is_authenticated else None

    @cached_property
    def actor(self) -> Actor | None:
        return actor_or_none(self.request)

    @cached_property
    def workspace(self) -> str:
        return company_of(self.request).name or "Guanxi"

    @cached_property
    def _counts(self) -> SidebarCounts:
        return SidebarCounts() if self.actor is None else sidebar_counts(self.actor, on=timezone.now())

    @property
    def html_language(self) -> str:
        return self._language.html

    @property
    def other_language(self) -> Other:
        return _LANGUAGES["en" if self._language.code == "zh-hans" else "zh-hans"]

    @property
    def theme(self) -> str:
        """ "light", "dark", or "" to follow the device."""
        theme = self.request.COOKIES.get(THEME_COOKIE, "")
        return theme if theme in THEMES else ""

    @property
    def other_theme(self) -> str:
        return "light" if self.theme == "dark" else "dark"

    @property
    def palette_keys(self) -> str:
        return "⌘K" if _APPLE.search(self.request.headers.get("User-Agent", "")) else "Ctrl K"

    @property
    def uses_keys(self) -> bool:
        return bool(getattr(self.user, "uses_keys", True))

    @property
    def name(self) -> str:
        return str(self.user) if self.user else ""

    @property
    def place(self) -> str:
        """The department of who is signed in, or what else says where he belongs."""
        return " · ".join(place.name for place in self.actor.places) if self.actor and not self.eyes else ""

    @property
    def eyes(self) -> str:
        """The colleague through whose eyes the pages are seen, if any."""
        return self.actor.name if self.actor and self.actor.viewed_by else ""

    @property
    def entries(self) -> list[Entry]:
        return [replace(entry, count=self._counts.labels.get(entry.key, "")) for entry in ENTRIES]

    @property
    def phone_entries(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.key in ON_PHONES]

    @property
    def more_entries(self) -> list[Entry]:
        """What a phone finds behind "More"."""
        return [*(entry for entry in self.entries if entry.key not in ON_PHONES), *self.saved_views]

    @cached_property
    def saved_views(self) -> list[Entry]:
        """His own views of the portfolio, and those that others share with him."""
        if self.actor is None:
            return []
        found = views_of(self.actor, CUSTOMERS)[:MOST_VIEWS]
        return [Entry(f"view-{one.key}", one.name, "star", f"/customers/?{query_of(one)}") for one in found]

    @property
    def settings(self) -> Entry:
        return SETTINGS

    @property
    def unread(self) -> str:
        return self._counts.labels.get("notifications", "")

    @property
    def _language(self) -> Other:
        return _LANGUAGES.get(get_language() or "en", _LANGUAGES["en"])


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` in every template, at no cost where nobody asks for it."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
