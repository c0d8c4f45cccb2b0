"""What the database holds, as a value to compare: before something and after it was undone."""

import hashlib
from typing import Any

from django.apps import apps
from django.db import models

# Logs grow with everything that is done, also with an undo.
_LOGS = {"access.changegroup", "access.change", "access.outbox", "access.auditevent", "activities.notification"}
# A version never goes back, since a form may be open that was made from it.
_COUNTERS = {"version", "summary_version", "summary_at", "judged"}


def state() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of ours, apart from logs and counters; rows that nobody addresses without their keys."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if not model.__module__.startswith("guanxi.") or label in _LOGS:
            continue
        names = [
            f.attname
            for f in model._meta.concrete_fields
            if f.attname not in _COUNTERS and not (f.primary_key and _counts_up(model))
        ]
        found[label] = sorted((tuple(map(str, row)) for row in model._default_manager.values_list(*names)), key=repr)
    return {label: rows for label, rows in found.items() if rows}


def _counts_up(model: type[models.Model]) -> bool:
    key = model._meta.pk
    return isinstance(key, models.AutoField) or model._meta.label_lower in (
        "access.searchentry",
        "activities.timelineentry",
    )


def digest() -> str:
    return hashlib.sha256(repr(state()).encode()).hexdigest()
