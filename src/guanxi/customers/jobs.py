"""What comes round by itself: the bin is emptied of what has lain there for 30 days."""

from datetime import timedelta

from guanxi.customers.binning import KEPT, purge_customers, purge_people
from guanxi.records.jobs import JobContext, every, job, round_key


@job(key=round_key)
def empty_bin_of_customers(context: JobContext, *, round: int) -> None:
    for purge in (purge_customers, purge_people):
        while purge(before=context.now - KEPT, now=context.now):
            context.check()


every(timedelta(days=1), empty_bin_of_customers)
