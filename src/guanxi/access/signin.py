"""Who may enter: users enrolled and invited, passwords set, second factors taken away. Its pages: web/signin/."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.audit import record_event
from guanxi.access.conditions import Inputs, administrators
from guanxi.access.directory_actions import create_user
from guanxi.access.models import Department, Invitation, User
from guanxi.access.writing import Work, action
from guanxi.errors import Invalid, NotFound

INVITATION_LASTS = timedelta(days=7)
# 256 bits, so that only the digest need be kept and nobody has to be slowed down who tries links.
_TOKEN_BYTES = 32


# ---- finding ----


@dataclass(frozen=True)
class Known:
    """The user behind what somebody typed. ``password`` is its digest: it changes when the password does."""

    key: int
    username: str
    password: str


def user_behind(login: str) -> Known | None:
    """The active user with this name or address, whatever the case of its letters."""
    login = login.strip().casefold()
    found = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login), is_active=True).order_by("id")
    user = found.only("pk", "username", "password").first() if login else None
    return None if user is None else Known(user.pk, user.username, user.password)


# ---- users ----


@action(label=gettext_lazy("Enrol a user"), allow=administrators, lasts=True)
def enrol_user(
    work: Work, *, username: str, email: str, name: str = "", departments: Sequence[str] = (), leads: bool = False,
    is_administrator: bool = False, digest: str | None = None,
) -> int:  # fmt: skip
    """A new user in the departments with these short names, as lead of each if ``leads``; returns his key.

    ``digest`` is what `digest_of` made of his password; without one he is to be invited.
    """
    places = dict(Department.objects.filter(slug__in=departments).values_list("slug", "pk"))
    for slug in departments:
        if slug not in places:
            known = ", ".join(Department.objects.values_list("slug", flat=True))
            raise Invalid(
                {
                    "departments": _("There is no department “%(slug)s”; the departments are: %(known)s.")
                    % {"slug": slug, "known": known}
                }
            )
    key: int = work.also(
        create_user,
        username=username,
        email=email,
        name=name or full_name_of(username),
        memberships=[{"department": department, "leads": leads} for department in places.values()],
        is_administrator=is_administrator,
    )
    if digest is not None:
        _keep_digest(key, digest)
    return key


def full_name_of(username: str) -> str:
    """ "lin.yue" as colleagues read it until somebody writes it better."""
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", username) if part)


# ---- passwords ----


def digest_of(password: str, *, username: str, email: str, name: str) -> str:
    """What is kept of a password; Invalid says why it cannot be the password of this user.

    Takes a good part of a second, on purpose: call it before the action, not in its transaction.
    """
    try:
        validate_password(password, User(username=username, email=email, name=name))
    except ValidationError as error:
        raise Invalid({"password": " ".join(error.messages)}) from None
    return make_password(password)


def _keep_digest(user: int, digest: str) -> None:
    # Not through the change log: it would keep the digests of passwords that nobody uses any longer.
    User.objects.filter(pk=user).update(password=digest)


# ---- invitations ----


@dataclass(frozen=True)
class Invited:
    """Whom an invitation is for, as its page greets him."""

    user: int
    username: str
    email: str
    name: str


@action(label=gettext_lazy("Invite a user"), allow=administrators, lasts=True)
def invite_user(work: Work, *, user: int) -> str:
    """A token by which the user sets a password, once, within seven days. It is returned here and never again.

    Earlier invitations of the user end.
    """
    invited = work.get(User, user)
    if not invited.is_active:
        raise Invalid({"user": _("%(name)s is disabled and cannot be invited.") % {"name": invited}})
    Invitation.objects.filter(user=invited, used_at__isnull=True).delete()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Invitation.objects.create(
        user=invited, digest=_digest(token), expires_at=work.now + INVITATION_LASTS, created_at=work.now
    )
    record_event("user invited", on=work.now, channel=work.channel, actor=work.actor, resource="users", record=user)
    return token


def invitation_behind(token: str, *, on: datetime) -> Invited | None:
    """Whom the token invites, while it can still be used."""
    user = User.objects.filter(
        is_active=True, invitations__digest=_digest(token), invitations__used_at__isnull=True,
        invitations__expires_at__gt=on,
    ).first()  # fmt: skip
    return None if user is None else Invited(user.pk, user.username, user.email, str(user))


def _the_invited(actor: Actor, inputs: Inputs) -> None:
    if not Invitation.objects.filter(user=actor.user_id, digest=_digest(inputs["token"])).exists():
        raise NotFound(_invitation_over())


@action(label=gettext_lazy("Accept an invitation"), allow=_the_invited, lasts=True)
def accept_invitation(work: Work, *, token: str, digest: str | None) -> None:
    """Uses the invitation up and keeps the new password; None where an identity provider vouches for the user."""
    invitation = Invitation.objects.select_for_update().get(digest=_digest(token))
    if invitation.used_at is not None or invitation.expires_at <= work.now:
        raise NotFound(_invitation_over())
    if digest is not None:
        _keep_digest(invitation.user_id, digest)
    invitation.used_at = work.now
    invitation.save(update_fields=["used_at"])
    record_event(
        "invitation accepted",
        on=work.now,
        channel=work.channel,
        actor=work.actor,
        resource="users",
        record=work.actor.user_id,
        by="identity" if digest is None else "password",
    )


def _invitation_over() -> str:
    return _("This invitation has been used or is too old. Ask your administrator for a new one.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# ---- second factors ----


def has_second_factor(user: int) -> bool:
    return bool(
        Authenticator.objects.filter(
            user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        ).exists()
    )


@action(label=gettext_lazy("Take away the second factor of a user"), allow=administrators, lasts=True)
def forget_second_factor(work: Work, *, user: int) -> None:
    """For who has lost telephone, keys and recovery codes: he signs in with the password and sets up a new one.

    His sessions end, so that none goes on which was opened with what may be in other hands now.
    """
    work.get(User, user)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record_event(
        "second factor forgotten", on=work.now, channel=work.channel, actor=work.actor, resource="users", record=user
    )


def end_sessions(user: int) -> None:
    """Signs the user out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()
