"""What every transaction is watched for, on both databases."""

import logging
import time
from typing import Any

logger = logging.getLogger("guanxi.database")

LONG = 0.25


class WatchedTransactions:
    """Mixed into a database wrapper: notes transactions that keep others waiting."""

    _began: float | None = None

    def set_autocommit(self, autocommit: bool, *args: Any, **options: Any) -> None:
        if autocommit:
            super().set_autocommit(autocommit, *args, **options)  # type: ignore[misc]
            return
        # On SQLite the gate is passed in here; the wait for it is not counted as work.
        super().set_autocommit(autocommit, *args, **options)  # type: ignore[misc]
        self._began = time.monotonic()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._ended("committed")

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._ended("rolled back")

    def _ended(self, how: str) -> None:
        if self._began is None:
            return
        took, self._began = time.monotonic() - self._began, None
        if took > LONG:
            logger.warning("long transaction, %s after %d ms", how, took * 1000)
