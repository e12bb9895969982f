"""The one settings file. A missing secret or an unknown mode stops the start with a clear line."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from qorgan.vault.names import Pepper, Salt
from qorgan.web import environment
from qorgan.web.alike import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from qorgan.web.alike import LOGGING as LOGGING

MODE = environment.choice("QORGAN_MODE", ("demo", "production", "test"), "production")
FACE = environment.choice("QORGAN_FACE", ("all", "door", "desk", "square"), "all")
DEMO, TEST, PRODUCTION = MODE == "demo", MODE == "test", MODE == "production"
DATA = Path(os.environ.get("QORGAN_DATA", "var")).absolute()
BASE_DIR = Path(__file__).resolve().parent
DEBUG = False

_secrets = Path(os.environ.get("QORGAN_SECRETS", DATA / "secrets"))
# Their cards bring the lost ones back: until then this command alone starts, on secrets that are nobody's.
_RESTORING = sys.argv[1:3] == ["pepper_cards", "restore"]
if _RESTORING:
    _secrets = Path(tempfile.mkdtemp(prefix="qorgan-no-secrets-"))
    atexit.register(shutil.rmtree, _secrets, ignore_errors=True)


def _secret(name: str, size: int) -> bytes:
    # In production secrets are drawn by one command only, never by a start that found none.
    return environment.secret(
        name, _secrets, size, make=_RESTORING or not PRODUCTION or "make_secrets" in sys.argv[1:2]
    )


SECRET_KEY = _secret("secret_key", 32).hex()
PEPPER_RECEIPT = Pepper(_secret("pepper_receipt", 32))
PEPPER_STAFF = Pepper(_secret("pepper_staff", 32))
INSTALL_SALT = Salt(_secret("install_salt", 16))
MFA_KEY = _secret("mfa_key", 32)
# The pinned public half of the offline root, in hex; demo and single-office set-up write the file.
ROOT_KEY_FILE = Path(os.environ.get("QORGAN_ROOT_KEY_FILE", DATA / "root.pub"))
# Outside the database on purpose: rolling the database back must not roll this back (vault rule 1).
DIRECTORY_SERIAL_FILE = Path(os.environ.get("QORGAN_DIRECTORY_SERIAL_FILE", DATA / "directory.serial"))
# "elsewhere": another user of the system signs, with `qorgan audit checkpoint FOLDER` (vault rule 16).
CHECKPOINTS_HERE = os.environ.get("QORGAN_CHECKPOINTS") != "elsewhere"
CHECKPOINTS = Path((CHECKPOINTS_HERE and os.environ.get("QORGAN_CHECKPOINTS")) or DATA / "checkpoints")
BOOT_FILE = Path(
    os.environ.get(
        "QORGAN_BOOT_FILE",
        # tmpfs: gone with the machine's memory. The folder is made 0700 for this user.
        f"/dev/shm/qorgan-{os.getuid()}/boot" if Path("/dev/shm").is_dir() else DATA / "boot",  # noqa: S108  # nosec B108
    )
)
CHEAP_KEYS = TEST  # cheap Argon2id in tests only; production and demo never read this as true
VISIT_SECONDS = 0.0 if TEST else 0.25  # each try of words at the door takes as long (door/crowd.py)
EXIT_URL = os.environ.get("QORGAN_EXIT_URL", "https://www.kazhydromet.kz/")

DATA.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'db.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "qorgan.web.ledger.sqlite"  # Django's own, where writers take turns
    DATABASES["default"]["OPTIONS"] = {
        # Immediate: a writer waits for its turn instead of failing half-way. FULL: an acknowledged
        # report survives a power cut. secure_delete: deleted wraps leave no bytes behind.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
    }
elif DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "qorgan.web.ledger",
    "qorgan.web.agencies",
    "qorgan.web.casework",
    "qorgan.web.orders",
    "qorgan.web.ui",
    "qorgan.web.door",
    "qorgan.web.desk",
    "qorgan.web.square",
    *(["qorgan.web.demo"] if MODE != "production" else []),
]
MIDDLEWARE = [
    # Outermost: a redirect to TLS, a static file and a refused host carry them as well.
    "qorgan.web.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(["qorgan.web.demo.guard.LoopbackOnly"] if DEMO else []),
    *(["qorgan.web.door.crowd.TakeTurns"] if FACE in ("all", "door") else []),
    "qorgan.web.agencies.sessions.FaceSessions",
    "qorgan.web.language.SessionLanguage",
    "django.middleware.common.CommonMiddleware",
    "qorgan.web.csrf.TokenFromSession",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "qorgan.web.desk.kept.KeepTyped",
]
ROOT_URLCONF = "qorgan.web.urls"
WSGI_APPLICATION = "qorgan.web.wsgi.application"
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
                "qorgan.web.language.context",
                *(["qorgan.web.demo.context.demo"] if MODE != "production" else []),
            ]
        },
    }
]

# Sign-in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TEST
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "qorgan.web.agencies.passwords.NotGuessable"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:worklist"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "qorgan.web.agencies.sign_in.SignInAdapter"
ACCOUNT_FORMS = {"login": "qorgan.web.agencies.name_form.NameForm"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,8/5m/key"}
# Behind a proxy every address would be the proxy's, and twenty wrong tries would keep everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("QORGAN_BEHIND_PROXY") else 0
MFA_ADAPTER = "qorgan.web.agencies.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_FORMS = {
    "authenticate": "qorgan.web.agencies.codes.CodeForm",
    "reauthenticate": "qorgan.web.agencies.codes.CodeAgainForm",
    "authenticate_webauthn": "qorgan.web.agencies.passkeys.PasskeyForm",
}
MFA_TOTP_TOLERANCE = 1  # half minutes before and after the present one; see agencies.codes
MFA_PASSKEY_LOGIN_ENABLED = False  # a passkey alone opens no key (vault rule 13)
MFA_TOTP_ISSUER = "Qorgan"
CACHES = {
    "default": {
        # In the database and not in memory: a used code must be used for every worker.
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TEST
        else "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Culling drops at random, marks of used codes among them: far above what an office makes in a day.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# Sessions and cookies --------------------------------------------------------------------------------
SESSION_IDLE = 20 * 60
SESSION_ABSOLUTE = 12 * 3600
PENDING_SECRET_SECONDS = 5 * 60
DOOR_COOKIE, STAFF_COOKIE = "__Host-d", "__Host-s"
SESSION_ENGINE = "qorgan.web.agencies.sessions"
SESSION_COOKIE_NAME = STAFF_COOKIE
SESSION_COOKIE_SECURE = SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True
CSRF_COOKIE_SECURE = True
# The check looks for Django's own class by name; ours is its subclass, and a test holds it in MIDDLEWARE.
SILENCED_SYSTEM_CHECKS = ["security.W003"]
CSRF_FAILURE_VIEW = "qorgan.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Transport and headers -------------------------------------------------------------------------------
ALLOWED_HOSTS = [h for h in os.environ.get("QORGAN_HOSTS", "").split(",") if h]
if not PRODUCTION:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *(["testserver"] if TEST else [])]
elif not ALLOWED_HOSTS:
    raise ImproperlyConfigured("QORGAN_HOSTS is missing: the host names this server answers to, with commas.")
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("QORGAN_BEHIND_PROXY") else None
)
# A megabyte of Cyrillic takes three as a form; more than four is answered with 413 (errors.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# Languages and time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Almaty"
FORMAT_MODULE_PATH = ["qorgan.web.formats"]

# Files -----------------------------------------------------------------------------------------------
STATIC_URL = "/s/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

ADMINS: list[tuple[str, str]] = []
