"""Files of the ledger brought in: a second time nothing new is recorded, and an undo takes back the whole file.

Which facts of a file are there already is counted, not looked up: equal lines all count, so of each kind of line only
those are recorded that the ledger has fewer of. A line that was corrected since stays corrected.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from guanxi import text
from guanxi.access.actors import Actor, load_actor
from guanxi.access.audit import record_event
from guanxi.access.reading import view
from guanxi.access.writing import run_recorded
from guanxi.customers.actions import create_customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import GuanxiError, Refused
from guanxi.exchange.files import digest_of
from guanxi.exchange.ledger_files import Fact, read_file
from guanxi.exchange.models import ImportRow, ImportRun, Plan, RunState
from guanxi.ledger.bringing import bring_facts, held_facts
from guanxi.ledger.category_actions import create_category, set_rate
from guanxi.ledger.columns import ReadOptions
from guanxi.ledger.queries import category_keys
from guanxi.records.company import company

_CHUNK: Final = 1000
_ASKED: Final = 500  # names in one statement


@dataclass
class Brought:
    """What a file did, or would do: facts recorded, there already, said again, rejected with their reasons."""

    run: int | None = None
    created: int = 0
    same: int = 0
    twice: int = 0  # of which another value comes further down
    customers: int = 0  # created along
    rejected: int = 0
    reasons: list[tuple[int, str, str]] = field(default_factory=list)  # row, column, sentence; the first ones

    def reject(self, row: int, column: str, sentence: str) -> None:
        self.rejected += 1
        if len(self.reasons) < _CHUNK:
            self.reasons.append((row, column, sentence))


def bring_file(
    actor: Actor, kind: str, path: Path, options: ReadOptions, *, on: datetime, channel: str, us: Iterable[str] = (),
    create_customers: bool = False, dry_run: bool = False, advance: Callable[[int], None] | None = None,
) -> Brought:  # fmt: skip
    """Reads the file, records what is new of it and says what became of each line; ``dry_run`` records nothing."""
    contents = read_file(kind, path, options, us=us)
    brought = Brought()
    brought.reasons.extend(contents.rejects.first(_CHUNK))
    brought.rejected = len(contents.rejects)
    contents.rejects.close()
    bringing = _Bringing(actor, on, channel, brought, create_customers, dry_run)
    bringing.begin(kind, path)
    if kind == "rates":
        bringing.rates(contents.facts)
    else:
        bringing.facts(contents.facts, advance)
    bringing.end()
    return brought


@dataclass
class _Bringing:
    actor: Actor
    on: datetime
    channel: str
    brought: Brought
    create_customers: bool
    dry_run: bool
    import_run: ImportRun | None = None
    groups: list[int] = field(default_factory=list)

    def begin(self, kind: str, path: Path) -> None:
        if self.dry_run or not self.actor.user_id:
            return
        self.import_run = ImportRun.objects.create(
            resource=kind, file_name=text.file_name(path.name)[:200], digest=digest_of(path),
            actor_id=self.actor.user_id, state=RunState.APPLYING, created_at=self.on,
        )  # fmt: skip
        record_event(
            "imported", on=self.on, channel=self.channel, actor=self.actor, resource=kind, record=self.import_run.pk
        )

    def end(self) -> None:
        if self.import_run is None:
            return
        self.brought.run = self.import_run.pk
        reasons: dict[int, list[list[str]]] = {}
        for row, column, sentence in self.brought.reasons:
            reasons.setdefault(row, []).append([column, sentence])
        ImportRow.objects.bulk_create(
            (
                ImportRow(run=self.import_run, row=row, cells={}, plan=Plan.REJECT, reasons=told)
                for row, told in reasons.items()
            ),
            batch_size=500,
        )
        applying = ImportRun.objects.filter(pk=self.import_run.pk, state=RunState.APPLYING)
        applying.update(state=RunState.APPLIED, applied_at=self.on)

    def _do(self, what: Any, **inputs: Any) -> Any:
        """As who brings the file, with the rights that he has at this moment; the run is told in the same breath."""
        actor = load_actor(self.actor.user_id) if self.actor.user_id else self.actor
        with transaction.atomic():
            self._check_run()
            result, change = run_recorded(actor, what, on=self.on, channel=self.channel, **inputs)
            if change is not None:
                self.groups.append(change)
                if self.import_run is not None:
                    ImportRun.objects.filter(pk=self.import_run.pk).update(groups=self.groups)
        return result

    def _check_run(self) -> None:
        """Who takes the run back meanwhile waits for the piece, or ends it."""
        if self.import_run is not None:
            self.import_run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update(of=("self",)))
            if self.import_run.state != RunState.APPLYING:
                raise Refused(_("This import was undone; bring the file in again."), code="undone_already")

    # ---- rates ----

    def rates(self, facts: Sequence[Fact]) -> None:
        last: dict[tuple[Any, ...], Fact] = {}
        for fact in facts:
            values = dict(fact.values)
            self._keep_last(last, (values["currency"], values["month"]), fact)
        for fact in last.values():
            before = len(self.groups)
            try:
                with transaction.atomic():
                    self._do(set_rate, **dict(fact.values))
                    transaction.set_rollback(self.dry_run)
            except GuanxiError as refused:
                self.brought.reject(fact.row, "", refused.message)
            else:
                self.brought.created += len(self.groups) > before
                self.brought.same += len(self.groups) == before

    def _keep_last(self, last: dict[tuple[Any, ...], Fact], key: tuple[Any, ...], fact: Fact) -> None:
        """Of facts that take each other's place the last one counts, so that a second run finds it there."""
        self.brought.twice += key in last
        last[key] = fact

    # ---- what hangs on customers ----

    def facts(self, facts: Sequence[Fact], advance: Callable[[int], None] | None) -> None:
        customers = self._customers(facts)
        categories = self._categories(facts, customers)
        by_customer: dict[int, list[Fact]] = {}
        base = company().base_currency
        for fact in facts:
            customer = customers.get(fact.customer)
            if isinstance(customer, int) and (not fact.category or fact.category in categories):
                by_customer.setdefault(customer, []).append(_in_currency(fact, base))
            elif isinstance(customer, str):
                self.brought.reject(fact.row, "customer", customer)
            else:
                self.brought.reject(fact.row, "category", _("There is no such category, and you may not make one."))
        waiting: list[tuple[int, int | None, Fact]] = []
        for customer, own in sorted(by_customer.items()):
            new = self._new(customer, own, categories)
            waiting += [(customer, categories.get(fact.category), fact) for fact in new]
            if len(waiting) >= _CHUNK:
                self._bring(waiting)
                waiting = []
            if advance is not None:
                advance(len(own))
        self._bring(waiting)

    def _new(self, customer: int, own: Sequence[Fact], categories: Mapping[str, int]) -> list[Fact]:
        """Those of which the ledger has fewer than the file."""
        own = self._last_rivals(own, categories)
        if customer < 0:  # would be created
            return list(own)
        held: Counter[Any] = held_facts(customer, {fact.kind for fact in own})
        new = []
        for fact in own:
            key = (fact.kind, categories.get(fact.category), *(value for _name, value in fact.values))
            if held[key] > 0:
                held[key] -= 1
                self.brought.same += 1
            else:
                new.append(fact)
        return new

    def _last_rivals(self, own: Sequence[Fact], categories: Mapping[str, int]) -> list[Fact]:
        """Of rivals with one name in a category the last one; all that are no rivals."""
        last: dict[tuple[Any, ...], Fact] = {}
        for place, fact in enumerate(own):
            is_rival = fact.kind == "rival"
            key = (categories.get(fact.category), dict(fact.values)["name"]) if is_rival else (place,)
            self._keep_last(last, key, fact)
        return list(last.values())

    def _bring(self, waiting: Sequence[tuple[int, int | None, Fact]]) -> None:
        if self.dry_run or not waiting:
            self.brought.created += len(waiting)
            return
        lines = [(customer, category, fact.kind, dict(fact.values), fact.row) for customer, category, fact in waiting]
        for start in range(0, len(lines), _CHUNK):
            some = lines[start : start + _CHUNK]
            refused = self._do(bring_facts, facts=some)
            self.brought.created += len(some) - len(refused)
            for row, sentence in refused:
                self.brought.reject(row, "", sentence)

    # ---- names ----

    def _customers(self, facts: Sequence[Fact]) -> dict[str, int | str]:
        """For each name the key of its customer, or why there is none."""
        names = list(dict.fromkeys(fact.customer for fact in facts))
        query = view(self.actor, CUSTOMERS).only("name", "own_code")
        found: dict[str, set[int]] = {}
        for column in ("own_code", "name"):
            for start in range(0, len(names), _ASKED):
                some = [name for name in names[start : start + _ASKED] if name not in found]
                # As a form would have stored it, or as the ledger spells it.
                wanted = {_as_kept(name): name for name in some} | {name.strip(): name for name in some}
                for row in query.exactly(column, sorted(wanted)).each():
                    found.setdefault(wanted[str(row[column])], set()).add(row.key)
        keys: dict[str, int | str] = {}
        for number, name in enumerate(names, start=1):
            held = found.get(name, set())
            if len(held) == 1:
                keys[name] = next(iter(held))
            elif held:
                keys[name] = _("Several customers are called like this; give the own code.")
            elif not self.create_customers:
                keys[name] = _("There is no such customer; create it first, or use --create-customers.")
            else:
                keys[name] = self._create(name, number)
        return keys

    def _create(self, name: str, number: int) -> int | str:
        try:
            key = (
                -number
                if self.dry_run
                else int(self._do(create_customer, values={"name": name}, as_written=name.strip()))
            )
        except GuanxiError as refused:
            return refused.message
        self.brought.customers += 1
        return key

    def _categories(self, facts: Sequence[Fact], customers: Mapping[str, int | str]) -> dict[str, int]:
        known, found = category_keys(), {}
        for name in dict.fromkeys(fact.category for fact in facts if isinstance(customers.get(fact.customer), int)):
            held = known.get(name, known.get(_as_kept(name)))
            if name and held is None:
                try:
                    held = (
                        -len(known) - 1
                        if self.dry_run
                        else int(self._do(create_category, values={"name": name}, as_written=name))
                    )
                except GuanxiError:
                    continue
                known[name] = held
            if held is not None:
                found[name] = held
        return found


def _in_currency(fact: Fact, base: str) -> Fact:
    """What names no currency is in that of the company."""
    values = tuple((name, base if name == "currency" and not value else value) for name, value in fact.values)
    return replace(fact, values=values)


def _as_kept(name: str) -> str:
    """As a form would store it."""
    return " ".join(name.split())
