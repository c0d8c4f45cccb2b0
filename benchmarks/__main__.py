"""``python -m benchmarks``: everything, as ``make bench`` runs it."""

from benchmarks import run
from benchmarks.application.__main__ import main as application

if __name__ == "__main__":
    raise SystemExit(run.main() or application(["page"]))
