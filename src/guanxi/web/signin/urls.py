"""The addresses of signing in: those of django-allauth that we use, one by one, and our own."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as identity
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from guanxi.web.doors import decides_itself, open_to_all
from guanxi.web.signin import administration, demo, profile, views
from guanxi.web.signin.freshness import freshly_signed_in


def _page(route: str, view: views.View, name: str, **fixed: str) -> URLPattern:
    return path(f"accounts/{route}", _by_library(views.as_everywhere(view)), fixed, name=name)


_by_library = decides_itself("django-allauth")
_by_action = decides_itself("the action of the administrators")
_own = decides_itself("everybody has his own settings")
_invited = open_to_all("who was invited has no password yet")
_demo = open_to_all("one click into the sample world, nowhere else")


_FACTORS = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    _page("login/", account.login, "account_login"),
    _page("logout/", account.logout, "account_logout"),
    _page("inactive/", account.account_inactive, "account_inactive"),
    _page("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    # Passwords.
    _page("password/change/", account.password_change, "account_change_password"),
    _page("password/set/", freshly_signed_in(account.password_set), "account_set_password"),
    _page("password/reset/", account.password_reset, "account_reset_password"),
    _page("password/reset/done/", account.password_reset_done, "account_reset_password_done"),
    _page("password/reset/key/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _by_library(views.as_everywhere(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    # Second factors.
    _page("2fa/", factor.index, "mfa_index"),
    _page("2fa/authenticate/", factor.authenticate, "mfa_authenticate"),
    _page("2fa/reauthenticate/", factor.reauthenticate, "mfa_reauthenticate"),
    _page("2fa/totp/activate/", totp.activate_totp, "mfa_activate_totp"),
    _page("2fa/totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("2fa/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _page("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    path(
        "accounts/2fa/passkeys/",
        _by_library(_FACTORS),
        name="mfa_list_webauthn",
    ),
    _page("2fa/passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _page("2fa/passkeys/login/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _page("2fa/passkeys/reauthenticate/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("2fa/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    _page("2fa/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    # Devices.
    _page("sessions/", sessions.list_usersessions, "usersessions_list"),
    # The company's identity provider, where one is set.
    _page("identity/", identity.connections, "socialaccount_connections"),
    _page("identity/again/", views.prove_again_by_identity, "signin_identity_again"),
    _page("identity/cancelled/", identity.login_cancelled, "socialaccount_login_cancelled"),
    _page("oidc/login/", openid.login, "openid_connect_login", provider_id=settings.OIDC_PROVIDER),
    _page("oidc/callback/", openid.callback, "openid_connect_callback", provider_id=settings.OIDC_PROVIDER),
    path("settings/me/", _own(profile.me), name="me"),
    # The sample world alone.
    path("demo/sign-in/", _demo(demo.enter), name="demo_sign_in"),
    # What administrators do for others.
    path("settings/users/<int:user>/invitation/", _by_action(administration.invite), name="invite_user"),
    path(
        "settings/users/<int:user>/second-factor/",
        _by_action(administration.take_second_factor_away),
        name="take_factor_away",
    ),
    # Invitations.
    path("invitation/", _invited(views.accept_invitation), name="invitation"),
    path(
        "invitation/<token>/",
        _invited(views.follow_invitation),
        name="invitation_link",
    ),
]
