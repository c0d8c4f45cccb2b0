"""The variables: what they mean, and one sentence for each that is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from guanxi.errors import Refused
from guanxi.variables import NAMES, read_variables, unknown_variables

KEY = "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
POSTGRES = "postgresql://crm:geheim@db.example.com:5433/guanxi"


def refusal(**environment: str) -> str:
    with pytest.raises(Refused) as refused:
        read_variables(environment)
    return refused.value.message


def test_no_two_processes_of_these_tests_share_a_home() -> None:
    assert str(settings.GUANXI_HOME) == os.environ["GUANXI_HOME"]


def test_nothing_has_to_be_set() -> None:
    variables = read_variables({})
    assert variables.home == Path.cwd() / "guanxi-home"
    assert variables.database is None
    assert (variables.bind, variables.base_url) == ("127.0.0.1:8000", "http://127.0.0.1:8000")
    assert 1 <= variables.workers <= 4
    assert (variables.secret_key, variables.mail) == (None, None)
    assert variables.mail_from == "Guanxi <guanxi@127.0.0.1>"
    assert (variables.second_factor, variables.log_level) == ("administrators", "INFO")
    assert variables.oidc_issuer == ""


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert read_variables(dict.fromkeys(NAMES, " ")) == read_variables({})


def test_links_and_hosts_follow_from_the_base_url() -> None:
    variables = read_variables({"GUANXI_BASE_URL": "https://crm.example.com/"})
    assert (variables.base_url, variables.host, variables.is_https) == (
        "https://crm.example.com", "crm.example.com", True,
    )  # fmt: skip
    assert variables.mail_from == "Guanxi <guanxi@crm.example.com>"


def test_without_a_base_url_the_port_is_that_of_the_bind() -> None:
    assert read_variables({"GUANXI_BIND": "0.0.0.0:9000"}).base_url == "http://127.0.0.1:9000"


def test_a_postgresql_address_is_taken_apart() -> None:
    database = read_variables(
        {"GUANXI_DATABASE_URL": "postgres://us%40er:p%2Fw@db.example.com:5433/g%20x?sslmode=require"}
    ).database
    assert database is not None
    assert (database.user, database.password, database.host, database.port, database.name) == (
        "us@er", "p/w", "db.example.com", "5433", "g x",
    )  # fmt: skip
    assert database.options == {"sslmode": "require"}


def test_a_postgresql_socket_is_a_host() -> None:
    database = read_variables({"GUANXI_DATABASE_URL": "postgresql:///guanxi?host=/run/postgresql"}).database
    assert database is not None
    assert (database.host, database.options) == ("/run/postgresql", {})


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://mail.example.com", "starttls", 587),
        ("smtps://me:pw@mail.example.com", "tls", 465),
        ("smtp://localhost?tls=off", "none", 25),
        ("smtp://mail.example.com:2525", "starttls", 2525),
    ],
)
def test_mail_goes_encrypted_unless_it_is_said_otherwise(url: str, security: str, port: int) -> None:
    mail = read_variables({"GUANXI_MAIL_URL": url}).mail
    assert mail is not None
    assert (mail.security, mail.port) == (security, port)


WRONG = [
    ({"GUANXI_BIND": "8000"}, "GUANXI_BIND is '8000'; write an address and a port, as in 127.0.0.1:8000"),
    ({"GUANXI_BIND": "127.0.0.1:99999"}, "GUANXI_BIND is '127.0.0.1:99999'; write an address and a port"),
    ({"GUANXI_BASE_URL": "crm.example.com"}, "GUANXI_BASE_URL is 'crm.example.com'; write the address that people"),
    ({"GUANXI_BASE_URL": "https://crm.example.com:x"}, "write the address that people type"),
    ({"GUANXI_BASE_URL": "https://example.com/crm"}, "write only scheme, host and port"),
    ({"GUANXI_WORKERS": "0"}, "GUANXI_WORKERS is '0'; write a whole number from 1 to 7 on SQLite"),
    ({"GUANXI_WORKERS": "8"}, "from 1 to 7 on SQLite; with PostgreSQL there may be more"),
    ({"GUANXI_WORKERS": "many", "GUANXI_DATABASE_URL": POSTGRES}, "write a whole number from 1 to 64."),
    ({"GUANXI_SECRET_KEY": "short"}, "GUANXI_SECRET_KEY holds a key of 5 characters; it takes 50 random ones"),
    ({"GUANXI_SECRET_KEY": "a" * 60}, "GUANXI_SECRET_KEY holds a key of 60 characters; it takes 50 random ones"),
    ({"GUANXI_SECRET_KEY": KEY, "GUANXI_SECRET_KEY_FILE": "/x"}, "are both set; keep one of them"),
    ({"GUANXI_SECRET_KEY_FILE": "/no/such/file"}, "which cannot be read (No such file or directory)"),
    ({"GUANXI_DATABASE_URL": "mysql://crm:geheim@db/x"}, "names 'mysql', and Guanxi knows postgresql"),
    ({"GUANXI_DATABASE_URL": "geheim"}, "names no kind of database"),
    ({"GUANXI_DATABASE_URL": "postgresql://crm:geheim@db"}, "names no database after the host"),
    ({"GUANXI_DATABASE_URL": "postgresql://crm:geheim@db:port/x"}, "host or port is wrong"),
    ({"GUANXI_DATABASE_URL": POSTGRES + "?options=-c"}, "has the option 'options'; what may follow"),
    ({"GUANXI_MAIL_URL": "imap://me:geheim@mail.example.com"}, "GUANXI_MAIL_URL is not understood; write smtp://"),
    ({"GUANXI_MAIL_URL": "smtp://me:geheim@mail.example.com:x"}, "host or port is wrong"),
    ({"GUANXI_MAIL_URL": "smtp://me:geheim@mail.example.com?tls=off"}, "would send its password unencrypted"),
    ({"GUANXI_MAIL_FROM": "the crm"}, "GUANXI_MAIL_FROM is 'the crm'; write an address"),
    ({"GUANXI_MAIL_FROM": "a@b.example\nBcc: x@y.example"}, "write an address"),
    ({"GUANXI_MFA": "yes"}, "GUANXI_MFA is 'yes'; write one of nobody, administrators, all."),
    ({"GUANXI_LOG_LEVEL": "loud"}, "GUANXI_LOG_LEVEL is 'loud'; write one of DEBUG, INFO, WARNING, ERROR."),
    (
        {"GUANXI_OIDC_ISSUER": "https://id.example.com"},
        "also needs GUANXI_OIDC_CLIENT_ID and GUANXI_OIDC_CLIENT_SECRET",
    ),
    (
        {"GUANXI_OIDC_ISSUER": "http://id", "GUANXI_OIDC_CLIENT_ID": "x", "GUANXI_OIDC_CLIENT_SECRET": "geheim"},
        "GUANXI_OIDC_ISSUER is 'http://id'; write an https address",
    ),
]


@pytest.mark.parametrize(("environment", "sentence"), WRONG)
def test_a_wrong_variable_is_refused_in_a_sentence(environment: dict[str, str], sentence: str) -> None:
    message = refusal(**environment)
    assert sentence in message
    assert message.endswith(".")
    assert "geheim" not in message  # a secret is repeated nowhere
    assert "\n" not in message


def test_every_variable_that_can_be_wrong_is_among_the_wrong_ones() -> None:
    tried = {name for environment, _ in WRONG for name in environment}
    assert tried == set(NAMES) - {"GUANXI_HOME"}


def test_a_missing_driver_is_named_with_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "python -m pip install 'guanxi[postgres]'" in refusal(GUANXI_DATABASE_URL=POSTGRES)


def test_every_variable_stands_in_the_reference() -> None:
    reference = Path("docs/reference/settings.md").read_text()
    assert [name for name in NAMES if f"`{name}`" not in reference] == []


# ---- what Django makes of them ----


def started(code: str, home: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    # What the tests of the browser need is none of its business.
    without = (*NAMES, "DJANGO_ALLOW_ASYNC_UNSAFE")
    variables = {name: value for name, value in os.environ.items() if name not in without}
    variables |= {"GUANXI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "guanxi.settings", **environment}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=variables, capture_output=True, text=True)


def test_a_wrong_variable_stops_every_command_with_one_sentence(tmp_path: Path) -> None:
    code = "import sys; from guanxi.cli import main; sys.exit(main(['check']))"
    done = started(code, tmp_path, GUANXI_WORKERS="many")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("GUANXI_WORKERS is 'many'; write a whole number")


def test_reading_the_settings_writes_nothing_and_the_key_is_made_on_first_use(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert started("from django.conf import settings; settings.DATABASES", home).returncode == 0
    assert not home.exists()
    show = "from django.conf import settings; print(str(settings.SECRET_KEY))"
    first, second = started(show, home), started(show, home)
    assert first.stdout == second.stdout
    assert len(first.stdout.strip()) >= 50
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


def test_two_that_start_at_once_take_the_same_key(tmp_path: Path) -> None:
    show = "from django.conf import settings; print(str(settings.SECRET_KEY))"
    environment = {**os.environ, "GUANXI_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "guanxi.settings"}
    command = [sys.executable, "-c", show]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in both}) == 1


def test_a_damaged_key_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("cut off")
    done = started("from guanxi.database.secret import secret_key; from pathlib import Path; import os;"
                   "secret_key(Path(os.environ['GUANXI_HOME']))", tmp_path)  # fmt: skip
    assert "is damaged; restore it from a copy, or delete it" in done.stderr


def test_a_key_from_a_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    show = "from django.conf import settings; print(str(settings.SECRET_KEY))"
    done = started(show, tmp_path / "home", GUANXI_SECRET_KEY_FILE=str(tmp_path / "key"))
    assert done.stdout.strip() == KEY
    assert not (tmp_path / "home").exists()


def test_over_https_every_cookie_is_secure_and_the_deployment_check_is_clean(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = started(code, tmp_path, GUANXI_BASE_URL="https://crm.example.com")
    assert done.returncode == 0, done.stderr
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "ALLOWED_HOSTS")
    show = f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    secure = json.loads(started(show, tmp_path, GUANXI_BASE_URL="https://crm.example.com").stdout)
    assert secure[:3] == [True, True, True]
    assert "crm.example.com" in secure[3]
    assert json.loads(started(show, tmp_path).stdout)[:3] == [False, False, False]


def test_assessing_a_ledger_imports_no_django() -> None:
    code = "import sys, guanxi.cli; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_a_mistyped_variable_is_named_with_what_was_probably_meant() -> None:
    wrong = ["GUANXI_" + "COLOUR", "GUANXI_" + "HOMES"]  # in two pieces: variables named here must exist
    environment = {**dict.fromkeys(wrong, "x"), "GUANXI_HOME": "/srv", "HOME": "/"}
    assert unknown_variables(environment) == [
        f"{wrong[0]} means nothing.",
        f"{wrong[1]} means nothing; is GUANXI_HOME meant?",
    ]
