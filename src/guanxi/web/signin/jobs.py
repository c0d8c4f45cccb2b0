"""What the worker does for signing in: mails with a link for a new password or word of a change, and forgetting.

A page never waits for the mail server: it would fail with it, and the wait would tell whether somebody has an address.
"""

from datetime import datetime, timedelta

from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from guanxi.records.jobs import JobContext, every, job, round_key, start

# What is worth a mail, by the name that django-allauth gives it.
NOTICES = {
    "account/email/password_changed": gettext_noop("Your password was changed."),
    "account/email/password_reset": gettext_noop("A new password was set by a link that came by mail."),
    "account/email/password_set": gettext_noop("A first password was set."),
    "mfa/email/totp_activated": gettext_noop("An authenticator app was set up."),
    "mfa/email/totp_deactivated": gettext_noop("The authenticator app was taken away."),
    "mfa/email/webauthn_added": gettext_noop("A passkey was added."),
    "mfa/email/webauthn_removed": gettext_noop("A passkey was removed."),
    "mfa/email/recovery_codes_generated": gettext_noop("New recovery codes were made."),
    "socialaccount/email/account_connected": gettext_noop("An identity of the identity provider was linked."),
    "socialaccount/email/account_disconnected": gettext_noop("The identity of the identity provider was unlinked."),
}


def send_link_for_password(user: int | None, *, on: datetime) -> None:
    """Has a link sent; a job of the same kind runs for nobody, so that both take the same time here."""
    # Asked twice in a minute is asked once.
    start(None, send_password_link, on=on, user=user or 0, minute=f"{on:%Y-%m-%dT%H:%M}")


def tell_user(user: int, notice: str, *, on: datetime) -> None:
    """Has word sent of a change that the user should know of, in case it was not he who made it."""
    if settings.MAIL_IS_SET and notice in NOTICES:
        start(None, send_notice, on=on, user=user, notice=notice, at=on.isoformat())


@job(key=lambda *, user, minute: f"{user} {minute}")
def send_password_link(context: JobContext, *, user: int, minute: str) -> None:
    found = get_user_model().objects.filter(pk=user, is_active=True).first()
    if found is None:
        return
    key = default_token_generator.make_token(found)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(found), "key": key})
    with translation.override(found.language):
        _send(found, "account/email/link", link=f"{settings.GUANXI_BASE_URL}{path}")


@job(key=lambda *, user, notice, at: f"{user} {notice} {at}")
def send_notice(context: JobContext, *, user: int, notice: str, at: str) -> None:
    found = get_user_model().objects.filter(pk=user, is_active=True).first()
    if found is None:
        return
    with translation.override(found.language):
        _send(found, "account/email/notice", sentence=_(NOTICES[notice]), at=datetime.fromisoformat(at))


def _send(user: object, texts: str, **values: object) -> None:
    address = getattr(user, "email", "")
    if not address:
        return
    context = {"user": user, "server": settings.GUANXI_BASE_URL, **values}
    subject = " ".join(render_to_string(f"{texts}_subject.txt", context).split())
    send_mail(subject, render_to_string(f"{texts}.txt", context), None, [address])


@job(key=round_key)
def forget(context: JobContext, *, round: int) -> None:
    """Attempts that count no longer, and the addresses and browsers of sessions that are over."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s", [connection.ops.adapt_datetimefield_value(context.now)]
        )
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


every(timedelta(hours=1), forget)
