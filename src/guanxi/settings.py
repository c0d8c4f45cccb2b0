"""Django's settings, made from the GUANXI_… variables; a wrong variable stops the start with a sentence."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from guanxi.database import library
from guanxi.database.secret import secret_key
from guanxi.variables import read_variables

# Before anything of Django reaches for SQLite: the one that comes with Python may corrupt a database in WAL.
library.use_bundled_sqlite()

VARIABLES = read_variables()
GUANXI_HOME = VARIABLES.home
GUANXI_BASE_URL = VARIABLES.base_url

# Made on first use, so that reading the settings writes nothing.
SECRET_KEY: Any = SimpleLazyObject(lambda: VARIABLES.secret_key or secret_key(GUANXI_HOME))
DEBUG = False

# ---- what there is ----

INSTALLED_APPS = [
    "guanxi.access",
    "guanxi.records",
    "guanxi.customers",
    "guanxi.activities",
    "guanxi.ledger",
    "guanxi.relationships",
    "guanxi.plans",
    "guanxi.exchange",
    "guanxi.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    # Opted out of its loader magic: TEMPLATES below says it in full.
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    # After our own, whose templates come before theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "guanxi.web.middleware.request_identity",
    "django.middleware.security.SecurityMiddleware",
    "guanxi.web.middleware.content_security_policy",
    # Probes are answered before anything that a broken database or an unknown host could stop.
    "guanxi.health.answer_probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "guanxi.web.middleware.read_company_once",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "guanxi.web.signin.middleware.lead_the_whole_page",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every address asks for a signed-in user, unless its view says login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "guanxi.web.signin.middleware.speak_as_the_user_wishes",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guanxi.web.middleware.judge_what_changed",
    "guanxi.web.views.errors.Refusals",
    "guanxi.web.views.viewing.ReadOnly",
    "allauth.account.middleware.AccountMiddleware",
    "guanxi.web.signin.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "guanxi.urls"
WSGI_APPLICATION = "guanxi.wsgi.application"
APPEND_SLASH = True

_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)]),
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guanxi.web.shell.shell",
            ],
        },
    },
]

# ---- the database ----

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, dict[str, Any]]
if VARIABLES.database is None:
    DATABASES = {
        "default": {
            "ENGINE": "guanxi.database.sqlite",
            "NAME": str(GUANXI_HOME / "guanxi.sqlite3"),
            # A thread keeps its connection: opening one costs more than a small page.
            "CONN_MAX_AGE": None,
            # In a file as well: in memory there would be neither WAL nor writer gate.
            "TEST": {"NAME": str(GUANXI_HOME / "test.sqlite3")},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "guanxi.database.postgresql",
            "NAME": VARIABLES.database.name,
            "USER": VARIABLES.database.user,
            "PASSWORD": VARIABLES.database.password,
            "HOST": VARIABLES.database.host,
            "PORT": VARIABLES.database.port,
            "OPTIONS": {"connect_timeout": "10", "application_name": "guanxi", **VARIABLES.database.options},
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    }
# Off: on SQLite every transaction takes the write lock, so a page that only reads must not open one.
ATOMIC_REQUESTS = False

CACHES = {
    # Shared by all processes, so that limits on guessing passwords count once.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "guanxi_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# ---- languages and time ----

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_COOKIE_NAME = "guanxi_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = VARIABLES.is_https
LOCALE_PATHS = [str(library.PACKAGE / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---- files ----

STATIC_URL = "/static/"
# Collected, hashed and compressed by `guanxi serve`, from the packages, wherever these are installed.
STATICFILES_DIRS = [("fonts", str(library.PACKAGE / "assets"))]  # the report embeds the same file
STATIC_ROOT = str(GUANXI_HOME / "static")
MEDIA_ROOT = str(GUANXI_HOME / "files")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# ---- who signs in, and how safely ----

# What is chosen here, and why: docs/sign-in.md.
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "guanxi.web.signin.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if VARIABLES.is_https else "http"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "guanxi.web.signin.forms.SignInForm",
    "reauthenticate": "guanxi.web.signin.forms.ProveAgainForm",
    "change_password": "guanxi.web.signin.forms.ChangePasswordForm",
    "set_password": "guanxi.web.signin.forms.SetPasswordForm",
    "reset_password": "guanxi.web.signin.forms.ForgottenForm",
    "reset_password_from_key": "guanxi.web.signin.forms.ResetPasswordForm",
}
# Wrong passwords are limited in guanxi.web.signin.lockout; "login_failed" counts wrong codes of a second factor.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/5m/key", "reset_password": "10/m/ip,3/10m/key"}
# TLS ends at a proxy, and what it says of the caller's address is believed; without TLS there is no proxy to believe.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if VARIABLES.is_https else 0

MFA_ADAPTER = "guanxi.web.signin.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "guanxi.web.signin.forms.CodeForm",
    "reauthenticate": "guanxi.web.signin.forms.ProveAgainByCodeForm",
    "activate_totp": "guanxi.web.signin.forms.SetUpAppForm",
    "add_webauthn": "guanxi.web.signin.forms.AddPasskeyForm",
    "edit_webauthn": "guanxi.web.signin.forms.RenamePasskeyForm",
    "login_webauthn": "guanxi.web.signin.forms.SignInByPasskeyForm",
    "authenticate_webauthn": "guanxi.web.signin.forms.PasskeyForm",
    "reauthenticate_webauthn": "guanxi.web.signin.forms.ProveAgainByPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Guanxi"
MFA_TOTP_TOLERANCE = 1
# `guanxi demo` marks the home of its sample world. Whoever reaches such a server enters without a password.
IS_DEMO = (GUANXI_HOME / "this-is-a-demo").is_file()
SECOND_FACTOR_REQUIRED_OF = "nobody" if IS_DEMO else VARIABLES.second_factor

SOCIALACCOUNT_ADAPTER = "guanxi.web.signin.adapter.IdentityAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_ISSUER = VARIABLES.oidc_issuer
# Another issuer is another provider, so that nobody of his inherits a link.
OIDC_PROVIDER = sha256(OIDC_ISSUER.encode()).hexdigest()[:16]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        # The subject is all we need to know; no name, no address.
        "SCOPE": ["openid"],
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER,
                "name": urlsplit(OIDC_ISSUER).hostname,
                "client_id": VARIABLES.oidc_client_id,
                "secret": VARIABLES.oidc_client_secret,
                "settings": {"server_url": OIDC_ISSUER, "fetch_userinfo": False},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

ALLOWED_HOSTS = [VARIABLES.host, "localhost", "127.0.0.1", "[::1]"]
# A proxy ends TLS before us, so the scheme of the request is not what the browser sees.
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(VARIABLES.base_url))]
SESSION_COOKIE_NAME = "guanxi_session"
SESSION_COOKIE_SECURE = VARIABLES.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_FAILURE_VIEW = "guanxi.web.views.errors.csrf_failure"
CSRF_COOKIE_NAME = "guanxi_csrf"
CSRF_COOKIE_SECURE = VARIABLES.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if VARIABLES.is_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The proxy redirects to https: here it would redirect the probes of whoever watches over us (W008). Other hosts below
# our name belong to somebody else, and whether they are reached by https only is not ours to promise (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W005", "security.W021"]

# ---- mail ----

MAIL_IS_SET = VARIABLES.mail is not None
DEFAULT_FROM_EMAIL = SERVER_EMAIL = VARIABLES.mail_from
EMAIL_SUBJECT_PREFIX = ""
EMAIL_TIMEOUT = 10
if VARIABLES.mail is None:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = VARIABLES.mail.host
    EMAIL_PORT = VARIABLES.mail.port
    EMAIL_HOST_USER = VARIABLES.mail.user
    EMAIL_HOST_PASSWORD = VARIABLES.mail.password
    EMAIL_USE_TLS = VARIABLES.mail.security == "starttls"
    EMAIL_USE_SSL = VARIABLES.mail.security == "tls"

# ---- logs ----

# Ours alone: Django's own would mail errors, with their values, to administrators.
LOGGING_CONFIG = "guanxi.records.logs.configure"
LOGGING = {"level": VARIABLES.log_level}
