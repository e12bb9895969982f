"""Settings of the library's own site. They share nothing with the office's but the folder of the data."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from qorgan.web import environment
from qorgan.web.alike import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from qorgan.web.alike import LOGGING as LOGGING

MODE = environment.choice("QORGAN_MODE", ("demo", "production", "test"), "production")
DEMO, TEST, PRODUCTION = MODE == "demo", MODE == "test", MODE == "production"
FACE = "library"
DATA = Path(os.environ.get("QORGAN_LIBRARY_DATA", Path(os.environ.get("QORGAN_DATA", "var")) / "library"))
DATA = DATA.absolute()
BASE_DIR = Path(__file__).resolve().parent
DEBUG = False
_secrets = Path(os.environ.get("QORGAN_LIBRARY_SECRETS", DATA / "secrets"))


def _secret(name: str, size: int) -> bytes:
    make = not PRODUCTION or os.environ.get("QORGAN_LIBRARY_MAKE_SECRETS") == "yes"
    return environment.secret(name, _secrets, size, make=make)


SECRET_KEY = _secret("library_key", 32).hex()
# What certificates of courses are checked with; apart from the key of sessions, which may be drawn anew.
CERTIFICATE_KEY = _secret("library_certificates", 32)
# What seeds of second factors are sealed under: not in the database, so that its copy gives no codes.
MFA_KEY = _secret("library_mfa", 32)
EXIT_URL = os.environ.get("QORGAN_EXIT_URL", "https://www.kazhydromet.kz/")
# The address that permanent links, feeds and harvesters are given; without it, that of the request.
PUBLIC_ADDRESS = os.environ.get("QORGAN_LIBRARY_ADDRESS", "").rstrip("/")
# Whom a harvester writes to; without it, library@ and the name of the host.
LIBRARY_MAIL = os.environ.get("QORGAN_LIBRARY_MAIL", "")
# Where the pages of the law are; the same host unless said otherwise.
LAW_ADDRESS = os.environ.get("QORGAN_LAW_ADDRESS", "/law/")

DATA.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("QORGAN_LIBRARY_DATABASE_URL") or f"sqlite:///{DATA / 'library.sqlite3'}",
        conn_max_age=60,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
elif DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("QORGAN_LIBRARY_DATABASE_URL must name SQLite or PostgreSQL.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "qorgan.web.library.editors",
    "qorgan.web.library.finding",
    "qorgan.web.library",
    "qorgan.web.ui",
    "wagtail_localize",
    "wagtail_localize.locales",
    "qorgan.web.library.editors.users.Users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *(["django.contrib.postgres"] if "postgresql" in DATABASES["default"]["ENGINE"] else []),
    "csp",
]
MIDDLEWARE = [
    "qorgan.web.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qorgan.web.library.sides.Sides",
    "django.middleware.common.CommonMiddleware",
    "qorgan.web.library.sides.EditorsCsrf",
    "qorgan.web.library.sides.EditorsAuthentication",
    "qorgan.web.library.sides.EditorsMessages",
    "allauth.account.middleware.AccountMiddleware",
    "qorgan.web.library.editors.admission.Admission",
]
ROOT_URLCONF = "qorgan.web.library.urls"
WSGI_APPLICATION = "qorgan.web.library.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR.parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qorgan.web.language.context",
            ]
        },
    }
]

# Accounts: of this site only. They hold no key and open nothing but the library. ----------------------
AUTH_USER_MODEL = "editors.Editor"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TEST
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "qorgan.web.library.editors.sign_in.SignInAdapter"
ACCOUNT_FORMS = {"login": "qorgan.web.library.editors.sign_in.NameForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,8/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("QORGAN_BEHIND_PROXY") else 0
MFA_ADAPTER = "qorgan.web.library.editors.sign_in.SecondFactorAdapter"
MFA_FORMS = {"authenticate": "qorgan.web.library.editors.sign_in.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half minutes before and after the present one
MFA_TOTP_ISSUER = "Qorgan library"
SESSION_COOKIE_NAME = "__Host-l"
SESSION_COOKIE_SECURE = SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SESSION_ABSOLUTE = 12 * 3600
SESSION_IDLE = 60 * 60
CSRF_USE_SESSIONS = True
SILENCED_SYSTEM_CHECKS = ["security.W003"]
CACHES = {
    "default": {
        # In the database and not in memory: a wrong try and a used code count for every worker.
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TEST
        else "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "library_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# The publishing system --------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Qorgan"
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS or "http://localhost:8000"
# It asks foreign servers for faces and for news of releases unless told not to: nobody is told who edits.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# The machine's own list has names that no browser knows.
WAGTAIL_USER_TIME_ZONES = "Asia/Almaty Asia/Bishkek Asia/Tashkent Asia/Dushanbe Asia/Ashgabat UTC".split()
WAGTAIL_PASSWORD_RESET_ENABLED = False  # no mail is sent from here; a librarian gives a new password
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # our own page: it also ends the start password
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WAGTAIL_I18N_ENABLED = True
# A translation begins as a draft: sent on at once, the words of another language would stand as its own.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "docx", "xlsx", "odt", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "qorgan.web.library.files.FileForm"
LARGEST_FILE = 20 * 1024 * 1024  # a larger file is refused with a sentence; it is linked instead of kept
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # a record with many effects in its editor
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Transport and headers --------------------------------------------------------------------------------
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
# The one exception of the editors' side, added by `editing.translating` to the page where a translation is
# written and to no other: its widget (wagtail-localize) puts an empty style into the page, which takes no
# nonce, and fills it by script. This is the hash of the empty text: a style with anything in it is refused.
CSP_STYLES_OF_TRANSLATION = {"style-src": ["'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"]}

# Languages --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "kk"
# Languages of records: three in use, four prepared. The screens speak the first three. A script is written
# only where it is not the usual one.
_SCREENS = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
_PREPARED = [("ky", _("Kyrgyz")), ("uz", _("Uzbek")), ("tg", _("Tajik")), ("tk", _("Turkmen"))]
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = _SCREENS + _PREPARED
WAGTAILADMIN_PERMITTED_LANGUAGES = _SCREENS
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR.parent / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Almaty"
FORMAT_MODULE_PATH = ["qorgan.web.formats"]

# Files ------------------------------------------------------------------------------------------------
STATIC_URL = "/library/s/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR.parent / "square" / "static"]  # the public pages look alike
MEDIA_URL = "/library/files/"
MEDIA_ROOT = DATA / "files"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
ADMINS: list[tuple[str, str]] = []
