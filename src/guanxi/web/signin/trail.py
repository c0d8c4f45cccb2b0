"""What the audit trail keeps of signing in: who, how and when; of names that nobody has, that somebody tried one."""

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as identity
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from guanxi.access.audit import record_event


def note(kind: str, *, by_user: int | None = None, about: int | None = None, **details: Any) -> None:
    """``by_user`` did it and is who he says; ``about`` is the user whom a failed attempt named."""
    record_event(
        kind,
        on=timezone.now(),
        channel="web",
        user=by_user,
        resource="users" if about or by_user else "",
        record=about or by_user,
        **details,
    )


@receiver(account.user_logged_in)
def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    note("signed in", by_user=user.pk, by=methods_of(request, user))


def methods_of(request: HttpRequest, user: Any) -> list[str]:
    """By what this session was opened and confirmed: password, totp, webauthn, identity, invitation …"""
    return [record.get("type") or record["method"] for record in get_authentication_records(request, user)]


@receiver(user_logged_out)
def _signed_out(user: Any, **_: Any) -> None:
    if user is not None:
        note("signed out", by_user=user.pk)


@receiver(account.authentication_step_completed)
def _proved_again(user: Any, method: str, **details: Any) -> None:
    if details.get("reauthenticated"):
        note("signed in again", by_user=user.pk, by=details.get("type") or method)


@receiver(account.password_changed)
def _changed_password(user: Any, **_: Any) -> None:
    note("password changed", by_user=user.pk)


@receiver(account.password_set)
def _set_password(user: Any, **_: Any) -> None:
    note("password set", by_user=user.pk)


@receiver(account.password_reset)
def _reset_password(user: Any, **_: Any) -> None:
    note("password reset", by_user=user.pk)


@receiver(mfa.authenticator_added)
def _added_factor(user: Any, authenticator: Any, **_: Any) -> None:
    note("second factor added", by_user=user.pk, factor=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def _removed_factor(user: Any, authenticator: Any, **_: Any) -> None:
    note("second factor removed", by_user=user.pk, factor=str(authenticator.type))


@receiver(mfa.authenticator_reset)
def _renewed_codes(user: Any, authenticator: Any, **_: Any) -> None:
    note("recovery codes renewed", by_user=user.pk)


@receiver(mfa.authentication_failed)
def _failed_factor(user: Any, authenticator: Any, **_: Any) -> None:
    note("second factor failed", about=user.pk, factor=str(authenticator.type))


@receiver(identity.social_account_added)
def _linked_identity(sociallogin: Any, **_: Any) -> None:
    note("identity linked", by_user=sociallogin.user.pk)


@receiver(identity.social_account_removed)
def _unlinked_identity(socialaccount: Any, **_: Any) -> None:
    note("identity unlinked", by_user=socialaccount.user_id)
