"""Django's settings, all derived from ``config.Config``."""

import logging
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bollkoll import __version__
from bollkoll.project.config import MailServer, load

CONFIG = load()
HOME = CONFIG.home.resolve()

SECRET_KEY = CONFIG.key
DEBUG = CONFIG.debug
ALLOWED_HOSTS = [CONFIG.host, "localhost", "127.0.0.1", "[::1]", *filter(None, CONFIG.allowed_hosts.split(","))]
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url]
USE_X_FORWARDED_HOST = False
if CONFIG.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bollkoll.log",
    "bollkoll.ui",
    "bollkoll.people",
    "bollkoll.services",
    "bollkoll.commitments",
    "bollkoll.knowledge",
    "bollkoll.cases",
    "bollkoll.development",
    "bollkoll.restricted",
    "bollkoll.records",
    "bollkoll.disclosure",
    "bollkoll.incidents",
    "bollkoll.orders",
    "bollkoll.status",
    "bollkoll.desk",
    "bollkoll.portal",
    "bollkoll.channels.email",
    "bollkoll.channels.phone",
    "bollkoll.channels.bulletins",
    "bollkoll.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bollkoll.ui.middleware.SentByPage",
    "bollkoll.people.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "bollkoll.people.middleware.actor",
    "bollkoll.people.middleware.activity",
    "bollkoll.ui.middleware.refusals",
]

ROOT_URLCONF = "bollkoll.project.urls"
WSGI_APPLICATION = "bollkoll.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "bollkoll.project.context.page",
            ],
        },
    }
]

# --- database -------------------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; "
    "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456",
}
# A page asks for a few rows with a dozen tables beside them. Weighing every order in which eight could be joined took
# PostgreSQL thirty times as long as reading them; with four it finds the same rows by the same indexes.
POSTGRES_SESSION = "-c join_collapse_limit=4 -c from_collapse_limit=4 -c jit=off"
if CONFIG.database_url:
    DATABASES = {"default": dj_database_url.parse(CONFIG.database_url, conn_max_age=600, conn_health_checks=True)}
    if "postgresql" in DATABASES["default"]["ENGINE"]:
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", POSTGRES_SESSION)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(HOME / "bollkoll.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": 600,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What libraries keep for themselves; everything else is written by commands (bollkoll.log.guard).
GUARD_FREE_TABLES = (
    "django_session",
    "django_migrations",
    "django_content_type",
    "auth_",
    "account_",
    "mfa_",
    "usersessions_",
    "kit_cache",
)

# --- people ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "bollkoll.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.trusted_proxies
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# A whole institution may stand behind one address: what is strict is the limit per account.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/5m/key", "subscribe": "30/h/ip,5/h/key"}
MFA_ADAPTER = "bollkoll.people.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bollkoll"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.is_https
MFA_RECOVERY_CODE_COUNT = 10
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"  # ending a session must end it in every process
SESSION_COOKIE_AGE = int(timedelta(hours=CONFIG.session_hours).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SAVE_EVERY_REQUEST = False
CSRF_FAILURE_VIEW = "bollkoll.ui.views.csrf_failure"

# --- security headers -----------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if CONFIG.is_https:
    SECURE_HSTS_SECONDS = 31536000

# --- language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 31536000
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE_PATHS = [PACKAGE / "locale"]

# --- files and static -----------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static" / __version__
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "bollkoll.ui.storage.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024  # text of this size is refused by its form, with the text kept
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- mail -----------------------------------------------------------------------------------------------------------

if CONFIG.mail_out:
    _server = MailServer(CONFIG.mail_out)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _server.host, _server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _server.user, _server.word
    EMAIL_USE_SSL = _server.scheme == "smtps"
    EMAIL_USE_TLS = _server.scheme == "smtp+starttls"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "sent-mail"

# --- logs -----------------------------------------------------------------------------------------------------------


def _without_traceback_when_refused(record: logging.LogRecord) -> bool:
    """A refusal (403, 404, 409) is an answer and no fault of ours: a line of the log is enough."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = record.exc_text = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "refused": {"()": "django.utils.log.CallbackFilter", "callback": _without_traceback_when_refused},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refused"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "bollkoll": {"level": "INFO"},
        # Strangers ask for hosts that are not ours all day; they get their 400, and the log no traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

# Rate limits count in the database, so that they hold across processes and hosts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kit_cache"}}
