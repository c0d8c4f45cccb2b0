"""Field by field, which of two values a merged record keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from guanxi.access.reading import Row
from guanxi.access.resources import Kind, Label, Resource
from guanxi.errors import Invalid, UnknownField

WINNER: Final = "winner"
LOSER: Final = "loser"
BOTH: Final = "both"


@dataclass(frozen=True)
class MergeField:
    """A field of both records; ``take`` is whose value stays unless somebody says otherwise."""

    name: str
    label: Label
    kind: Kind
    winner: Any
    loser: Any
    take: str
    max_length: int

    @property
    def differs(self) -> bool:
        return bool(self.winner != self.loser)

    @property
    def may_take_both(self) -> bool:
        """Two texts can follow each other."""
        return self.kind is Kind.LONG_TEXT and not _empty(self.winner) and not _empty(self.loser) and self.differs


def compare(resource: Resource, winner: Row, loser: Row, *, more: Sequence[str] = ()) -> list[MergeField]:
    """The fields that somebody fills in, and those named in ``more``, of two rows of one reader."""
    fields = []
    for f in resource.fields:
        if (f.edited or f.name in more) and f.name in winner and f.name in loser:
            one, other = winner[f.name], loser[f.name]
            field = MergeField(f.name, f.label, f.kind, one, other, WINNER, f.max_length)
            take = BOTH if field.may_take_both else LOSER if _empty(one) and not _empty(other) else WINNER
            fields.append(MergeField(f.name, f.label, f.kind, one, other, take, f.max_length))
    return fields


def chosen(fields: Sequence[MergeField], choose: Mapping[str, str]) -> dict[str, Any]:
    """The values that change on the winner. ``choose`` names whose value stays, by field name."""
    by_name = {field.name: field for field in fields}
    for name in choose:
        if name not in by_name:
            raise UnknownField(_("There is no field “%(name)s” here.") % {"name": name[:60]})
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, field in by_name.items():
        take = choose.get(name, field.take)
        if take == LOSER:
            values[name] = field.loser
        elif take == BOTH and field.may_take_both:
            values[name] = f"{field.winner}\n\n{field.loser}"
            if len(values[name]) > field.max_length:
                wrong[name] = _("Both texts together are too long; choose one of them.")
        elif take != WINNER and field.differs:
            wrong[name] = _("Choose one of the two values.")
    if wrong:
        raise Invalid(wrong)
    return {name: value for name, value in values.items() if value != by_name[name].winner}


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == ()
