"""The GUANXI_… variables: read once, checked, refused in a sentence. What they do: docs/reference/settings.md."""

import difflib
import importlib.util
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from guanxi.errors import Refused

NAMES = (
    "GUANXI_HOME",
    "GUANXI_DATABASE_URL",
    "GUANXI_BASE_URL",
    "GUANXI_BIND",
    "GUANXI_WORKERS",
    "GUANXI_SECRET_KEY",
    "GUANXI_SECRET_KEY_FILE",
    "GUANXI_MAIL_URL",
    "GUANXI_MAIL_FROM",
    "GUANXI_MFA",
    "GUANXI_OIDC_ISSUER",
    "GUANXI_OIDC_CLIENT_ID",
    "GUANXI_OIDC_CLIENT_SECRET",
    "GUANXI_LOG_LEVEL",
)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Who must have a second factor to sign in.
SECOND_FACTORS = ("nobody", "administrators", "all")
# SQLite takes one writer at a time; more processes than this only wait for each other.
SQLITE_PROCESSES = 8
# What may follow the "?" of a PostgreSQL address: where it is, and how the way there is secured.
POSTGRES_OPTIONS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name")


@dataclass(frozen=True, kw_only=True)
class Database:
    """A PostgreSQL server, as Django wants it."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail server. ``security`` is "tls" from the first byte, "starttls", or "none"."""

    host: str
    port: int
    user: str
    password: str
    security: str


@dataclass(frozen=True, kw_only=True)
class Variables:
    home: Path
    database: Database | None
    base_url: str
    bind: str
    workers: int
    secret_key: str | None
    mail: Mail | None
    mail_from: str
    second_factor: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    log_level: str

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""


def read_variables(environment: Mapping[str, str] | None = None) -> Variables:
    """All variables, checked against each other; Refused says which is wrong, how, and what to write instead."""
    given = _Given(os.environ if environment is None else environment)
    bind = _bind(given)
    base_url = _base_url(given, bind)
    database = _database(given)
    return Variables(
        home=Path(given.text("GUANXI_HOME") or "guanxi-home").expanduser().absolute(),
        database=database,
        base_url=base_url,
        bind=bind,
        workers=_workers(given, embedded=database is None),
        secret_key=_secret_key(given),
        mail=_mail(given),
        mail_from=_mail_from(given, urlsplit(base_url).hostname or "localhost"),
        second_factor=given.choice("GUANXI_MFA", SECOND_FACTORS, default="administrators"),
        log_level=given.choice("GUANXI_LOG_LEVEL", LOG_LEVELS, default="INFO"),
        **_oidc(given),
    )


def unknown_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each variable that looks like ours and is none: most likely it was mistyped, and does nothing."""
    given = os.environ if environment is None else environment
    sentences = []
    for name in sorted(given):
        if name.startswith("GUANXI_") and name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, 1, 0.8)
            sentences.append(f"{name} means nothing" + (f"; is {near[0]} meant?" if near else "."))
    return sentences


class _Given:
    """The environment; a variable that is empty counts as not set, as in every shell script."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str:
        return self._environment.get(name, "").strip()

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        given = self.text(name) or default
        for choice in choices:
            if given.casefold() == choice.casefold():
                return choice
        raise Refused(f"{name} is {given!r}; write one of {', '.join(choices)}.")


def _bind(given: _Given) -> str:
    bind = given.text("GUANXI_BIND") or "127.0.0.1:8000"
    check_bind(bind, name="GUANXI_BIND")
    return bind


def check_bind(bind: str, *, name: str) -> None:
    """Refuses what is no ADDRESS:PORT; ``name`` is the variable or option it was given in."""
    address, _, port = bind.rpartition(":")
    if not address or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Refused(f"{name} is {bind!r}; write an address and a port, as in 127.0.0.1:8000 or 0.0.0.0:8000.")


def _base_url(given: _Given, bind: str) -> str:
    text = given.text("GUANXI_BASE_URL").rstrip("/")
    if not text:
        port = bind.rpartition(":")[2]
        return f"http://127.0.0.1:{port}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise Refused(
            f"GUANXI_BASE_URL is {text!r}; write the address that people type, as in https://crm.example.com."
        )
    if parts.path or parts.query or parts.fragment or parts.username:
        raise Refused(
            f"GUANXI_BASE_URL is {_without_password(parts)!r}; write only scheme, host and port, "
            "as in https://crm.example.com: Guanxi lives at the root of a host."
        )
    return text


def _without_password(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _workers(given: _Given, *, embedded: bool) -> int:
    # One process is the task worker's.
    most = SQLITE_PROCESSES - 1 if embedded else 64
    text = given.text("GUANXI_WORKERS")
    if not text:
        return max(1, min(os.cpu_count() or 1, 4))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        why = " on SQLite; with PostgreSQL there may be more" if embedded else ""
        raise Refused(f"GUANXI_WORKERS is {text!r}; write a whole number from 1 to {most}{why}.")
    return int(text)


def _secret_key(given: _Given) -> str | None:
    key, file = given.text("GUANXI_SECRET_KEY"), given.text("GUANXI_SECRET_KEY_FILE")
    if key and file:
        raise Refused("GUANXI_SECRET_KEY and GUANXI_SECRET_KEY_FILE are both set; keep one of them.")
    name = "GUANXI_SECRET_KEY"
    if file:
        name = "GUANXI_SECRET_KEY_FILE"
        try:
            key = Path(file).expanduser().read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            raise Refused(
                f"GUANXI_SECRET_KEY_FILE is {file!r}, which cannot be read ({reason}); "
                "name a readable file, or leave it out and a key is made in GUANXI_HOME."
            ) from None
    if (key or file) and (len(key) < 50 or len(set(key)) < 5):
        raise Refused(
            f"{name} holds a key of {len(key)} characters; it takes 50 random ones or more "
            '(python3 -c "import secrets; print(secrets.token_urlsafe(50))"), '
            "or leave it out and a key is made in GUANXI_HOME."
        )
    return key or None


def _database(given: _Given) -> Database | None:
    text = given.text("GUANXI_DATABASE_URL")
    if not text:
        return None
    # The address may hold a password: none of these sentences repeats it.
    form = "write postgresql://USER:PASSWORD@HOST:PORT/NAME, or leave it out to use SQLite in GUANXI_HOME"
    try:
        parts = urlsplit(text)
        port = "" if parts.port is None else str(parts.port)
    except ValueError:
        raise Refused(f"GUANXI_DATABASE_URL is no address (host or port is wrong); {form}.") from None
    if parts.scheme not in ("postgresql", "postgres"):
        kind = f"names {parts.scheme!r}" if parts.scheme else "names no kind of database"
        raise Refused(f"GUANXI_DATABASE_URL {kind}, and Guanxi knows postgresql; {form}.")
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise Refused(f"GUANXI_DATABASE_URL names no database after the host; {form}.")
    options: dict[str, str] = {}
    for option, values in parse_qs(parts.query, keep_blank_values=True).items():
        if option not in POSTGRES_OPTIONS:
            raise Refused(
                f"GUANXI_DATABASE_URL has the option {option!r}; what may follow the question mark is "
                f"{', '.join(POSTGRES_OPTIONS)}."
            )
        options[option] = values[-1]
    if importlib.util.find_spec("psycopg") is None:
        raise Refused(
            "GUANXI_DATABASE_URL asks for PostgreSQL, and its driver is not installed; "
            "run: python -m pip install 'guanxi[postgres]'."
        )
    # A socket directory cannot stand where a host stands, so libpq takes it as an option.
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return Database(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=host,
        port=port,
        options=options,
    )


def _mail(given: _Given) -> Mail | None:
    text = given.text("GUANXI_MAIL_URL")
    if not text:
        return None
    form = (
        "write smtp://USER:PASSWORD@HOST:587 (STARTTLS), smtps://… (TLS), or smtp://HOST:25?tls=off inside one machine"
    )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Refused(f"GUANXI_MAIL_URL is no address (host or port is wrong); {form}.") from None
    query = parse_qs(parts.query, keep_blank_values=True)
    usable = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.path in ("", "/")
    if not usable or query not in ({}, {"tls": ["off"]}) or (query and parts.scheme == "smtps"):
        raise Refused(f"GUANXI_MAIL_URL is not understood; {form}.")
    if parts.username and query:
        raise Refused(f"GUANXI_MAIL_URL would send its password unencrypted; {form}.")
    security = "tls" if parts.scheme == "smtps" else "none" if query else "starttls"
    return Mail(
        host=parts.hostname or "",
        port=port or {"tls": 465, "starttls": 587, "none": 25}[security],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )


def _mail_from(given: _Given, host: str) -> str:
    text = given.text("GUANXI_MAIL_FROM") or f"Guanxi <guanxi@{host}>"
    if not re.fullmatch(r"[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+", text):
        raise Refused(f"GUANXI_MAIL_FROM is {text!r}; write an address, as in Guanxi <crm@example.com>.")
    return text


def _oidc(given: _Given) -> dict[str, str]:
    names = ("GUANXI_OIDC_ISSUER", "GUANXI_OIDC_CLIENT_ID", "GUANXI_OIDC_CLIENT_SECRET")
    values = [given.text(name) for name in names]
    if any(values) and not all(values):
        lacking = [name for name, value in zip(names, values, strict=True) if not value]
        raise Refused(
            f"Signing in with OpenID Connect also needs {' and '.join(lacking)}; set it, or none of the three."
        )
    issuer = values[0]
    if issuer and (not issuer.startswith("https://") or not urlsplit(issuer).hostname):
        raise Refused(f"GUANXI_OIDC_ISSUER is {issuer!r}; write an https address, as in https://login.example.com.")
    return {"oidc_issuer": issuer, "oidc_client_id": values[1], "oidc_client_secret": values[2]}
