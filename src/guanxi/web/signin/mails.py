"""The switches of everybody for the mails that he gets: what is off is muted."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.directory_actions import set_preferences
from guanxi.access.reading import Row
from guanxi.exchange.digests import DAILY, WEEKLY, is_quiet, muted_by, reads_weekly
from guanxi.web.digests import sends_mail
from guanxi.web.doing import perform

# The name of the button, by which this form differs from its neighbour on the page.
MARK = "mails"
_MAILS = {
    DAILY: pgettext_lazy("mail", "On working mornings: what changed for you, if anything did"),
    WEEKLY: pgettext_lazy("mail", "On Mondays: the week in relationships, for the management"),
}
_PARTS = {
    "signals": pgettext_lazy("mail", "New signals of your customers"),
    "plays": pgettext_lazy("mail", "Proposed plays and repairs"),
    "tasks": pgettext_lazy("mail", "Tasks that are due"),
    "notifications": pgettext_lazy("mail", "Mentions and other notifications"),
}


class MailsForm(forms.Form):
    """A switch for each mail that somebody like him gets, and for each part of the daily one."""

    def __init__(self, actor: Actor, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        self.muted = muted_by(actor.user_id)
        for word, label in {**_MAILS, **_PARTS}.items():
            if word != WEEKLY or reads_weekly(actor):
                on = word not in self.muted
                self.fields[word] = forms.BooleanField(label=label, required=False, initial=on)

    @property
    def mails(self) -> list[forms.BoundField]:
        return [self[word] for word in _MAILS if word in self.fields]

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[word] for word in _PARTS]

    @property
    def muted_now(self) -> list[str]:
        """What is not offered to him keeps as it was."""
        return sorted(
            {word for word, on in self.cleaned_data.items() if not on} | (self.muted - set(self.cleaned_data))
        )


def save(request: HttpRequest, actor: Actor, form: MailsForm) -> None:
    perform(request, actor, set_preferences, told=_("Saved."), preferences={"muted": form.muted_now})


def why_none(row: Row) -> str:
    """Why no mail goes out at present; empty where they do."""
    if not sends_mail():
        return _("Nothing is sent at present: no mail server is set.")
    if not row["email"]:
        return _("Nothing is sent to you: you have no address here. An administrator can add it.")
    if is_quiet(on=timezone.now()):
        return _("Nothing is sent before the first month of the company.")
    return ""
