"""What comes round by itself: meetings that came, clocks that were changed, the bin."""

from datetime import timedelta

from guanxi.activities.tending import KEPT_IN_BIN, empty_bin, meet_what_came, reckon_clocks
from guanxi.records.jobs import JobContext, every, job, round_key


@job(key=round_key)
def tend_meetings(context: JobContext, *, round: int) -> None:
    meet_what_came(now=context.now)
    context.check()
    reckon_clocks(now=context.now)


@job(key=round_key)
def empty_bin_of_activities(context: JobContext, *, round: int) -> None:
    while empty_bin(before=context.now - KEPT_IN_BIN):
        context.check()


every(timedelta(minutes=30), tend_meetings)
every(timedelta(days=1), empty_bin_of_activities)
