"""Settings, read from the environment (12-factor).

Every variable is listed in ``docs/configuration.md``; each secret may come from a file (``NAME_FILE``). On a machine
without configuration, demonstration mode reads what ``make run`` generated in ``PORTAL_DATA_DIR/local.env``. Production
refuses to start when something is missing or weak: ``portal/checks.py`` says what and how to mend it.
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import FileAwareEnv
from whitenoise.compress import Compressor as WhiteNoiseCompressor

from portal.embedded import local_environment

BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_DATA_DIR = Path(os.environ.get("PORTAL_DATA_DIR") or BASE_DIR / "var").resolve()
for name, value in local_environment(PORTAL_DATA_DIR).items():
    if f"{name}_FILE" not in os.environ:
        os.environ.setdefault(name, value)
env = FileAwareEnv()

# --- what this process is ------------------------------------------------------------------------------------------
PORTAL_DEMO = env.bool("PORTAL_DEMO", False)
PORTAL_SURFACE = env.str("PORTAL_SURFACE", "all")  # public | desk | all
PORTAL_DEMO_PASSWORD = env.str("PORTAL_DEMO_PASSWORD", "demo-portal-2026")
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", f"http://localhost:{env.int('PORT', 8000)}").rstrip("/")
PORTAL_DESK_URL = env.str("PORTAL_DESK_URL", PORTAL_BASE_URL).rstrip("/")  # for the links in notices to staff
DEBUG = False
SECRET_KEY = env.str("PORTAL_SECRET_KEY", "")
SECRET_KEY_FALLBACKS: list[str] = env.list("PORTAL_SECRET_KEY_FALLBACKS", [])  # retired: they open only
ALLOWED_HOSTS = env.list("PORTAL_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL] if PORTAL_BASE_URL.startswith("https://") else []
BEHIND_TLS = PORTAL_BASE_URL.startswith("https://")
# How many proxies write X-Forwarded-For.
PORTAL_TRUSTED_PROXIES = env.int("PORTAL_TRUSTED_PROXIES", 1 if BEHIND_TLS else 0)
PORTAL_EXIT_URL = env.str("PORTAL_EXIT_URL", "https://www.wikipedia.org/")  # where the quick exit leads

# --- secrets of the domain (portal/sealing) ---------------------------------------------------------------------------
PORTAL_SEALING_KEYS = env.str("PORTAL_SEALING_KEYS", "")
PORTAL_HASH_KEY = env.str("PORTAL_HASH_KEY", "")
PORTAL_INDEX_KEY = env.str("PORTAL_INDEX_KEY", "")
PORTAL_MAX_FILE_BYTES = env.int("PORTAL_MAX_FILE_BYTES", 200 * 1024 * 1024)
PORTAL_MAX_FILES = env.int("PORTAL_MAX_FILES", 25)

# --- the project ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "complaints",
    "associations.contact",
    "associations.commitments",
    "associations.replies",
    "associations.invitations",
    "associations.diligence",
    "associations.exchange",
    "associations",
    "protocol.library",
    "protocol",
    "portal.accounts",
    "portal.outbox",
    "portal.receipts",
    "portal.ledger",
    "portal.sealing",
    "portal.web",
    "portal.web.admin.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "portal.static_files.StaticFiles",
    "django.forms",  # the widgets of TemplatesSetting
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
    "csp",
]
MIDDLEWARE = [
    "portal.web.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.web.middleware.CleanInput",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.StaffMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = f"portal.urls.{PORTAL_SURFACE}"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.web.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- data ------------------------------------------------------------------------------------------
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL", "postgresql:///portal", conn_max_age=600, conn_health_checks=True
    )
}
# A database host that swallows packets must give an error page (and a red /healthz) soon, not a hanging one.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,  # seconds, for each address of the host
    "tcp_user_timeout": 10_000,  # milliseconds without an acknowledgement; Unix sockets know neither
} | DATABASES["default"].get("OPTIONS", {})
# Read by grant_public_role only: the public surface itself has it in its DATABASE_URL.
PORTAL_PUBLIC_DB_PASSWORD = env.str("PORTAL_PUBLIC_DB_PASSWORD", "")
REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Public pages as they were sent, in each process: portal/web/unchanged.py. Compressed, 10 to 80 kB each.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
STORAGE_URL = env.str("STORAGE_URL", f"file://{PORTAL_DATA_DIR / 'sealed'}")
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("PORTAL_STATIC_ROOT", str(PORTAL_DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "portal.sealing.storage.SealedStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*WhiteNoiseCompressor.SKIP_COMPRESS_EXTENSIONS, "map"]
FILE_UPLOAD_HANDLERS = ["portal.sealing.uploads.SealingUploadHandler"]
PORTAL_INCOMING_DIR = str(PORTAL_DATA_DIR / "incoming")
# 200,000 characters of narrative must arrive to be answered kindly.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- people ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "admin:login"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "portal.accounts.adapter.StaffAdapter"
ACCOUNT_RATE_LIMITS = False  # counted in PostgreSQL instead: portal/web/throttle.py
MFA_ADAPTER = "portal.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.CodeForm",
    "reauthenticate": "portal.accounts.forms.CodeAgainForm",
}
MFA_RATE_LIMITS = False
# A clock that is half a minute off; a code still counts once only (portal/accounts/forms.py).
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Prosecutor Human Rights Portal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
MFA_REQUIRED = not PORTAL_DEMO

# --- sessions, cookies, headers ------------------------------------------------------------------
SESSION_ENGINE = "portal.web.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
# Sealed with the session; a cookie would be readable.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "portal.web.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 63072000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- languages ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
]
# Languages a complainant may write in and be answered in; the interface follows as each is completed.
CORRESPONDENCE_LANGUAGES = [
    ("en", _("English")),
    ("ru", _("Russian")),
    ("uk", _("Ukrainian")),
    ("az", _("Azerbaijani")),
    ("kk", _("Kazakh")),
    ("es", _("Spanish")),
    ("zh-hans", _("Chinese (simplified)")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- mail and workers ------------------------------------------------------------------------------------------
PORTAL_MAIL_FROM = env.str("PORTAL_MAIL_FROM", "no-reply@portal.invalid")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = PORTAL_MAIL_FROM
_mail = env.dj_email_url("EMAIL_URL", f"file://{PORTAL_DATA_DIR / 'mail'}")
globals().update(_mail)
if "filebased" in _mail["EMAIL_BACKEND"]:  # the parser drops the leading slash
    EMAIL_FILE_PATH = "/" + _mail["EMAIL_FILE_PATH"].lstrip("/")
EMAIL_TIMEOUT = 20
# redis-py and Celery spell a Unix socket differently: unix:///path?db=1, redis+socket:///path?virtual_host=1
CELERY_BROKER_URL = REDIS_URL
if REDIS_URL.startswith("unix://"):
    CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace(
        "?db=", "?virtual_host=", 1
    )
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "deliver what is waiting": {"task": "outbox.deliver", "schedule": 5.0, "options": {"expires": 5}},
    "recover what got stuck": {"task": "outbox.recover", "schedule": 60.0, "options": {"expires": 60}},
    "plan reminders": {"task": "complaints.plan_reminders", "schedule": 60.0, "options": {"expires": 60}},
    "plan reminders of contacts": {
        "task": "contact.plan_reminders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "plan reminders of commitments": {
        "task": "commitments.plan_reminders",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "look after requests of bodies": {
        "task": "replies.look_after",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "open reviews that come due": {
        "task": "diligence.open_due",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "plan reminders of reviews": {
        "task": "diligence.plan_reminders",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "fill the blind index": {"task": "complaints.fill_index", "schedule": 10.0, "options": {"expires": 10}},
    "close what is over": {"task": "complaints.close_due", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget what is over": {"task": "complaints.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "end roles with the membership": {
        "task": "associations.end_with_membership",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "look after invitations": {
        "task": "invitations.look_after",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "forget contacts": {"task": "contact.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "make files of the Protocol": {
        "task": "protocol.make_files",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget tables of signatories": {
        "task": "library.forget",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget imports of the Protocol": {
        "task": "protocol.forget_imports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget reviews": {"task": "diligence.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "import what waits": {"task": "exchange.run", "schedule": 3.0, "options": {"expires": 3}},
    "recover stuck imports": {"task": "exchange.recover", "schedule": 60.0, "options": {"expires": 60}},
    "forget imported files": {"task": "exchange.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget throttling and ended sessions": {
        "task": "web.forget",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "show that beat and worker live": {"task": "web.heartbeat", "schedule": 15.0, "options": {"expires": 15}},
}

# --- history and logs ------------------------------------------------------------------------------------------
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_ENABLED = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "portal.web.logs.Discreet"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.csrf": {"level": "ERROR"}},
}
