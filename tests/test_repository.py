"""The house: floors, small core, locks, and files that stand where they belong."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import guanxi

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "guanxi"
MODULES = sorted(SOURCE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("constraints.txt", "constraints-dev.txt", "constraints-spark.txt")
OPTIONAL = {"pyspark", "psycopg", "pandas", "polars", "pyarrow"}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def outside_of_functions(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported; ``if TYPE_CHECKING`` does not run."""
    ahead: list[ast.stmt] = list(tree.body)
    while ahead:
        statement = ahead.pop()
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            ahead.extend(statement.orelse)
            continue
        yield statement
        ahead.extend(child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt))


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(SOURCE)) for path in MODULES])
def test_optional_libraries_are_imported_only_inside_of_functions(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    simple = [s for s in outside_of_functions(tree) if isinstance(s, ast.Import | ast.ImportFrom)]
    assert {name.partition(".")[0] for s in simple for name in imports(s)} & OPTIONAL == set()


def test_the_command_line_starts_with_the_core_alone() -> None:
    """A process that refuses to import anything but the core and the standard library."""
    core = {Requirement(text).name.replace("-", "_") for text in PROJECT["project"]["dependencies"]}
    lock = {name.replace("-", "_") for name, _ in pinned("constraints.txt")}
    assert core <= lock
    code = f"""
import sys
for name in {sorted(OPTIONAL | {"pytest", "hypothesis", "playwright", "xlsxwriter", "django"})!r}:
    sys.modules[name] = None
import guanxi.cli
sys.exit(guanxi.cli.main(["--help"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"COLUMNS": "99"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "assess" in done.stdout


def test_the_commands_of_the_lifecycle_never_load_the_application(tmp_path: Path) -> None:
    code = """
import sys
import guanxi.cli
assert guanxi.cli.main(["assess", "--help"]) == 0
assert guanxi.cli.main(["sample", "--data", "sample", "--today", "2026-11-05"]) == 0
assert guanxi.cli.main(["explain", "sample/results", "--customer", "Dunmoor Ceramics Ltd"]) == 0
sys.exit(", ".join({name.partition(".")[0] for name in sys.modules} & {"django", "allauth", "pypinyin", "babel"}) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", sorted((SOURCE / "lifecycle").glob("*.py")), ids=lambda path: path.stem)
def test_the_lifecycle_imports_the_standard_library_numpy_and_the_ground_floor_only(path: Path) -> None:
    for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
        top = name.partition(".")[0]
        allowed = top in sys.stdlib_module_names or top == "numpy"
        assert allowed or re.match(r"guanxi\.(lifecycle|errors|months)\b", name), name


@pytest.mark.parametrize("path", sorted((SOURCE / "lifecycle").glob("*.py")), ids=lambda path: path.stem)
def test_the_lifecycle_knows_no_clock_and_no_settings(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\b(?:today|now|environ|getenv|random)\(", text) == []


def test_imports_only_go_down() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_file_is_a_drawer_for_everything() -> None:
    # Django looks for a database backend in a module of this name.
    named_by_django = {SOURCE / "database" / engine / "base.py" for engine in ("sqlite", "postgresql")}
    ours = [path for path in MODULES if path not in named_by_django]
    names = {part for path in ours for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert names & {"utils", "util", "common", "helpers", "helper", "misc", "tools", "base", "core"} == set()


def test_no_file_swallows_its_neighbours() -> None:
    written = [path for path in MODULES if "migrations" not in path.parts]
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    long = {path: number for path, number in lines.items() if number > 520}
    assert long == {}


def test_the_tests_mirror_the_source() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - rooms <= {"benchmarks"}


# ---- locks -----------------------------------------------------------------------------------------------------------


def pinned(lock: str) -> list[tuple[str, str]]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", text, flags=re.M)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    text = re.sub(r"\\\n\s*", "", (ROOT / lock).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 10
    for line in lines:
        form = r"[a-z0-9][a-z0-9.-]*==[0-9][\w.]*( ; sys_platform == 'linux')?( --hash=sha256:[0-9a-f]{64})+"
        assert re.fullmatch(form, line.strip().replace('"', "'")), line


def test_the_locks_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pinned(lock):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
    core = {name for name, _ in pinned("constraints.txt")} - {"setuptools"}
    assert core <= {name for name, _ in pinned("constraints-dev.txt")}
    assert core <= {name for name, _ in pinned("constraints-spark.txt")}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project, extras = PROJECT["project"], PROJECT["project"]["optional-dependencies"]
    asked = {
        "constraints.txt": [*project["dependencies"], *PROJECT["build-system"]["requires"]],
        "constraints-dev.txt": [*project["dependencies"], *extras["dev"], *extras["postgres"]],
        "constraints-spark.txt": [*project["dependencies"], *extras["spark"]],
    }
    for lock, requirements in asked.items():
        versions = dict(pinned(lock))
        for requirement in map(Requirement, requirements):
            assert Version(versions[requirement.name]) in requirement.specifier, (lock, str(requirement))


# ---- the files around the source -------------------------------------------------------------------------------------


def test_the_version_stands_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(guanxi.__version__)}\b", changelog, flags=re.M)


def test_ci_runs_what_a_developer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    hooks = re.findall(r"entry: \.venv/bin/(\S+)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert set(hooks) == {"ruff", "mypy", "lint-imports"}
    for tool in hooks:
        assert f"$(BIN)/{tool}" in makefile


def test_the_licence_is_the_one_that_the_project_names() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_every_mark_of_the_tests_is_used() -> None:
    marks = {mark.partition(":")[0] for mark in PROJECT["tool"]["pytest"]["ini_options"]["markers"]}
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert {mark for mark in marks if f"mark.{mark}" in tests} == marks
