"""What comes round by itself: what a request left to be judged, and the month-end."""

from datetime import timedelta

from guanxi.records.jobs import JobContext, every, job, round_key
from guanxi.relationships.assessments import judge_waiting, month_end, month_end_waits, rules_wait

_PIECE = 200


@job(key=round_key)
def judge_what_waits(context: JobContext, *, round: int) -> None:
    while judge_waiting(on=context.now, most=_PIECE):
        context.check()
    if rules_wait() or month_end_waits(on=context.now):
        month_end(on=context.now, between=lambda _done: context.check())


every(timedelta(minutes=2), judge_what_waits)
