"""What follows from customers and people when an action touched them: versions, keys of recognition, search entries.

None of it is in the change log: it is made anew from what is, after every action and after every undo.
"""

from collections.abc import Collection

from django.db.models import F

from guanxi.access.levels import FieldClass
from guanxi.access.writing import Work
from guanxi.customers import recognition
from guanxi.customers.models import (
    Affiliation,
    Channel,
    ChannelKind,
    Customer,
    CustomerIdentifier,
    CustomerName,
    MatchKey,
)

SUMMARY_COLUMNS = frozenset({"name", "country", "industry", "department_id", "owner_id"})


def settle_customers(work: Work, keys: list[int]) -> None:
    """The version of the Summary where one of its fields changed, and the keys of recognition."""
    changed = {
        change.record
        for change in work.changes
        if change.model == "customers.customer" and SUMMARY_COLUMNS & {*(change.old or {}), *(change.new or {})}
    }
    Customer.objects.filter(pk__in=changed).update(summary_version=F("summary_version") + 1, summary_at=work.now)
    renew_match_keys(keys)


def renew_match_keys(customers: Collection[int]) -> None:
    """Makes the keys of recognition of these customers anew; what is the same already is not written."""
    wanted = match_keys(customers)
    held: dict[int, dict[recognition.Key, int]] = {}
    for line in MatchKey.objects.filter(customer__in=customers):
        key = recognition.Key(line.kind, line.value, line.class_of_key)
        held.setdefault(line.customer_id, {})[key] = line.pk
    gone = [pk for customer, keys in held.items() for key, pk in keys.items() if key not in wanted.get(customer, ())]
    if gone:
        MatchKey.objects.filter(pk__in=gone).delete()
    MatchKey.objects.bulk_create(
        (
            MatchKey(customer_id=customer, kind=key.kind, value=key.value, class_of_key=key.field_class)
            for customer, keys in sorted(wanted.items())
            for key in sorted(keys - held.get(customer, {}).keys())
        ),
        batch_size=500,
    )


def match_keys(customers: Collection[int]) -> dict[int, set[recognition.Key]]:
    """The keys of recognition as they follow from the records; none of what is in the bin or was merged."""
    live = Customer.objects.filter(pk__in=customers, deleted_at__isnull=True, merged_into__isnull=True)
    found: dict[int, set[recognition.Key]] = {}
    for key, name, code, website in live.values_list("pk", "name", "own_code", "website"):
        found[key] = (
            recognition.keys_of_name(name, FieldClass.SUMMARY)
            | recognition.keys_of_code(code, FieldClass.BUSINESS)
            | recognition.keys_of_domain(website, FieldClass.BUSINESS)
        )
    for key, name in CustomerName.objects.filter(customer__in=found).values_list("customer_id", "name"):
        found[key] |= recognition.keys_of_name(name, FieldClass.BUSINESS)
    for key, value in CustomerIdentifier.objects.filter(customer__in=found).values_list("customer_id", "value"):
        found[key] |= recognition.keys_of_number(value, FieldClass.BUSINESS)
    mails = Channel.objects.filter(kind=ChannelKind.MAIL, person__affiliations__customer__in=found)
    for key, mail in mails.values_list("person__affiliations__customer_id", "value"):
        if key in found:
            found[key] |= recognition.keys_of_domain(mail, FieldClass.PERSONAL)
    return found


def settle_parts(work: Work, _keys: list[int]) -> None:
    """Names and numbers of a customer are found with it: its entries follow."""
    _touch_customers(work, {"customers.customername", "customers.customeridentifier"})


def settle_affiliations(work: Work, _keys: list[int]) -> None:
    """The domains of the mails of its people help to recognise a customer."""
    parts = {"customers.affiliation", "customers.channel"}
    touched = {change.customer for change in work.changes if change.model in parts and change.customer}
    if touched:
        renew_match_keys(touched)


def settle_people(work: Work, keys: list[int]) -> None:
    """The same, for all customers of somebody whose ways to be reached changed."""
    if any(change.model == "customers.channel" for change in work.changes):
        renew_match_keys(set(Affiliation.objects.filter(person__in=keys).values_list("customer_id", flat=True)))


def settle_channels(work: Work, keys: list[int]) -> None:
    """A person is found by his numbers and mails."""
    from guanxi.customers.resources import PEOPLE

    people = set(Channel.objects.filter(pk__in=keys).values_list("person_id", flat=True))
    for change in work.changes:
        if change.model == "customers.channel":
            people.update((line or {}).get("person_id", 0) for line in (change.old, change.new))
    work.touch(PEOPLE, *(people - {0}))


def _touch_customers(work: Work, models: set[str]) -> None:
    from guanxi.customers.resources import CUSTOMERS

    work.touch(CUSTOMERS, *{change.customer for change in work.changes if change.model in models and change.customer})
