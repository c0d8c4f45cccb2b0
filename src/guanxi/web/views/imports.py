"""Bringing a file in: choose it, see what it would do, do it, take it back."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.catalogue import BY_MODEL
from guanxi.errors import Invalid, Refused
from guanxi.exchange import imports, planning
from guanxi.exchange.importers import IMPORTERS
from guanxi.exchange.jobs import SMALL, SMALL_FILE, apply_later, dead_letter, plan_later
from guanxi.exchange.models import Plan
from guanxi.web.doing import go_on
from guanxi.web.doors import signed_in
from guanxi.web.forms import refused

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")


def _pages(current: str) -> list[dict[str, Any]]:
    labels = {"customers": _("Customers"), "people": _("People"), "activities": _("Activities")}
    return [{"label": labels[name], "href": f"/import/{name}/", "current": name == current} for name in IMPORTERS]


class FileForm(forms.Form):
    file = forms.FileField()


@signed_in
def choose(request: HttpRequest, actor: Actor, resource: str) -> HttpResponseBase:
    """The form with the names that columns may have, and the latest runs."""
    importer = planning.importer_of(resource)
    form = FileForm(request.POST or None, request.FILES or None)
    form.fields["file"].label = _("CSV or spreadsheet")
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        ending = Path(text.file_name(sent.name)).suffix.lower()
        try:
            if ending not in _ENDINGS:
                raise Refused(_("Bring a CSV file or a spreadsheet (xlsx, xls, ods)."))
            if sent.size > SMALL_FILE:
                key = plan_later(actor, resource, sent, sent.name, on=timezone.now())
            else:
                key = _plan_now(actor, resource, sent, ending)
            return go_on(request, f"/import/{resource}/{key}/")
        except (Refused, Invalid) as error:
            refused(form, error)
    context = {
        "nav": "portfolio",
        "pages": _pages(resource),
        "resource": resource,
        "form": form,
        "fields": importer.fields(actor),
        "needed": importer.needed,
        "runs": imports.runs_of(actor, resource),
    }
    return render(request, "import/choose.html", context, status=422 if form.errors else 200)


def _plan_now(actor: Actor, resource: str, sent: File[bytes], ending: str) -> int:
    with tempfile.TemporaryDirectory(prefix="guanxi-import-") as folder:
        path = Path(folder) / f"file{ending}"
        with path.open("wb") as written:
            for piece in sent.chunks():
                written.write(piece)
        return planning.plan_import(actor, resource, path, str(sent.name), on=timezone.now())


@signed_in
def preview(request: HttpRequest, actor: Actor, resource: str, key: int) -> HttpResponseBase:
    plan = request.GET.get("plan", "")
    in_part = bool(getattr(request, "htmx", False))
    run = imports.summary_of(actor, key, plan=plan if plan in Plan.values else "", most=0 if in_part else 100)
    importer = IMPORTERS.get(run.resource)  # none for files of the ledger
    is_dead = run.is_busy and dead_letter(key) is not None
    is_busy = run.is_busy and not is_dead and importer is not None
    if in_part:
        return _progress(request, run, is_busy=is_busy)
    fields = {f.name: f.label for f in importer.fields(actor)} if importer else {}
    shown = [name for name in fields if any(row["cells"].get(name) for row in run.rows)]
    words: dict[str, Any] = dict(Plan.choices)
    if run.state in ("applied", "undoing"):
        words |= {Plan.CREATE: pgettext("import", "created"), Plan.CHANGE: pgettext("import", "changed")}
    counts = [
        {"key": value, "label": words[value], "count": run.counts.get(value, 0), "current": plan == value,
         "href": f"/import/{run.resource}/{key}/?plan={value}"}
        for value in Plan.values
        if run.counts.get(value)
    ]  # fmt: skip
    rows = [
        {
            "row": row["row"],
            "plan": row["plan"],
            "label": words[row["plan"]],
            "cells": [row["cells"].get(name, "") for name in shown],
            "reasons": [(fields.get(name, "" if importer else name), told) for name, told in row["reasons"]],
        }
        for row in run.rows
    ]
    context = {
        "nav": "portfolio", "run": run, "counts": counts, "rows": rows, "columns": [fields[name] for name in shown],
        "is_busy": is_busy, "is_dead": is_dead, "is_refused": run.state == "refused",
        "is_planned": importer is not None and run.state in ("planned", "applying"),
        # Of the ledger also a file that a killed command left in the middle: nothing goes on with it.
        "is_applied": run.state in ("applied", "undoing") or (importer is None and run.state == "applying"),
        "another": f"/import/{run.resource if importer else 'customers'}/",
    }  # fmt: skip
    return render(request, "import/preview.html", context)


def _progress(request: HttpRequest, run: imports.RunSummary, *, is_busy: bool) -> HttpResponseBase:
    """How far the worker has come; once it is done, the page anew."""
    if is_busy:
        return render(request, "import/_progress.html", {"run": run})
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@require_POST
@signed_in
def apply(request: HttpRequest, actor: Actor, resource: str, key: int) -> HttpResponseBase:
    """A short file at once; a long one by the worker, who also tries again what he gave up on."""
    run = imports.summary_of(actor, key)
    if run.is_busy and dead_letter(key) is not None:
        apply_later(actor, key, on=timezone.now())
        messages.info(request, _("The worker tries again; this page shows how far it has come."))
    elif run.to_do > SMALL:
        apply_later(actor, key, on=timezone.now())
        messages.info(request, _("The file is being brought in; this page shows how far it has come."))
    else:
        done = imports.apply_import(actor, key, on=timezone.now(), channel="web")
        count = done.to_do
        messages.success(
            request, ngettext("One row was brought in.", "%(number)d rows were brought in.", count) % {"number": count}
        )
    return go_on(request, f"/import/{resource}/{key}/")


@require_POST
@signed_in
def undo(request: HttpRequest, actor: Actor, resource: str, key: int) -> HttpResponseBase:
    done = imports.undo_import(actor, key, on=timezone.now(), resources=BY_MODEL, channel="web")
    if done.left:
        told = ngettext(
            "Taken back, except for one record that was edited since.",
            "Taken back, except for %(number)d records that were edited since.",
            done.left,
        )
        messages.warning(request, told % {"number": done.left})
    else:
        messages.success(request, _("The whole file was taken back."))
    return go_on(request, f"/import/{resource}/{key}/")
