"""One of many writers, a process of its own: ``python -m tests.database.writer write|read NUMBER SECONDS``.

Each round reads a record, changes it and adds an event, in one transaction; now and then it writes outside of any.
What it saw goes to standard output as JSON.
"""

import json
import random
import sys
import time
import warnings

# Without the apps, which no writer needs and which take a while to load.
from django.db import DatabaseError, connection, transaction

RECORDS = 20


def prepare() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE record (id integer PRIMARY KEY, changes integer NOT NULL)")
        cursor.execute("CREATE TABLE event (record integer NOT NULL, writer integer NOT NULL)")
        cursor.execute("CREATE TABLE visit (writer integer NOT NULL)")
        for number in range(RECORDS):
            cursor.execute("INSERT INTO record VALUES (%s, 0)", [number])


def write(number: int, seconds: float) -> dict[str, object]:
    chance = random.Random(number)
    writes, visits, worst, errors = 0, 0, 0.0, []
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    end = time.monotonic() + seconds
    while (began := time.monotonic()) < end:
        record = chance.randrange(RECORDS)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT changes FROM record WHERE id = %s{lock}", [record])
                changes = cursor.fetchone()[0]
                with transaction.atomic():  # a savepoint passes no gate
                    cursor.execute("UPDATE record SET changes = %s WHERE id = %s", [changes + 1, record])
                cursor.execute("INSERT INTO event VALUES (%s, %s)", [record, number])
            writes += 1
            if writes % 5 == 0:
                with connection.cursor() as cursor:
                    cursor.execute("INSERT INTO visit VALUES (%s)", [number])
                visits += 1
        except DatabaseError as error:
            errors.append(str(error))
        worst = max(worst, time.monotonic() - began)
    return {"writes": writes, "visits": visits, "worst": worst, "errors": errors}


def read(seconds: float) -> dict[str, object]:
    """A reader sees each transaction whole: as many events as changes."""
    reads, worst, errors = 0, 0.0, []
    end = time.monotonic() + seconds
    while (began := time.monotonic()) < end:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT (SELECT sum(changes) FROM record) - (SELECT count(*) FROM event)")
                if (difference := cursor.fetchone()[0]) != 0:
                    errors.append(f"{difference} changes without event")
            reads += 1
        except DatabaseError as error:
            errors.append(str(error))
        worst = max(worst, time.monotonic() - began)
        time.sleep(0.01)
    return {"reads": reads, "worst": worst, "errors": errors}


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "Accessing the database during app initialization")
    kind, number, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    # All begin when the slowest has started, and has its connection: what that takes is no waiting for a writer.
    connection.ensure_connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    json.dump(write(number, seconds) if kind == "write" else read(seconds), sys.stdout)
