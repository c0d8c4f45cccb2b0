"""What the system tidies up by itself: finished jobs, sessions that ended, workers long gone, old traces."""

from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from guanxi.records.files import KEPT_IN_BIN, purge_files, sweep_files
from guanxi.records.job_models import WorkerBeat
from guanxi.records.jobs import JobContext, every, job, round_key
from guanxi.records.visits import forget_old_visits

# So long the same key is the same work.
KEPT = timedelta(days=30)
# Dead letters wait for a person.
FAILED_KEPT = timedelta(days=180)
# Few rows at a time, for each deletion keeps other writers waiting.
BATCH = 500


@job(key=round_key)
def tidy_up(context: JobContext, *, round: int) -> None:
    for status, kept in ((TaskResultStatus.SUCCESSFUL, KEPT), (TaskResultStatus.FAILED, FAILED_KEPT)):
        old = DBTaskResult.objects.filter(status=status, finished_at__lt=context.now - kept)
        while batch := list(old.order_by("finished_at").values_list("pk", flat=True)[:BATCH]):
            context.check()
            DBTaskResult.objects.filter(pk__in=batch).delete()
    forget_old_visits()
    WorkerBeat.objects.filter(beat_at__lt=context.now - timedelta(days=1)).delete()
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()


@job(key=round_key)
def empty_bin_of_files(context: JobContext, *, round: int) -> None:
    """What has lain in the bin for thirty days goes for good, and bytes that no record names."""
    while purge_files(before=context.now - KEPT_IN_BIN):
        context.check()
    sweep_files(now=context.now)


every(timedelta(days=1), tidy_up)
every(timedelta(days=1), empty_bin_of_files)
