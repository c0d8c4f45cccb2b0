"""Django's PostgreSQL backend, with an eye on long transactions."""

from django.db.backends.postgresql import base

from guanxi.database.transactions import WatchedTransactions


class DatabaseWrapper(WatchedTransactions, base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        super().init_connection_state()
        # Compiling a statement would take a hundred times as long as ours run.
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        if not self.get_autocommit():
            self.connection.commit()
