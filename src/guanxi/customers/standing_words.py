"""The words of where a customer stands, as choices of columns and fields; stages and signals are those of the rules."""

from collections.abc import Callable
from typing import Final

from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, pgettext_lazy

from guanxi.lifecycle import vocabulary

UNKNOWN_SHARE: Final = -1.0  # stored, so that lists sort by the column with an index
NO_SIGNAL: Final = len(vocabulary.SIGNALS) + 1  # comes after all of them
STANDING_COLUMNS: Final = (
    "stage", "stage_order", "band", "direction", "signal", "signal_order", "share", "ours_12", "delta_12",
)  # fmt: skip


def _in_language(english: str, chinese: str) -> str:
    """The rules know both languages, and no catalogue of translations."""
    return chinese if str(get_language()).startswith("zh") else english


named_lazily: Callable[[str, str], Promise] = lazy(_in_language, str)  # type: ignore[assignment]  # typed as what it gives
STAGES: Final = tuple((word.key, named_lazily(word.en, word.zh)) for word in vocabulary.STAGES)
SIGNALS: Final = tuple((word.key, named_lazily(word.en, word.zh)) for word in vocabulary.SIGNALS)


class Band(models.TextChoices):
    """Which part of what the customer buys is ours, as far as everybody may know."""

    UNKNOWN = "unknown", pgettext_lazy("share band", "unknown")
    NONE = "none", pgettext_lazy("share band", "nothing")
    UNDER_50 = "under_50", pgettext_lazy("share band", "under 50 %")
    FROM_50 = "from_50", pgettext_lazy("share band", "50 to under 80 %")
    FROM_80 = "from_80", pgettext_lazy("share band", "80 to 100 %")


class Direction(models.TextChoices):
    """Which way a relationship goes."""

    GROWING = "growing", pgettext_lazy("direction of a relationship", "growing")
    STEADY = "steady", pgettext_lazy("direction of a relationship", "steady")
    STALLED = "stalled", pgettext_lazy("direction of a relationship", "stalled")
    FALLING = "falling", pgettext_lazy("direction of a relationship", "falling back")
    BROKEN = "broken", pgettext_lazy("direction of a relationship", "broken off")
