"""Tags: words by which records are grouped. The words are everybody's, the records that wear them are not."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access import values as written_values
from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, administrators, any_user, customers_of, on_record
from guanxi.access.levels import Level
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource, editable_fields
from guanxi.access.writing import Work, action
from guanxi.errors import Invalid
from guanxi.records.models import COLOURS, Tag, Tagging
from guanxi.records.resources import TAGS

MOST_AT_ONCE = 500


def all_tags(actor: Actor) -> list[Row]:
    """Every tag in the order of its name: few by nature."""
    return view(actor, TAGS).all(1000)


@action(label=gettext_lazy("Create a tag"), allow=any_user)
def create_tag(work: Work, *, name: str, name_zh: str = "", colour: int | None = None) -> int:
    """A new tag, or the one that already has this name in either language; without a colour it gets the next one."""
    known = written_values.parse_all(editable_fields(TAGS), {"name": name or name_zh, "name_zh": name_zh}, work.actor)
    for wanted in (known["name"], known["name_zh"]):
        if wanted and (held := _named(wanted)) is not None:
            return held.pk
    if colour is None:
        colour = Tag.objects.count() % COLOURS
    tag = Tag(
        name_en=known["name"], name_zh=known["name_zh"] or "", colour=_colour(colour),
        sort_key=text.sort_key(known["name"])[:240], created_at=work.now,
    )  # fmt: skip
    work.create(tag)
    return tag.pk


@action(label=gettext_lazy("Edit a tag"), allow=administrators)
def edit_tag(
    work: Work, *, tag: int, name: str | None = None, name_zh: str | None = None, colour: int | None = None,
    version: int | None = None,
) -> None:  # fmt: skip
    """It changes wherever it is worn."""
    found = work.get(Tag, tag)
    given = {"name": name, "name_zh": name_zh}
    known = written_values.parse_all(
        editable_fields(TAGS), {key: value for key, value in given.items() if value is not None}, work.actor
    )
    derived = {}
    if "name" in known:
        held = _named(known["name"])
        if held is not None and held.pk != tag:
            raise Invalid({"name": _("There is already a tag “%(name)s”.") % {"name": known["name"]}})
        derived["sort_key"] = text.sort_key(known["name"])[:240]
    if colour is not None:
        known["colour"] = _colour(colour)
    work.edit(TAGS, found, known, version=version, derived=derived)


@action(label=gettext_lazy("Remove a tag"), allow=administrators)
def remove_tag(work: Work, *, tag: int) -> int:
    """It is taken off all records; returns how many wore it."""
    found = work.get(Tag, tag)
    worn = 0
    for line in Tagging.objects.filter(tag=found):
        work.remove(line)
        worn += 1
    work.remove(found)
    return worn


def _may_tag(actor: Actor, inputs: Inputs) -> None:
    resource: Resource = inputs["resource"]
    records = inputs["records"]
    if len(records) > MOST_AT_ONCE:
        raise Invalid({"records": _("At most %(most)d at once.") % {"most": MOST_AT_ONCE}})
    for record in records:
        on_record(resource, Level.EDIT)(actor, {"record": record})


@action(label=gettext_lazy("Tag records"), allow=_may_tag)
def tag_records(
    work: Work, *, resource: Resource, records: Sequence[int], add: Sequence[int] = (), remove: Sequence[int] = ()
) -> int:
    """Puts tags on records and takes others off, and returns how many it did; what is so already stays as it is."""
    if len(view(work.actor, TAGS).among(list(add)).keys(len(add) + 1)) < len(set(add)):
        raise Invalid({"tags": _("Choose one from the list.")})
    held = {
        (line.record, line.tag_id): line
        for line in Tagging.objects.filter(resource=resource.name, record__in=list(records))
    }
    done = 0
    for record in dict.fromkeys(records):
        customer = next(iter(customers_of(resource, record)), None)
        for tag in remove:
            if (line := held.get((record, tag))) is not None:
                work.remove(line, customer=customer)
                done += 1
        for tag in sorted(set(add) - set(remove)):
            if (record, tag) not in held:
                work.create(Tagging(tag_id=tag, resource=resource.name, record=record), customer=customer)
                done += 1
    work.touch(resource, *records)
    return done


def _named(name: str) -> Tag | None:
    """The tag that people take for this one: case, width and spaces apart."""
    wanted = text.search_key(name)
    for tag in Tag.objects.all():
        if wanted in (text.search_key(tag.name_en), text.search_key(tag.name_zh)):
            return tag
    return None


def _colour(colour: int) -> int:
    if not 0 <= colour < COLOURS:
        raise Invalid({"colour": _("Choose one of the %(count)d colours.") % {"count": COLOURS}})
    return colour
