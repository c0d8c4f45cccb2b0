"""The sample ledger: one in which every stage, signal and flag occurs, each for a reason that a story tells."""

from guanxi.sample.writing import LAST_MONTH, Sample, write_sample

__all__ = ["LAST_MONTH", "Sample", "write_sample"]
