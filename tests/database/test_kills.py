"""kill -9 at any moment: nothing that was told is lost, nothing is there twice, the rest is whole or not there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database.scratch import scratch_database

# Rounds of each of five kinds of work; `make prove` makes it 200 in all.
ROUNDS = int(os.environ.get("GUANXI_KILL_ROUNDS", "2"))
KINDS = ("Edit", "Import", "Merge", "Backup", "Work")


@pytest.mark.slow
def test_who_is_killed_while_he_writes_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    with scratch_database(tmp_path, migrated=True) as environment:
        command = [sys.executable, "-m", "tests.database.killed", str(ROUNDS * len(KINDS)), "20261128"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["rounds"] == dict.fromkeys(KINDS, ROUNDS)
    # Most of them were killed in the middle, not after they had ended.
    assert sum(found["in time"].values()) >= 0.4 * sum(found["rounds"].values()), found["in time"]
    # Writes that were made to get lost, or to come twice, are seen: of edits and of jobs.
    assert set(found["seen"]) == {"lost", "doubled"}
    assert all(edit and jobs for edit, jobs in found["seen"].values()), found["seen"]
