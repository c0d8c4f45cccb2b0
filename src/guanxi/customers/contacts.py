"""When we were last in contact with a customer, kept beside it because lists sort by it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import F

from guanxi.customers.models import NEVER, Customer


def set_last_touched(contacts: Mapping[int, datetime | None]) -> None:
    """Stores when each customer was last in contact with us, None for never; called by who logs contacts.

    It follows from the contacts and is written without change record or version; of the Summary, which shows the week
    alone, the version rises only with the week.
    """
    for customer, at in contacts.items():
        moment = at or NEVER
        day = moment.astimezone(UTC).date()
        week = day - timedelta(days=day.weekday()) if at else day
        rows = Customer.objects.filter(pk=customer).exclude(last_touched=moment)
        rows.exclude(touched_week=week).update(touched_week=week, summary_version=F("summary_version") + 1)
        rows.update(last_touched=moment)
