"""Settings of the Django project, made from `configuration`; an installation sets nothing here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import dj_database_url

from chiso.looks import FOLDER as LOOKS
from chiso.office.configuration import configuration, home
from chiso.office.running.logs import settings_of_logging
from chiso.office.running.mail import read_mail_url

_set = configuration()
_home = home()

SECRET_KEY = _set.secret_key.get_secret_value()
SECRET_KEY_FALLBACKS = [key.get_secret_value() for key in _set.secret_key_fallbacks]
DEBUG = _set.debug
ALLOWED_HOSTS = list(_set.hosts)
ROOT_URLCONF = "chiso.office.urls"
WSGI_APPLICATION = "chiso.office.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "chiso.office.ui",
    "chiso.office.people",
    "chiso.office.organisation",
    "chiso.office.campaigns",
    "chiso.office.ledger",
    "chiso.office.notices",
    "chiso.office.files",
    "chiso.office.drafting",
    "chiso.office.surveys",
    "chiso.office.tasks",
    "chiso.office.plans",
    "chiso.office.dossiers",
    "chiso.office.inspections",
    "chiso.office.api",
    "chiso.office.running",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "chiso.office.running.middleware.RequestLine",
    "django.middleware.security.SecurityMiddleware",
    # Around the one that hands out styles and scripts: their answers bear the policy too.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chiso.office.ui.permissions.PermissionsPolicy",
    "chiso.office.running.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chiso.office.ui.middleware.LanguageOfTheReader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chiso.office.ui.middleware.AnswersToRefusals",
    "chiso.office.people.guard.Guard",
    "chiso.office.scoping.ScopeOfThePerson",
    # Last, as its documentation asks: it turns a locked sign-in into an answer.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "chiso.office.ui.templates.environment",
            "context_processors": ["chiso.office.ui.frame.frame"],
        },
    },
    # allauth looks for its own pages here; ours of the same name come first.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]


def _databases() -> dict[str, dict[str, Any]]:
    """The main database and, on SQLite, a file of its own for the queue of tasks."""
    if _set.database_url:
        main = dict(dj_database_url.parse(_set.database_url, conn_max_age=60, conn_health_checks=True))
        return {"default": main}
    return {"default": _sqlite("office.sqlite3"), "tasks": _sqlite("tasks.sqlite3")}


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "chiso.office.running.sqlite_in_turn",
        "NAME": str(_home / name),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # A transaction that reads first and writes later would otherwise end in "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was acknowledged is on the disk when the power goes. secure_delete: what was erased
            # is overwritten, not only freed. cache_size, 32 MB a connection: what one agency sees of 20,000
            # tasks is spread over 14 MB, and with SQLite's own 2 MB each list takes twice the time.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
            "PRAGMA cache_size=-32000;",
        },
    }


DATABASES = _databases()
LOGGING = settings_of_logging(_set.log_level)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
DATABASE_ROUTERS = [] if _set.database_url else ["chiso.office.routing.TasksApart"]

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "chiso.office.people.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "chiso.office.people.passwords.NotOfCommonOnes"},
    {"NAME": "chiso.office.people.passwords.NotOfOurWords"},
    {"NAME": "chiso.office.people.breached.NotOfBreachedOnes"},
]

ACCOUNT_ADAPTER = "chiso.office.people.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Whoever has given the password has a quarter of an hour for the code, or for setting one up.
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
# Wrong passwords and codes are counted by axes and by `people.second_factor`, in the database: a limit in
# the memory of one process would be one limit a process.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "chiso.office.people.adapters.Codes"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = f"chiso {_set.city}".strip()
# One step of 30 seconds to either side: clocks of telephones differ.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
SOCIALACCOUNT_ADAPTER = "chiso.office.people.adapters.Identities"
SOCIALACCOUNT_STORE_TOKENS = False
# A link, not a form: under `form-action 'self'` a form may not lead to another host.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "city",
                "name": _set.oidc_name,
                "client_id": _set.oidc_client_id,
                "secret": _set.oidc_client_secret.get_secret_value(),
                "settings": {"server_url": _set.oidc_server_url, "oauth_pkce_enabled": True},
            }
        ]
        if _set.oidc_server_url
        else [],
    }
}
# Each request would otherwise write a row; the guard notes every five minutes when a session was last seen.
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# By name and address together: a stranger elsewhere locks out nobody but themself.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "chiso.office.people.lockout.answer_locked"
AXES_CLIENT_IP_CALLABLE = "chiso.office.people.lockout.address_of"
AXES_CLIENT_STR_CALLABLE = "chiso.office.people.lockout.say_nothing_of"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "code", "ip_address", "token", "secret"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

_mail = read_mail_url(_set.mail_url)
EMAIL_BACKEND = f"django.core.mail.backends.{_mail.backend}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = _mail.is_encrypted, _mail.becomes_encrypted, 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _set.mail_from

STATIC_URL = "/static/"
STATICFILES_DIRS = [str(LOOKS)]
STATIC_ROOT = str(_home / "static")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_home / "files")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CSRF_FAILURE_VIEW = "chiso.office.ui.refusals.not_a_page_of_ours"
# With this prefix a browser takes a cookie only from this very host, over HTTPS.
_prefix = "__Host-" if _set.secure else ""
SESSION_COOKIE_NAME = f"{_prefix}chiso_session"
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
FLASH_COOKIE_NAME = f"{_prefix}chiso_said"
MESSAGE_STORAGE = "chiso.office.ui.flashes.Flashes"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _set.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# A working day at most, two hours without a request: `people.sessions` sees to both.
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _set.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _set.secure
SECURE_SSL_REDIRECT = _set.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _set.trusted_proxies else None
# The API refuses what comes over HTTP (CH-7607): led on in silence, a program would go on sending its token.
SECURE_REDIRECT_EXEMPT = ["^khoe-manh/", "^api/"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = [
    "chiso.office.files.receiving.BoundedFile",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "script-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# The queue of tasks has a database file of its own on SQLite.
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
