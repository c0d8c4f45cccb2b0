"""Guessing passwords is slowed down, and nobody can lock a colleague out by it. Why so: docs/decisions/0015.

An attempt takes a place before the password is looked at, and gives it back when the password was right. A place is
free again after a while; where none is, the attempt is refused unseen, with the time until there is one.
"""

import hmac
import ipaddress
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from guanxi.access.signin import Known

BROWSER_COOKIE = "guanxi_browser"
_SALT = "guanxi.signin.browser"
_BROWSER_LASTS = timedelta(days=180)
# One browser serves a family of users at most: a shop floor, an assistant.
_MOST_USERS = 6


@dataclass(frozen=True)
class Limit:
    """So many wrong attempts fit into the window."""

    name: str
    places: int
    window: timedelta


# A login from an address. Whoever sits at another address, or has signed in here before, is not held up by it.
FROM_HERE = Limit("here", 5, timedelta(minutes=15))
# A user in a browser in which he has signed in before; it counts alone, so that nobody else can use it up.
KNOWN_BROWSER = Limit("browser", 10, timedelta(minutes=15))
# A user from all unknown browsers together: many addresses guess no faster than this.
EVERYWHERE = Limit("everywhere", 50, timedelta(hours=1))
# Secret links from an address: those that lead nowhere count.
LINKS = Limit("links", 20, timedelta(minutes=15))
# All users from an address: one password tried on many names.
ADDRESS = Limit("address", 60, timedelta(minutes=15))


class Attempt:
    """An attempt that was let through. Wrong, unless told otherwise."""

    def __init__(self, taken: list[str], *, is_last: bool) -> None:
        self._taken = taken
        self.is_last = is_last

    def succeeded(self) -> None:
        cache.delete_many(self._taken)


@dataclass(frozen=True)
class Refusal:
    """No attempt now; ``seconds`` until there can be one."""

    seconds: int

    @property
    def minutes(self) -> int:
        return max(1, -(-self.seconds // 60))


def begin_attempt(request: HttpRequest, login: str, known: Known | None, *, address: str) -> Attempt | Refusal:
    """Takes a place in each limit that applies, or none.

    A name that nobody has is treated like one that somebody has, and is kept nowhere: only a keyed digest of it counts.
    From an address counts what was typed: else a name and an address that are locked together would be known as one's.
    """
    typed = _typed(login)
    who = f"user {known.key}" if known else typed
    address = _neighbourhood(address)
    browser = _browser_of(request, known)
    if browser:
        limits = [(KNOWN_BROWSER, f"{who} {browser}")]
    else:
        limits = [(FROM_HERE, f"{typed} {address}"), (EVERYWHERE, who), (ADDRESS, address)]
    taken: list[str] = []
    is_last = False
    for limit, subject in limits:
        place = _take_place(limit, subject)
        if isinstance(place, Refusal):
            cache.delete_many(taken)
            return place
        key, left = place
        taken.append(key)
        is_last = is_last or left == 0
    return Attempt(taken, is_last=is_last)


def begin_link(kind: str, *, address: str) -> Attempt | Refusal:
    """Somebody opens a secret link without signing in; a link that was real takes nothing from the limit."""
    place = _take_place(LINKS, f"{kind} {_neighbourhood(address)}")
    return place if isinstance(place, Refusal) else Attempt([place[0]], is_last=place[1] == 0)


def forgive(user: int, *, logins: Iterable[str], address: str) -> None:
    """The user proved in another way who he is: what was counted against him, by any of his logins, is taken back."""
    here = [(FROM_HERE, f"{_typed(login)} {_neighbourhood(address)}") for login in logins]
    for limit, subject in (*here, (EVERYWHERE, f"user {user}")):
        cache.delete_many(list(_places(limit, subject)))


def _typed(login: str) -> str:
    return f"name {login.strip().casefold()}"


def _neighbourhood(address: str) -> str:
    """Of IPv6 the part that a provider gives to one customer, who has all addresses below it."""
    if ":" not in address:
        return address
    return str(ipaddress.IPv6Network(f"{address}/64", strict=False))


def _take_place(limit: Limit, subject: str) -> tuple[str, int] | Refusal:
    """The key of the place and how many are left."""
    now = time.time()
    keys = list(_places(limit, subject))
    held = cache.get_many(keys)
    for key in keys:
        # Adding a key that somebody else has added since fails, on every kind of cache.
        if key not in held and cache.add(key, now + limit.window.total_seconds(), limit.window.total_seconds()):
            return key, limit.places - len(held) - 1
    until = min((until for until in held.values() if until > now), default=now)
    return Refusal(max(1, round(until - now)))


def _places(limit: Limit, subject: str) -> Iterator[str]:
    digest = salted_hmac("guanxi.signin.lockout", subject, algorithm="sha256").hexdigest()
    for number in range(limit.places):
        yield f"signin:{limit.name}:{digest}:{number}"


# ---- browsers that a user has signed in from before ----


def remember_browser(request: HttpRequest, response: HttpResponse, known: Known) -> None:
    """Marks the browser as one in which this user has signed in; a new password makes the mark void."""
    seals = {key: seal for key, seal in _seals(request).items() if key != str(known.key)}
    seals = dict(list(seals.items())[-(_MOST_USERS - 1) :]) | {str(known.key): _seal(known)}
    response.set_cookie(
        BROWSER_COOKIE,
        signing.dumps(seals, salt=_SALT),
        max_age=_BROWSER_LASTS,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _browser_of(request: HttpRequest, known: Known | None) -> str:
    """What tells this browser of the user from his others; empty where he has not signed in from it."""
    if known is None:
        return ""
    seal = _seals(request).get(str(known.key), "")
    nonce, _dot, _mark = seal.partition(".")
    return nonce if hmac.compare_digest(seal, _seal(known, nonce)) else ""


def _seal(known: Known, nonce: str = "") -> str:
    nonce = nonce or secrets.token_hex(8)
    mark = salted_hmac(_SALT, f"{known.key} {nonce} {known.password}", algorithm="sha256").hexdigest()[:32]
    return f"{nonce}.{mark}"


def _seals(request: HttpRequest) -> dict[str, str]:
    try:
        seals = signing.loads(request.COOKIES.get(BROWSER_COOKIE, ""), salt=_SALT, max_age=_BROWSER_LASTS)
    except signing.BadSignature:
        return {}
    return seals if isinstance(seals, dict) else {}
