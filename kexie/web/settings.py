"""Settings. Two variables matter: KEXIE_HOME (where data live, default ./var) and DATABASE_URL (default SQLite there).

Everything else has a safe default; `KEXIE_PROFILE=dengbao3` tightens sign-in to GB/T 22239-2019 level 3.
"""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from . import environment
from .environment import database, flag, listed

PACKAGE = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("KEXIE_HOME", "var")).resolve()
PROFILE = os.environ.get("KEXIE_PROFILE", "default")
if PROFILE not in ("default", "dengbao3"):
    raise ImproperlyConfigured("KEXIE_PROFILE 只能是 default 或 dengbao3。")

DEBUG = flag("KEXIE_DEBUG")
KEY_RING = HOME / "keys.json"
# Before `kexie init` there is no ring and nothing to protect; commands that need one make it first.
SECRET_KEY = json.loads(KEY_RING.read_text())["secret"] if KEY_RING.exists() else os.urandom(32).hex()
ALLOWED_HOSTS = listed("KEXIE_HOSTS", "127.0.0.1,localhost,[::1]")
HTTPS = flag("KEXIE_HTTPS")
PROXIES = listed("KEXIE_PROXIES", "")  # addresses of reverse proxies; nobody else's X-Forwarded-* is believed
if DEBUG and HTTPS:
    raise ImproperlyConfigured("正式环境（KEXIE_HTTPS=1）不能打开 KEXIE_DEBUG。")
# What addresses begin with in messages, codes and certificates, where no request says it.
SITE = os.environ.get(
    "KEXIE_SITE", f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://{ALLOWED_HOSTS[0]}:8000"
).rstrip("/")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "kexie.core",
    "kexie.core.audit",
    "kexie.core.jobs",
    "kexie.core.files",
    "kexie.core.lists",
    "kexie.core.terms",
    "kexie.core.api",
    "kexie.network.organisations",
    "kexie.network.access",
    "kexie.network.people",
    "kexie.office.ledger",
    "kexie.office.workdays",
    "kexie.office.metrics",
    "kexie.office.notices",
    "kexie.office.certificates",
    "kexie.office.imports",
    "kexie.office.approvals",
    "kexie.office.tasks",
    "kexie.work.governance",
    "kexie.work.membership",
    "kexie.work.volunteering",
    "kexie.work.registers",
    "kexie.work.standards",
    "kexie.work.contacts",
    "kexie.work.votes",
    "kexie.work.founding",
    "kexie.work.activities",
    "kexie.work.signups",
    "kexie.work.attendance",
    "kexie.work.hours",
    "kexie.insight.reports",
    "kexie.insight.assessment",
    "kexie.insight.planning",
    "kexie.insight.cockpit",
    "kexie.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kexie.core.api.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "kexie.web.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kexie.core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kexie.web.urls"
WSGI_APPLICATION = "kexie.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kexie.web.context.shell",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), HOME / "kexie.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOBS_AT_ONCE = False  # tests and commands do jobs on the spot
JOBS_ROOT = HOME / "jobs"

# Where messages leave by, see kexie.core.gateways; without a gateway they are written to the log only.
MAIL = environment.mail()
EMAIL_HOST, EMAIL_PORT, DEFAULT_FROM_EMAIL = MAIL["host"], MAIL["port"], MAIL["from"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL["user"], MAIL["password"]
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL["starttls"], MAIL["tls"]
SMS = environment.sms()
_GATEWAYS = "kexie.core.gateways."
GATEWAYS = {
    "email": os.environ.get("KEXIE_MAIL_GATEWAY", _GATEWAYS + ("Smtp" if EMAIL_HOST else "Console")),
    "sms": os.environ.get("KEXIE_SMS_GATEWAY", _GATEWAYS + ("HttpSms" if SMS["url"] else "Console")),
}
OUTBOX_PAUSE = HOME / "outbox-paused.json"  # while it is there nothing leaves: `kexie restore` puts it there

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12 if PROFILE == "dengbao3" else 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "access:login"
SECOND_FACTOR_REQUIRED = PROFILE == "dengbao3"
SEPARATE_ADMINISTRATORS = PROFILE == "dengbao3" or flag("KEXIE_SEPARATE_ADMINISTRATORS")

# Lock by account and by address from the fifth wrong password; a forwarded-for header is not believed.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_ON_SUCCESS = False  # a success forgives its own account only, or an attacker's own would forgive the address
AXES_LOCKOUT_CALLABLE = "kexie.network.access.views.locked_out"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_USERNAME_CALLABLE = "kexie.network.access.services.lockout_name"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "code"]
AXES_DISABLE_ACCESS_LOG = True  # the trail keeps who signed in
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 15 * 60 if PROFILE == "dengbao3" else 30 * 60
SESSION_SAVE_EVERY_REQUEST = False  # kexie.network.access slides the session at most once a minute
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "kexie.core.middleware.not_ours"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # stricter, browsers send forms with no origin, and they are refused
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = PACKAGE / "staticfiles"
WHITENOISE_USE_FINDERS = not STATIC_ROOT.is_dir()  # a checkout before `make install`
if WHITENOISE_USE_FINDERS:
    warnings.filterwarnings("ignore", message="No directory at")
FILES_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "kexie.core.files.storage.SealedStorage", "OPTIONS": {"location": str(FILES_ROOT)}},
    "staticfiles": {"BACKEND": "kexie.web.static.StaticStorage"},
}
UPLOAD_LIMIT = 50 * 1024 * 1024
API_BODY_LIMIT = 1024 * 1024
API_PER_MINUTE = 600  # requests of one client, counted by each server process
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
COLUMNS_ROOT = HOME / "columns"  # the ledger's columnar copy, see kexie.office.metrics.queries.columns
COLUMNS_FROM = 300_000  # entries from which it is used
COLUMNS_TAIL = 50_000  # entries not in it yet that a question may read from the database
COLUMNS_MEMORY = "512MB"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "kexie.core.gateways": {"level": "INFO"}},
}
