"""The forms of signing in: those of django-allauth with our words, and two of our own."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guanxi.access.signin import user_behind
from guanxi.web.signin import jobs, trail

_LABELS = {
    "password": pgettext_lazy("field", "Password"),
    "oldpassword": gettext_lazy("Current password"),
    "password1": gettext_lazy("New password"),
    "password2": gettext_lazy("The same again"),
    "code": pgettext_lazy("second factor", "Code"),
    "name": pgettext_lazy("passkey", "Name"),
}


class _OurWords(forms.Form):
    """The labels of this application, and no grey text in the fields that repeats them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            field.help_text = ""
        if "code" in self.fields:
            self.fields["code"].widget.attrs.update(inputmode="numeric", autofocus=True)


class SignInForm(_OurWords, account.LoginForm):  # type: ignore[misc]  # allauth is not typed
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=gettext_lazy("User name or e-mail"),
            max_length=254,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
            ),
        )
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, str]:
        """Name or address, the adapter finds the user behind it, whatever the case of its letters."""
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class ChangePasswordForm(_OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(_OurWords, account.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(_OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ProveAgainForm(_OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class ForgottenForm(forms.Form):
    """Asks for a link for a new password. The answer is the same, in words and time, whoever has the address."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def save(self, request: HttpRequest) -> str:
        address: str = self.cleaned_data["email"]
        known = user_behind(address)
        jobs.send_link_for_password(known.key if known else None, on=timezone.now())
        return address


def _new_password(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=1000, widget=widget)


class InvitationForm(forms.Form):
    """The password of who accepts an invitation; the action says whether it will do."""

    password1 = _new_password(_LABELS["password1"])
    password2 = _new_password(_LABELS["password2"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("password1") and cleaned.get("password2") and cleaned["password1"] != cleaned["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


# ---- second factors ----


class CodeForm(_OurWords, factor.AuthenticateForm):  # type: ignore[misc]
    pass


class ProveAgainByCodeForm(_OurWords, factor.ReauthenticateForm):  # type: ignore[misc]
    pass


class SetUpAppForm(_OurWords, ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(_OurWords, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Every device is asked for one that works without a name and a password, and gives what it can.
        del self.fields["passwordless"]


class RenamePasskeyForm(_OurWords, passkeys.EditWebAuthnForm):  # type: ignore[misc]
    pass


class _OnTrail:
    """A passkey that does not fit leaves a line in the trail, like a wrong password."""

    user: Any

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            trail.note("second factor failed", about=getattr(self.user, "pk", None), factor="webauthn")
            raise


class SignInByPasskeyForm(_OnTrail, passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyForm(_OnTrail, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ProveAgainByPasskeyForm(_OnTrail, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass
