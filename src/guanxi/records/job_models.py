"""What a background job has beside its row in the queue of django-tasks: a key, an actor, a lease."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One for each row of the queue. The status stands there; a job that failed for good is a dead letter."""

    result = models.OneToOneField(
        "django_tasks_database.DBTaskResult", on_delete=models.CASCADE, primary_key=True, related_name="job"
    )
    # The same key is the same work, and is done once.
    key = models.CharField(max_length=240, unique=True)
    # Who asked for it, and with whose rights of that moment it runs; empty for what the system does by itself.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, db_index=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    most_attempts = models.PositiveSmallIntegerField()
    # Until when the worker may be silent before somebody else takes the job.
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    # Class and place of the last failure; its message may quote what somebody typed.
    failure = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["lease_until"], name="job_lease", condition=Q(lease_until__isnull=False)),)

    def __str__(self) -> str:
        return self.key


class WorkerBeat(models.Model):
    """When a worker was last alive."""

    worker = models.CharField(max_length=80, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
