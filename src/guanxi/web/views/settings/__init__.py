"""The settings: company, users, tables of access, own fields and words, rules, categories, rates, audit, backups."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor


@dataclass(frozen=True)
class SettingsPage:
    """One page of the settings; ``for_auditors`` are those that an auditor opens besides administrators."""

    key: str
    label: Any
    icon: str
    for_auditors: bool = False


PAGES = (
    SettingsPage("company", _("Company"), "building-2"),
    SettingsPage("users", _("Users"), "users"),
    SettingsPage("departments", _("Departments"), "network"),
    SettingsPage("teams", _("Teams"), "handshake"),
    SettingsPage("access", _("Access tables"), "lock"),
    SettingsPage("fields", _("Custom fields"), "sliders-horizontal"),
    SettingsPage("tags", _("Tags"), "tag"),
    SettingsPage("rules", pgettext_lazy("page", "Rules"), "workflow"),
    SettingsPage("categories", pgettext_lazy("what is bought", "Categories"), "package"),
    SettingsPage("rates", _("Currency rates"), "banknote"),
    SettingsPage("audit", _("Audit trail"), "eye", for_auditors=True),
    SettingsPage("backups", _("Backups"), "download"),
)


def settings_pages(actor: Actor) -> list[SettingsPage]:
    """Those that this reader may open."""
    return [page for page in PAGES if actor.is_administrator or (page.for_auditors and actor.is_auditor)]


def settings_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of the settings as tabs."""
    return [
        {"label": page.label, "href": f"/settings/{page.key}/", "current": page.key == current}
        for page in settings_pages(actor)
    ]
