"""``python -m benchmarks``: everything, as ``make bench`` runs it."""

from benchmarks.run import main

if __name__ == "__main__":
    raise SystemExit(main())
