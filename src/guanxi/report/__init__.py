"""The self-contained HTML report over the files of ``guanxi assess``."""

from guanxi.report.writing import write_report

__all__ = ["write_report"]
