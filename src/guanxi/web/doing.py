"""How a page has something done: run the action, say so with Undo, go on; or show the form again with the refusals."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.access.actors import Actor
from guanxi.access.resources import Field
from guanxi.access.writing import Action, run_recorded
from guanxi.errors import Conflict, Denied, GuanxiError, NotFound
from guanxi.web.forms import refused

CHANNEL = "web"


def perform(request: HttpRequest, actor: Actor, what: Action, /, *, told: str = "", **inputs: Any) -> Any:
    """Does it now; ``told`` stands in a toast with Undo on the page that comes next."""
    result, change = run_recorded(actor, what, on=timezone.now(), channel=CHANNEL, **inputs)
    if told:
        messages.success(request, told, extra_tags=_undo_of(what, change))
    return result


def perform_or_say(request: HttpRequest, actor: Actor, what: Action, /, *, told: str, **inputs: Any) -> Any:
    """Like `perform`; where what was sent is what stands there already, the toast says that instead."""
    result, change = run_recorded(actor, what, on=timezone.now(), channel=CHANNEL, **inputs)
    if change is None:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, told, extra_tags=_undo_of(what, change))
    return result


def perform_on_many(request: HttpRequest, actor: Actor, what: Action, /, *, told: str, **inputs: Any) -> None:
    """Like `perform_or_say`; where some were left because he may not, the toast tells how many they are."""
    result, change = run_recorded(actor, what, on=timezone.now(), channel=CHANNEL, **inputs)
    changed, left = result.changed, len(result.left)
    if change is None:
        told = _("Nothing was changed.")
    elif left:
        told = ngettext("One was changed.", "%(number)d were changed.", changed) % {"number": changed}
    if left:
        sentence = ngettext(
            "One was left: you may not do this with it.", "%(number)d were left: you may not do this with them.", left
        )
        told = _("%(changed)s %(left)s") % {"changed": told, "left": sentence % {"number": left}}
    (messages.info if change is None else messages.success)(request, told, extra_tags=_undo_of(what, change))


def _undo_of(what: Action, change: int | None) -> str:
    return "" if change is None or what.lasts else str(change)


def may(actor: Actor, what: Action, /, **inputs: Any) -> bool:
    """If a page offers it: what `perform` would refuse to this actor is not shown."""
    try:
        what.allow(actor, inputs)
    except (Denied, NotFound):
        return False
    return actor.viewed_by is None


def go_on(request: HttpRequest, address: str) -> HttpResponse:
    """To the page that shows what was done: 303, or for htmx a whole new page."""
    address = iri_to_uri(address)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=303, headers={"Location": address})


def next_address(request: HttpRequest, otherwise: str) -> str:
    """Where the form wanted to go next, if that is a page of ours."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    fits = given.startswith("/") and given.isprintable()
    fits = fits and url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()})
    return given if fits else otherwise


def form_page(
    request: HttpRequest, form: forms.Form, *, title: str, label: str, back: str, nav: str = "",
    above: Iterable[tuple[str, str]] = (), template: str = "form_page.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form as a page, or in the dialog for htmx; 422 where something must be put right."""
    in_dialog = bool(getattr(request, "htmx", False))
    shown = {
        "frame": "dialog.html" if in_dialog else "shell.html",
        "in_dialog": in_dialog,
        "form": form,
        "title": title,
        "label": label,
        "back": back,
        "nav": nav,
        "above": [{"label": text, "href": href} for text, href in above],
        **context,
    }
    return render(request, template, shown, status=422 if form.is_bound and form.errors else 200)


def submitted(
    request: HttpRequest, form: forms.Form, do: Callable[[dict[str, Any]], Any], fields: Iterable[Field] = ()
) -> tuple[bool, Any]:
    """(done, result): runs ``do`` with the written values if the form was sent and holds; refusals go to its fields."""
    if request.method != "POST" or not form.is_valid():
        return False, None
    try:
        return True, do(form.cleaned_data)
    except (Denied, NotFound):
        raise
    except (GuanxiError, Conflict) as error:
        refused(form, error, fields)
        return False, None
