"""What we want otherwise than django-allauth has it by default; the settings that need no code stand in settings.py."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_reset
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanxi.access.signin import user_behind
from guanxi.web.signin import jobs, lockout, trail
from guanxi.web.signin.freshness import fresh
from guanxi.web.signin.invitation import take_up_with_identity

_WRONG = gettext_lazy("The user name or the password is wrong.")


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your current password."),
        "too_many_login_attempts": gettext_lazy("Too many wrong codes. Wait five minutes and try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are made by administrators: nobody signs up."""
        return False

    # ---- signing in ----

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        login = credentials.get("username") or credentials.get("email") or ""
        known = user_behind(login)
        attempt = lockout.begin_attempt(request, login, known, address=self.get_client_ip(request))
        if isinstance(attempt, lockout.Refusal):
            raise ValidationError(_wait(attempt.minutes), code="locked_out")
        username = known.username if known else login
        user: AbstractBaseUser | None = super().authenticate(
            request, username=username, password=credentials.get("password", "")
        )
        if user is not None:
            attempt.succeeded()
            return user
        trail.note("sign-in failed", about=known.key if known else None, by="password")
        if attempt.is_last:
            trail.note("locked out", about=known.key if known else None)
        return None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The limits are those of `lockout`; allauth's own would let anybody lock out a colleague."""

    def post_login(self, request: HttpRequest, user: Any, **hints: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **hints)
        known = user_behind(user.username)
        if known is not None:
            lockout.remember_browser(request, response, known)
        # The next visit begins in his language, before anybody has signed in.
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        trail.note("sign-in failed", about=user.pk, by="disabled")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    # ---- proving it again ----

    def is_reauthentication_required(self, *, app: str, **_hints: Any) -> bool:
        return not fresh(self.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        for method in methods:
            if method["id"] == "mfa_reauthenticate":
                method["description"] = _("Use your authenticator app or a recovery code")
        if not methods and user.is_authenticated and SocialAccount.objects.filter(user_id=user.pk).exists():
            methods = [
                {
                    "id": "identity",
                    "description": _("Sign in again"),
                    "url": reverse("signin_identity_again"),
                }
            ]
        return methods

    # ---- passwords and mail ----

    def set_password(self, user: Any, password: str) -> None:
        # Nothing else of the row: somebody may be changing that at the same time.
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        jobs.tell_user(user.pk, template_prefix, on=timezone.now())


@receiver(password_reset)
def _who_reads_the_mail_may_try_again(request: HttpRequest, user: Any, **_: Any) -> None:
    address = SignInAdapter(request).get_client_ip(request)
    lockout.forgive(user.pk, logins=(user.username, user.email), address=address)


def _wait(minutes: int) -> str:
    return ngettext(
        "Too many wrong attempts. You can try again in %(minutes)d minute. "
        "A passkey or a link for a new password works at once.",
        "Too many wrong attempts. You can try again in %(minutes)d minutes. "
        "A passkey or a link for a new password works at once.",
        minutes,
    ) % {"minutes": minutes}


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is wrong or has been used. Enter the one that is shown now."),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        # Who tries the pages of a demo must not lock out who comes after him.
        return not settings.IS_DEMO and bool(super().is_mfa_enabled(user, types))

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        server: dict[str, str] = super().get_public_key_credential_rp_entity()
        return server | {"name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return shown | {"display_name": str(user)}


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The company's identity provider. A user is found by issuer and subject, and by nothing else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """Takes nothing over from the provider, and refuses who was named by another than the one that we trust."""
        claims = sociallogin.account.extra_data.get("id_token") or {}
        if str(claims.get("iss", "")).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise PermissionDenied("The identity was issued by somebody else.")
        sociallogin.account.extra_data = {}
        sociallogin.email_addresses = []
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        if not take_up_with_identity(request, sociallogin):
            trail.note("sign-in failed", by="identity")

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_details: Any) -> None:
        trail.note("sign-in failed", by="identity")
