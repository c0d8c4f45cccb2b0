"""What everybody sets for himself: language, time zone, keys, the mails that he gets."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guanxi.access.directory import USERS
from guanxi.access.directory_actions import set_preferences
from guanxi.access.reading import view
from guanxi.web.acting import actor_of
from guanxi.web.doing import go_on, perform, submitted
from guanxi.web.forms import form_for
from guanxi.web.signin import mails
from guanxi.web.signin.views import offers

_FIELDS = (USERS.field("language"), USERS.field("time_zone"))
_LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]


@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    row = view(actor, USERS).get(actor.user_id)
    is_of_mails = mails.MARK in request.POST
    switches = mails.MailsForm(actor, request.POST if is_of_mails else None)
    if submitted(request, switches, lambda _data: mails.save(request, actor, switches))[0]:
        return go_on(request, request.path)
    keys = forms.BooleanField(label=gettext_lazy("Single keys as short cuts"), required=False)
    initial: dict[str, Any] = {field.name: row[field.name] for field in _FIELDS}
    initial["uses_keys"] = getattr(request.user, "uses_keys", True)
    form = form_for(
        _FIELDS, None if is_of_mails else request.POST or None, initial=initial, choices={"language": _LANGUAGES},
        extra={"uses_keys": keys},
    )  # fmt: skip
    for field in _FIELDS:
        form.fields[field.name].required = True

    def save(data: dict[str, Any]) -> None:
        preferences = {name: data[name] for name in ("language", "time_zone", "uses_keys")}
        perform(request, actor, set_preferences, told=_("Saved."), preferences=preferences)

    done, _nothing = submitted(request, form, save, _FIELDS)
    if done:
        response = go_on(request, request.path)
        # What the browser says counts until somebody has signed in.
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response
    page = {**offers(), "row": row, "form": form, "mails": switches, "no_mails": mails.why_none(row)}
    return render(request, "account/me.html", page, status=422 if form.is_bound else 200)
