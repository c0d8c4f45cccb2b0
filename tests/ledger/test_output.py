"""What stands in the files that a run leaves, to the byte where bytes are promised."""

import json
import math
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from guanxi.errors import Refused
from guanxi.ledger.output import FILES, Block, Output
from guanxi.ledger.rejects import Rejects
from guanxi.lifecycle.vocabulary import FLAGS, INTERRUPTED_SILENT, OVERDUE, SIGNALS, STAGES
from tests.ledger.blocks import FIRST, block

NAN = math.nan


def write(directory: Path, *blocks: Block, run: dict[str, Any] | None = None) -> None:
    with Output(directory) as output:
        for each in blocks:
            output.write(each)
        output.finish({} if run is None else run, Rejects())


def rows(directory: Path, columns: str = "*", file: str = "months.parquet") -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(f"select {columns} from '{directory / file}'").fetchall()


def test_the_months_table_has_the_promised_columns_and_types_even_without_a_row(tmp_path: Path) -> None:
    write(tmp_path / "full", block([(None, "Ada", None)], stage=[[2]]))
    write(tmp_path / "empty", block([(None, "Ada", None)], stage=[[0]]))
    for name in ("full", "empty"):
        described = duckdb.connect().execute(f"describe from '{tmp_path / name / 'months.parquet'}'").fetchall()
        assert [(column, kind) for column, kind, *_ in described] == [
            ("supplier", "VARCHAR"),
            ("customer", "VARCHAR"),
            ("category", "VARCHAR"),
            ("month", "DATE"),
            ("ours", "DECIMAL(18,2)"),
            ("total", "DECIMAL(18,2)"),
            ("share", "DOUBLE"),
            ("recent_share", "DOUBLE"),
            ("stage", "VARCHAR"),
            ("signal", "VARCHAR"),
            ("flags", "VARCHAR"),
            ("since", "DATE"),
            ("silence", "INTEGER"),
            ("silence_limit", "INTEGER"),
        ]
    assert rows(tmp_path / "empty") == []


def test_a_row_of_the_months_table_holds_words_dates_and_money_and_null_where_nothing_is_known(tmp_path: Path) -> None:
    write(
        tmp_path,
        block(
            [(None, "Ada", None), ("Berg", "Ada", "Bolts")],
            stage=[[0, 2], [1, 5]],
            ours=[[7, -50], [0, 9 * 10**16]],
            total=[[None, None], [0, 9 * 10**16]],
            share=[[NAN, NAN], [0.0, 100 / 3]],
            signal=[[0, 5], [13, INTERRUPTED_SILENT]],
            since=[[0, FIRST + 1], [FIRST - 13, FIRST + 1]],
            flags=0b1000001,
        ),
    )
    january, february = date(2024, 1, 1), date(2024, 2, 1)
    columns = "supplier, customer, category, month, ours, total, share, recent_share"
    assert rows(tmp_path, columns) == [
        (None, "Ada", None, february, Decimal("-0.50"), None, None, None),
        ("Berg", "Ada", "Bolts", january, Decimal("0.00"), Decimal("0.00"), 0.0, 0.0),
        ("Berg", "Ada", "Bolts", february, *[Decimal("900000000000000.00")] * 2, 100 / 3, 100 / 3),
    ]
    flags = "share_unknown|routine_risk"
    assert rows(tmp_path, "stage, signal, flags, since, silence, silence_limit") == [
        ("initial", "advanced", flags, february, 1, 6),
        ("development", "steady", flags, date(2022, 12, 1), 1, 6),
        ("interrupted", "interrupted_silent", flags, february, 1, 6),
    ]


def test_every_word_of_the_vocabulary_reaches_the_file(tmp_path: Path) -> None:
    stages = [[1 + i % 5 for i in range(13)]]
    write(tmp_path, block([(None, "Ada", None)], stage=stages, signal=[list(range(1, 14))], flags=0b1111111))
    assert [stage for (stage,) in rows(tmp_path, "stage")] == [STAGES[i % 5].key for i in range(13)]
    assert [signal for (signal,) in rows(tmp_path, "signal")] == [word.key for word in SIGNALS]
    assert set(rows(tmp_path, "flags")) == {("|".join(word.key for word in FLAGS),)}


def test_many_blocks_become_one_file_in_their_order_whatever_the_size_of_a_row_group(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    months, relations, written = 40, 2500, []
    with Output(tmp_path) as output:
        for start in range(0, 4 * relations, relations):
            names = [(None, f"{i:06d}", f"c{i % 3}" if i % 2 else None) for i in range(start, start + relations)]
            stage = random.integers(0, 6, (relations, months)).tolist()
            ours = random.integers(-(10**9), 10**9, (relations, months)).tolist()
            output.write(block(names, stage=stage, ours=ours))
            written += [
                (name, category, FIRST + m, ours[i][m])
                for i, (_, name, category) in enumerate(names)
                for m in range(months)
                if stage[i][m]
            ]
        run: dict[str, Any] = {"counts": {"lines": 3}}
        output.finish(run, Rejects())
    columns = "customer, category, (year(month) * 12 + month(month) - 1)::int, (ours * 100)::bigint"
    assert rows(tmp_path, columns) == written
    assert run["counts"]["months"] == len(written) > 2 * 122_880
    assert run["counts"]["lines"] == 3


def test_latest_holds_the_last_month_of_each_relation_byte_for_byte(tmp_path: Path) -> None:
    write(
        tmp_path,
        block(
            [
                (None, "Ada, Byron & Co", None),
                (None, 'Ada "the"\nSecond', "Größe"),
                (None, "not begun", None),
                (None, " 客户\r", "plain; 'text'"),
            ],
            stage=[[1, 2], [0, 4], [0, 0], [3, 5]],
            ours=[[0, 123456], [0, -50], [0, 0], [0, -1]],
            total=[[None, 123457], [0, 5], [None, None], [3, None]],
            share=[[NAN, 99.99919], [0, 12.34565], [0, 0], [50, NAN]],
            signal=[[13, 5], [0, 13], [0, 0], [13, 1]],
            since=[[FIRST, FIRST + 1]] * 4,
        ),
    )
    assert (tmp_path / "latest.csv").read_bytes().decode() == (
        "supplier,customer,category,month,ours,total,share,recent_share,stage,signal,flags,since,silence,silence_limit\n"
        ',"Ada, Byron & Co",,2024-02-01,1234.56,1234.57,99.9992,99.9992,initial,advanced,,2024-02-01,1,6\n'
        ',"Ada ""the""\nSecond",Größe,2024-02-01,-0.50,0.05,12.3456,12.3456,strategic,steady,,2024-02-01,1,6\n'
        ",\" 客户\r\",plain; 'text',2024-02-01,-0.01,,,,interrupted,interrupted_contact,,2024-02-01,1,6\n"
    )


def test_moves_names_each_month_that_ends_in_another_stage_than_it_began_in(tmp_path: Path) -> None:
    write(
        tmp_path,
        block(
            [("S", "climbs", None), ("S", "opened at 3", None), ("S", "opened at 4", None), ("S", "stays", None)],
            stage=[[0, 2, 2, 3], [3, 3, 2, 5], [0, 3, 3, 3], [1, 1, 1, 1]],
            signal=[[0, 5, 13, 5], [13, 13, 6, 2], [0, 6, 13, 13], [13, 13, 13, 13]],
            opening=[0, 3, 4, 0],
        ),
    )
    assert (tmp_path / "moves.csv").read_text() == (
        "supplier,customer,category,month,from,to,signal\n"
        "S,climbs,,2024-02-01,development,initial,advanced\n"
        "S,climbs,,2024-04-01,initial,stable,advanced\n"
        "S,opened at 3,,2024-03-01,stable,initial,regressed\n"
        "S,opened at 3,,2024-04-01,initial,interrupted,interrupted_silent\n"
        "S,opened at 4,,2024-02-01,strategic,stable,regressed\n"
    )


def test_evidence_holds_only_the_months_that_tell_more_than_the_months_table(tmp_path: Path) -> None:
    nothing = [[False] * 4] * 2
    write(
        tmp_path,
        block(
            [(None, "Ada", None), (None, "Bea", None)],
            stage=[[2, 2, 2, 2], [0, 3, 3, 3]],
            ours=[[10, 20, 30, 40], [50, 60, 70, 80]],
            total=[[99, None, 99, 99], [None, None, 99, 99]],
            counted=[[10, 0, 25, 40], [50, 60, 70, 80]],
            contact=[[False, False, False, True], [True, False, False, False]],
            notice=nothing,
            estimated=[[False] * 4, [False, False, True, False]],
            stale=nothing,
            opening=[0, 3],
        ),
    )
    assert rows(tmp_path, "customer, category, month, counted, contact, opening, estimated", "evidence.parquet") == [
        ("Ada", None, date(2024, 3, 1), Decimal("0.25"), False, None, False),
        ("Ada", None, date(2024, 4, 1), Decimal("0.40"), True, None, False),
        ("Bea", None, date(2024, 2, 1), Decimal("0.60"), False, "stable", False),
        ("Bea", None, date(2024, 3, 1), Decimal("0.70"), False, None, True),
    ]


def test_run_json_is_complete_when_the_report_is_made_and_a_report_of_an_older_run_does_not_stay(
    tmp_path: Path,
) -> None:
    seen: dict[str, Any] = {}

    def report(directory: Path) -> None:
        seen.update(json.loads((directory / "run.json").read_text()))
        assert rows(directory, "count(*)") == [(1,)]
        (directory / "report.html").write_text("the report")

    with Output(tmp_path) as output:
        output.write(block([(None, "Ada", None)], stage=[[2]]))
        output.finish({"engine": "duckdb"}, Rejects(), report)
    kept = json.loads((tmp_path / "run.json").read_text())
    assert seen["engine"] == kept["engine"] == "duckdb"
    assert seen["counts"] == kept["counts"] == {"relations": 1, "months": 1, "moves": 1}
    assert seen["seconds"]["write"] >= 0
    assert kept["seconds"]["report"] >= 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)

    write(tmp_path, block([(None, "Ada", None)], stage=[[2]]))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(set(FILES) - {"report.html"})


def test_a_report_that_fails_leaves_the_older_results_as_they_were(tmp_path: Path) -> None:
    write(tmp_path, block([(None, "Ada", None)], stage=[[2]]))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def report(directory: Path) -> None:
        raise OSError(28, "No space left on device")

    with Output(tmp_path) as output:
        output.write(block([(None, "Bea", None)], stage=[[2]]))
        with pytest.raises(Refused, match=r"No space left on device.*nothing in it was changed"):
            output.finish({}, Rejects(), report)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_interruption_in_the_middle_of_writing_ends_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    program = """
import os, pathlib, signal, sys, threading, time
from guanxi.ledger.output import Output
from tests.ledger.blocks import block

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started us in the background
rows = block([(None, f"{i:04d}", None) for i in range(1024)], stage=[[2] * 120] * 1024)
for number in range(6):
    began = threading.Event()

    def interrupt():
        began.wait()
        time.sleep(0.01 + 0.02 * number)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    try:
        with Output(pathlib.Path(sys.argv[1])) as output:
            began.set()
            while True:
                output.write(rows)
    except (KeyboardInterrupt, RuntimeError):
        print("ended")
"""
    call = [sys.executable, "-c", program, str(tmp_path / "out")]
    ended = subprocess.run(call, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout == "ended\n" * 6
    assert not (tmp_path / "out").exists()


def test_the_overview_counts_last_months_and_puts_the_most_money_first(tmp_path: Path) -> None:
    names = [(None, name, category) for name in ("Ada", "Bea", "Cem") for category in (None, "Bolts")]
    late, gone, fine = [13] * 13 + [OVERDUE], [13] * 12 + [INTERRUPTED_SILENT] * 2, [13] * 14
    with Output(tmp_path) as output:
        output.write(
            block(
                names,
                stage=[[2] * 14] * 2 + [[3] * 12 + [5] * 2] * 2 + [[0] * 13 + [4]] * 2,
                signal=[late, late, gone, gone, fine, fine],
                since=[[FIRST] * 14] * 2 + [[FIRST] * 12 + [FIRST + 12] * 2] * 2 + [[FIRST] * 14] * 2,
                ours=[[100] * 14, [100] * 14, [50] * 12 + [0, 0], [50] * 12 + [0, 0], [7] * 14, [7] * 14],
            )
        )
    overview = output.overview
    assert (overview.level, overview.relations, overview.months) == ("customer", 6, 2 * 14 * 2 + 2)
    assert overview.stages == [0, 0, 1, 0, 1, 1]
    assert [(c.customer, c.category, c.at_stake) for c in overview.concerns] == [
        ("Ada", None, 1200),
        ("Bea", None, 600),
    ]
