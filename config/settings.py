"""The one settings file. Everything the environment decides is read here, by config.env.

Without DATABASE_URL the portal is a trial: embedded PostgreSQL, invented demo content, mail kept in
an outbox instead of sent. With DATABASE_URL it is an installation and asks for the rest.
"""

from __future__ import annotations

import secrets
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.utils.csp import CSP

from config import embedded, env

# Lets ModelAdmin[Model] and ModelForm[Model] stand in code, for mypy.
django_stubs_ext.monkeypatch()

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.text("FORUM_VAR", str(ROOT / "var")))

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

DATABASE_URL = env.text("DATABASE_URL", "")
TRIAL = not DATABASE_URL
DEMO_MODE = env.flag("FORUM_DEMO", default=TRIAL)
DEBUG = False


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        message = "DATABASE_URL must look like postgresql://user:password@host:5432/name."
        raise env.SettingError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or 5432),
        # A new connection per request would cost four fifths of the throughput.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _trial_secret() -> str:
    path = VAR / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


DATABASES = {"default": _database(DATABASE_URL) if DATABASE_URL else embedded.database()}
# PostgreSQL keeps the plans of what is asked again and again, for content.prepared alone.
DATABASES["default"]["OPTIONS"] = {"prepare_threshold": 2}
# Backups: pg_dump and its like, where none are installed, and what seals an archive.
POSTGRES_PROGRAMS = embedded.programs()
PROGRAM_VARIABLES = env.for_programs()
BACKUP_PASSPHRASE = env.text("BACKUP_PASSPHRASE", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = env.text("SECRET_KEY", "") or (_trial_secret() if TRIAL else env.text("SECRET_KEY"))
if len(SECRET_KEY) < 50:
    message = f"SECRET_KEY has {len(SECRET_KEY)} characters. Use at least 50 random ones."
    raise env.SettingError(message)
BASE_URL = env.text("BASE_URL", "http://localhost:8000" if TRIAL else None).rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme not in {"http", "https"} or not _base.hostname or _base.path:
    message = f"BASE_URL is {BASE_URL!r}. Use the portal's address, such as https://forum.example."
    raise env.SettingError(message)
HTTPS = _base.scheme == "https"
# Links in mail come from BASE_URL and never from a Host header (S60).
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", _base.hostname)
if TRIAL:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "config.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",  # its table is empty since members.models.Session
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "taggit",
    "content",
    "search",
    "notices",
    "members",
    "practices",
    "events",
    "forum",
    "experts",
    "portal",
]

MIDDLEWARE = [
    "config.middleware.request_log",
    "config.middleware.refusals",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.compression",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.session_lifetime",
    "members.middleware.private_pages",
    "members.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
            "builtins": ["portal.templatetags.ui", "django.templatetags.l10n"],
        },
    },
    {
        # Plain-text mail: nothing is escaped here.
        "NAME": "text",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {"autoescape": False},
    },
]
FORM_RENDERER = "config.forms.PortalRenderer"

# Language, time: one language, one zone.
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Static files and uploads.
STATIC_URL = "/static/"
# An image carries the collected files; VAR is empty there at the first start.
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR / "static")))
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Outside of everything a web server hands out; practices.views.files asks for the right.
        "OPTIONS": {
            "location": VAR / "uploads",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# What one file may have. A request with more is refused before it is read: config.middleware.
UPLOAD_MEGABYTES = env.number("UPLOAD_MEGABYTES", 20, least=1, most=100)
# As many as a post may have.
DATA_UPLOAD_MAX_NUMBER_FILES = 6

# Sign-in.
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.backends.MemberBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "members.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "members.passwords.ContextWordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
USERSESSIONS_ADAPTER = "members.adapter.UserSessionsAdapter"
ACCOUNT_FORMS = {
    "login": "members.forms.LoginForm",
    "reauthenticate": "members.forms.ReauthenticateForm",
    "add_email": "members.forms.AddressForm",
    "change_password": "members.forms.ChangePasswordForm",
    "reset_password": "members.forms.ResetPasswordForm",
    "reset_password_from_key": "members.forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
# How many passwords a client address may try, and how many wrong ones for one account (S6, S7),
# in how many seconds: counted by members.services.attempts.
ATTEMPTS_PER_ADDRESS = (300, 60)
WRONG_PASSWORDS = (10, 5 * 60)
ACCOUNT_RATE_LIMITS = {
    "login": None,
    # Codes of the second factor; „key“ is the person.
    "login_failed": "300/m/ip,10/5m/key",
    "reset_password": "60/m/ip",
    "reset_password_from_key": "60/m/ip",
    "change_password": "10/5m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
    "access_request": "20/h/ip",
    "barrier": "20/h/ip",
}
# The second factor: a code of an app, a passkey, or a printed code.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=not DEMO_MODE)
MFA_ADAPTER = "members.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Forum Integration"
MFA_FORMS = {
    "authenticate": "members.forms.FactorForm",
    "reauthenticate": "members.forms.ConfirmByFactorForm",
    "activate_totp": "members.forms.ActivateAppForm",
    "add_webauthn": "members.forms.AddKeyForm",
    "edit_webauthn": "members.forms.RenameKeyForm",
}
# Whoever changes the address proved the factor before; nobody comes in by an address alone.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers know passkeys on https and on http://localhost; only the demo stands on the latter.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO_MODE and not HTTPS
# Whether the lead of a Kreis publishes its practices without the office.
LEADS_PUBLISH = env.flag("LEADS_PUBLISH", default=False)

# X-Forwarded-For counts only as far as our own proxies wrote it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, least=0, most=9)

# Sessions: in the database, so that ending one acts on every web process at once.
SESSION_ENGINE = "members.sessions"
SESSION_IDLE_SECONDS = 8 * 60 * 60
SESSION_ABSOLUTE_SECONDS = 14 * 24 * 60 * 60
SESSION_RENEW_SECONDS = 15 * 60
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}forum_sitzung"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_prefix}forum_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
# One cookie less: messages live in the session.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Rate limits must hold across web processes, hence the database and not memory.
CACHES = {
    "default": {
        "BACKEND": "config.cache.OneStatementCache",
        "LOCATION": "django_cache",
    }
}

# Headers (S55).
SECURE_CSP = {
    "default-src": [CSP.SELF],
    # KERN's icons and QR codes are data URIs.
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
X_FRAME_OPTIONS = "DENY"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail: the trial keeps it in the outbox of the admin.
MAIL_KEPT = env.flag("MAIL_KEPT", default=TRIAL)
DEFAULT_FROM_EMAIL = env.text(
    "MAIL_FROM", "Forum Integration <forum@forum.example>" if MAIL_KEPT else None
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("SMTP_HOST", "localhost" if MAIL_KEPT else None),
            "port": env.number("SMTP_PORT", 587, least=1, most=65535),
            "username": env.text("SMTP_USER", ""),
            "password": env.text("SMTP_PASSWORD", ""),
            "use_tls": env.flag("SMTP_STARTTLS", default=True),
            "timeout": 20,
        },
    }
}

SILENCED_SYSTEM_CHECKS = [
    # The trial on http://localhost cannot have these; an installation with https has them all.
    *([] if HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]),
]

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    message = f"LOG_LEVEL is {LOG_LEVEL!r}. Use DEBUG, INFO, WARNING or ERROR."
    raise env.SettingError(message)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
        }
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        # One line per request is written by config.middleware.request_log.
        "procrastinate": {"level": "WARNING"},
        "django.server": {"handlers": [], "propagate": False},
        "django.request": {"handlers": ["stdout"], "level": "ERROR", "propagate": False},
    },
}

# Background jobs: the queue is in PostgreSQL, jobs are deferred in the caller's transaction.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
