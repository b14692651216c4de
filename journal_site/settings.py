"""Settings of one school's installation; every variable is explained in docs/operations.md."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import env
from .schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_folder("KLASSNY_DATA_DIR", BASE_DIR / "var")
DEBUG = env.flag("DEBUG")
DEMO = env.flag("KLASSNY_DEMO")
DEMO_TODAY = env.day("KLASSNY_TODAY")
REQUIRE_SERVICES = env.flag("KLASSNY_REQUIRE_SERVICES")
BENCH = env.flag("KLASSNY_BENCH")
if DEMO_TODAY and not DEMO:
    raise ImproperlyConfigured("KLASSNY_TODAY действует только в демонстрации (KLASSNY_DEMO=1).")

# The embedded default keeps its key beside its database; an installation with a server of its own names one.
SECRET_KEY = env.secret_key(DATA_DIR, may_generate=DEBUG or DEMO or not env.text("DATABASE_URL"))
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS") or (["127.0.0.1", "localhost", "[::1]"] if DEBUG or DEMO else [])
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

INSTALLED_APPS = [
    "apps.demo",
    "apps.archive",
    "apps.journal",
    "apps.diary",
    "apps.control",
    "apps.office",
    "apps.attendance",
    "apps.homework",
    "apps.lessons",
    "apps.timetable",
    "apps.school",
    "apps.accounts",
    "apps.core",
    "guardian",
    "simple_history",
    "axes",
    "csp",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.accounts.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.core.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.SignInRequiredMiddleware",  # before CSRF: 401 and a fresh token for scripts
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.core.middleware.AttributionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

if BENCH:
    MIDDLEWARE.insert(0, "apps.core.querycount.QueryCountMiddleware")

ROOT_URLCONF = "journal_site.urls"
WSGI_APPLICATION = "journal_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "journal_site.navigation.shell",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "klassny.sqlite3")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
        }
    }

# People: accounts are issued by the school; guardian has no anonymous row.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "apps.accounts.backends.PasswordBackend",
    "apps.accounts.backends.AccessCodeBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "apps.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "apps.accounts.passwords.NotCommon"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "apps.accounts.views.csrf_failure"

# Sign-in throttling (real time): growing pauses by login and address, never by login alone.
AXES_HANDLER = "apps.accounts.throttle.GrowingPauses"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = "apps.accounts.throttle.free_tries"
AXES_COOLOFF_TIME = 24  # hours without a failure, and the count begins anew
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.paused"
AXES_CLIENT_IP_CALLABLE = "apps.accounts.throttle.throttled_address"
AXES_VERBOSE = AXES_ENABLE_ADMIN = False

# History: reasons are sentences; (date, id) is the index chosen before the first migration.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = "composite"
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Русский")), ("en", _("Английский"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.zone("TIME_ZONE", "Europe/Moscow")  # I-02
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"  # belongs to the code, not to the school's data
MEDIA_ROOT = DATA_DIR / "media"
ARCHIVE_PRIMARY = Path(env.text("ARCHIVE_PRIMARY") or DATA_DIR / "archive" / "primary")
ARCHIVE_SECONDARY = Path(env.text("ARCHIVE_SECONDARY") or DATA_DIR / "archive" / "secondary")


def _folder(path):
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(path)},
    }


STORAGES = {
    "default": _folder(MEDIA_ROOT),
    "archive_primary": _folder(ARCHIVE_PRIMARY),
    "archive_secondary": _folder(ARCHIVE_SECONDARY),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO
        else "apps.core.static.HashedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO

# Background work: a message is a wake-up call, the rows are the truth.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    CELERY_BROKER_URL = "filesystem://localhost"  # a name only: without one every first message is a warning
    BROKER_DIR = DATA_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
    }
    for _name in ("queue", "processed", "control"):
        (BROKER_DIR / _name).mkdir(parents=True, exist_ok=True)

vars().update(environ.Env.email_url_config(env.text("EMAIL_URL") or "consolemail://"))

# Safety. Behind TLS everywhere but in the try-out on 127.0.0.1.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not (DEBUG or DEMO):
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"apps": {"level": "INFO"}, "django.server": {"level": "WARNING"}},
}
