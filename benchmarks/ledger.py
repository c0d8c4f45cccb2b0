"""Write a purchase ledger of any size: ``python -m benchmarks.ledger --lines 50000000 --out FILE.parquet``.

The ledger looks like one that a sales-data pool would hold: a few customers buy most, categories have seasons, each
customer buys in some of the categories, relations begin, pause and end, and our share of each drifts for years, so
that every stage and every move occurs. The lines are in date order, as an order table holds them, and they are
written month by month, so that memory depends on the relations and not on the lines. The same arguments give the
same lines.
"""

import argparse
import calendar
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

US = "Lotus Drive Technology"
RIVALS = ("Brandt Antriebe GmbH", "Norrland Kullager AB", "宏远传动有限公司", "Atlas Bearing Co", "Écluse Mécanique SA")
CATEGORIES = ("Bearings", "Belts", "Gearboxes", "Motors", "Seals", "Couplings", "Sensors", "润滑油")


def _words(text: str) -> list[str]:
    return text.split()


_TOWNS = _words(
    "Aarhus Bremen Cork Dover Essen Faro Gävle Hull Izmir Jena Kiel Leeds Malmö Nîmes Oulu Porto Québec Riga Split "
    "Turku Umeå Verona Wrocław York Zürich Łódź Brno Cádiz Ghent Lyon"
)
_FAMILIES = _words(
    "Alder Brook Castell Dahl Ekström Falk Garnier Hartmann Iversen Jansen Kowalski Lindqvist Moreau Novák Okafor "
    "Petersen Quist Rossi Šimić Thorsen Ulmer Varga Weiß Yilmaz Zeman Müller Garcés Öztürk"
)
_TRADES = _words(
    "Paper Foods Steel Textiles Glass Cement Timber Brewing Packaging Pumps Tools Plastics Printing Shipping Dairy "
    "Mining Furniture Ceramics"
)
_FORMS = _words("Ltd GmbH AB SA plc Oy BV Inc Kft S.r.l.")
_CITIES = _words("苏州 宁波 佛山 青岛 无锡 长沙 厦门 温州 大连 成都 武汉 合肥")
_BRANDS = _words("华锐 金泰 远洋 鼎盛 恒力 新科 天合 瑞丰 嘉诚 明达 东方 海川 德润 永兴 正邦 宏图")
_INDUSTRIES = _words("精密机械 包装材料 纺织 食品 造纸 电子科技 汽车零部件 建材 化工 重工")


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large the ledger is: about 3.75 of 8 categories a customer, ``lines`` exactly."""

    customers: int = 200_000
    categories: int = 8
    months: int = 60
    lines: int = 50_000_000
    seed: int = 1
    first: date = date(2021, 1, 1)


def customer_names(count: int, rng: np.random.Generator) -> list[str]:
    """``count`` different names: companies of Europe, Chinese companies, and codes."""
    companies = len(_FAMILIES) * len(_TRADES) * len(_TOWNS) * len(_FORMS)
    chinese = len(_CITIES) * len(_BRANDS) * len(_INDUSTRIES)
    names: list[str] = []
    pick = rng.permutation(companies)
    for number in range(count):
        kind = number % 20
        if kind < 3:  # codes, as a system without a customer master exports them
            names.append(f"C-{100_000 + number}")
        elif kind < 6 and number // 20 * 3 + kind - 3 < chinese:
            i = number // 20 * 3 + kind - 3
            city, i = _CITIES[i % len(_CITIES)], i // len(_CITIES)
            brand, i = _BRANDS[i % len(_BRANDS)], i // len(_BRANDS)
            names.append(f"{city}{brand}{_INDUSTRIES[i]}有限公司")
        else:
            i = int(pick[number % len(pick)])
            serial = number // len(pick)
            family, i = _FAMILIES[i % len(_FAMILIES)], i // len(_FAMILIES)
            trade, i = _TRADES[i % len(_TRADES)], i // len(_TRADES)
            town, i = _TOWNS[i % len(_TOWNS)], i // len(_TOWNS)
            name = f"{family} {trade} {town} {_FORMS[i % len(_FORMS)]}"
            names.append(f"{name} {serial}" if serial else name)
    return [names[i] for i in rng.permutation(count)]


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """The relations behind the lines: arrays with one entry for each customer and category."""

    customer: np.ndarray
    category: np.ndarray
    weight: np.ndarray  # expected documents a month, up to one factor
    begin: np.ndarray  # months in which anything is bought: begin <= month < end, save a pause
    end: np.ndarray
    pause: np.ndarray
    resume: np.ndarray
    level: np.ndarray  # our share: level + drift * month + swing * wave, none while we are out
    drift: np.ndarray
    swing: np.ndarray
    phase: np.ndarray
    out: np.ndarray
    back: np.ndarray
    rival: np.ndarray  # the other supplier who gets most of the rest


def pairs(size: Size, rng: np.random.Generator) -> Pairs:
    categories = size.categories
    count = 1 + rng.binomial(categories - 1, min(1.0, 2.75 / 7), size.customers)
    popularity = np.linspace(0.8, -0.8, categories)
    rank = np.argsort(-(popularity + rng.gumbel(size=(size.customers, categories))), axis=1)
    chosen = np.arange(categories) < count[:, None]
    customer, _ = np.nonzero(chosen)
    category = rank[chosen]
    n = len(customer)
    weight = rng.lognormal(0.0, 0.9, size.customers)[customer] * rng.lognormal(0.0, 0.5, n)

    def span(share: float, shortest: int, longest: int) -> tuple[np.ndarray, np.ndarray]:
        """For a part of the pairs a span of months, for the others one that is empty."""
        from_month = rng.integers(3, max(4, size.months - 3), n)
        length = rng.integers(shortest, longest, n)
        hit = rng.random(n) < share
        return np.where(hit, from_month, 0), np.where(hit, from_month + length, 0)

    begin = np.where(rng.random(n) < 0.3, rng.integers(0, max(1, size.months * 2 // 3), n), 0)
    end = np.where(rng.random(n) < 0.15, rng.integers(size.months // 3, size.months + 1, n), size.months)
    pause, resume = span(0.12, 4, 20)
    out, back = span(0.2, 5, 30)
    never = rng.random(n) < 0.12
    level = np.where(never, -9.0, rng.beta(1.1, 1.1, n) * 1.2 - 0.1)
    drift = rng.normal(0.0, 0.007, n) * (60 / max(size.months, 1))
    return Pairs(
        customer=customer,
        category=category,
        weight=weight,
        begin=begin,
        end=end,
        pause=pause,
        resume=resume,
        level=level,
        drift=drift,
        swing=rng.exponential(0.06, n),
        phase=rng.random(n) * 2 * np.pi,
        out=out,
        back=back,
        rival=rng.integers(0, len(RIVALS), n),
    )


def _season(size: Size) -> np.ndarray:
    """Demand factors, (months, categories): each category peaks in its own month, and everything grows slowly."""
    month = (np.arange(size.months) + size.first.month - 1)[:, None]
    category = np.arange(size.categories)[None, :]
    wave = 1 + (0.15 + 0.05 * (category % 5)) * np.cos(2 * np.pi * (month - 2 * category) / 12)
    return wave * 1.003 ** np.arange(size.months)[:, None]


def _month_weights(of: Pairs, month: int, season: np.ndarray) -> Any:
    buying = (of.begin <= month) & (month < of.end) & ~((of.pause <= month) & (month < of.resume))
    return of.weight * season[month][of.category] * buying


def _names(kind: str, words: tuple[str, ...], count: int) -> list[str]:
    return [words[i] if i < len(words) else f"{kind} {i + 1}" for i in range(count)]


def _dictionary(codes: np.ndarray, names: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(names, pa.string()))


def _money(minor: np.ndarray) -> pa.Array:
    """int64 minor units as DECIMAL(18,2): the same 64 bits with their sign spread over the upper half."""
    wide = np.empty((len(minor), 2), np.int64)
    wide[:, 0] = minor
    wide[:, 1] = minor >> 63
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(minor), [None, pa.py_buffer(wide)])


SCHEMA = pa.schema(
    [
        ("customer", pa.dictionary(pa.int32(), pa.string())),
        ("date", pa.date32()),
        ("amount", pa.decimal128(18, 2)),
        ("category", pa.dictionary(pa.int32(), pa.string())),
        ("supplier", pa.dictionary(pa.int32(), pa.string())),
        ("document", pa.int64()),
    ]
)


def months(size: Size) -> Iterator[pa.RecordBatch]:
    """The lines of one month after the other, each in date order."""
    rng = np.random.default_rng(size.seed)
    names = customer_names(size.customers, rng)
    categories = _names("Category", CATEGORIES, size.categories)
    suppliers = [US, *RIVALS]
    of = pairs(size, rng)
    season = _season(size)
    demand = np.array([_month_weights(of, month, season).sum() for month in range(size.months)])
    bounds = np.rint(np.concatenate([[0.0], np.cumsum(demand)]) / demand.sum() * size.lines).astype(np.int64)
    document = 1
    for month in range(size.months):
        n = int(bounds[month + 1] - bounds[month])
        if not n:
            continue
        weight = _month_weights(of, month, season)
        documents = int(n / 1.25) + 1
        pair = np.repeat(np.arange(len(weight)), rng.multinomial(documents, weight / weight.sum()))
        rng.shuffle(pair)
        lines = 1 + rng.binomial(2, 0.13, documents)
        while lines.sum() < n:
            lines[rng.integers(0, documents, n - int(lines.sum()))] += 1
        last = int(np.searchsorted(np.cumsum(lines), n))
        lines, pair = lines[: last + 1], pair[: last + 1]
        lines[-1] -= int(lines.sum()) - n

        share = of.level + of.drift * month + of.swing * np.sin(of.phase + month / 3.0)
        share = np.where((of.out <= month) & (month < of.back), 0.0, share)[pair]
        rival = np.where(rng.random(len(pair)) < 0.7, of.rival[pair], rng.integers(0, len(RIVALS), len(pair)))
        supplier = np.where(rng.random(len(pair)) < share, 0, 1 + rival)

        year, of_year = divmod(size.first.year * 12 + size.first.month - 1 + month, 12)
        days = calendar.monthrange(year, of_year + 1)[1]
        weekday = (np.arange(days) + date(year, of_year + 1, 1).weekday()) % 7
        busy = np.where(weekday < 5, 1.0, 0.15)
        day = np.repeat(np.arange(days), rng.multinomial(len(pair), busy / busy.sum()))
        day += date(year, of_year + 1, 1).toordinal() - date(1970, 1, 1).toordinal()

        minor = np.maximum(1, np.exp(rng.normal(9.5, 1.1, n) + 0.25 * (np.repeat(of.category[pair], lines) % 4)))
        minor = minor.astype(np.int64) * np.where(rng.random(n) < 0.015, -1, 1)
        yield pa.RecordBatch.from_arrays(
            [
                _dictionary(np.repeat(of.customer[pair], lines), names),
                pa.array(np.repeat(day, lines).astype(np.int32), pa.int32()).cast(pa.date32()),
                _money(minor),
                _dictionary(np.repeat(of.category[pair], lines), categories),
                _dictionary(np.repeat(supplier, lines), suppliers),
                pa.array(np.repeat(np.arange(document, document + len(pair)), lines)),
            ],
            schema=SCHEMA,
        )
        document += len(pair)


def write(size: Size, path: Path) -> None:
    """Write the ledger to ``path`` (Parquet with zstd, or CSV by its ending), aside first and then renamed."""
    aside = path.with_name(path.name + ".part")
    form = "FORMAT csv, HEADER" if path.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET threads = 1")  # with more, whole months wait in memory for their turn
        lines: Any = pa.RecordBatchReader.from_batches(SCHEMA, months(size))
        connection.register("lines", lines)
        columns = (
            "customer::VARCHAR AS customer, date, amount, category::VARCHAR AS category, "
            "supplier::VARCHAR AS supplier, document"
        )
        target = str(aside).replace("'", "''")
        connection.execute(f"COPY (SELECT {columns} FROM lines) TO '{target}' ({form})")
    aside.replace(path)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__.splitlines()[0])
    standard = Size()
    for name in ("customers", "categories", "months", "lines", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(standard, name))
    parser.add_argument("--out", type=Path, required=True)
    given = vars(parser.parse_args(arguments))
    path = given.pop("out")
    path.parent.mkdir(parents=True, exist_ok=True)
    write(Size(**given), path)
    sys.stdout.write(f"{path}: {given['lines']} lines, {path.stat().st_size / 1e6:.0f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
