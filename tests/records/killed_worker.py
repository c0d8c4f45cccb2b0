"""A worker for tests that kill it: ``python -m tests.records.killed_worker LEASE``."""

import sys
from datetime import timedelta

import django

django.setup()

from guanxi.records.worker import Worker  # noqa: E402

Worker(lease=timedelta(seconds=float(sys.argv[1]))).run()
