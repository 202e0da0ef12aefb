"""Django's settings. What an operator may change comes from the environment through env.py."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mashang.project import env

VALUES = env.read()
ROOT = env.ROOT
DEMO = env.flag(VALUES, "MASHANG_DEMO")
OPEN_DATA = env.flag(VALUES, "MASHANG_OPEN_DATA") if VALUES["MASHANG_OPEN_DATA"] else DEMO
DEBUG = env.flag(VALUES, "MASHANG_DEBUG")
FACES = env.listed(VALUES, "MASHANG_FACES")
SECRET_KEY = env.secret(VALUES, "MASHANG_SECRET_KEY", demo=DEMO)
SEAL_KEY = env.secret(VALUES, "MASHANG_SEAL_KEY", demo=DEMO)
TRAIL_KEY = env.secret(VALUES, "MASHANG_TRAIL_KEY", demo=DEMO)
ALLOWED_HOSTS = env.listed(VALUES, "MASHANG_HOSTS")
DATA_FOLDER = env.folder(VALUES, "MASHANG_DATA")
BASE_URL = VALUES["MASHANG_BASE_URL"].rstrip("/")
UPLOAD_BYTES = env.number(VALUES, "MASHANG_UPLOAD_MB") * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "mashang.faces.account",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "procrastinate.contrib.django",
    "mashang.accounts",
    "mashang.trail",
    "mashang.notices",
    "mashang.doors",
    "mashang.clocks",
    "mashang.register",
    "mashang.cases",
    "mashang.insight",
    "mashang.gateways",
    "mashang.ui",
    "mashang.faces.public",
    "mashang.faces.desk",
    "mashang.faces.portal",
    "mashang.faces.link",
    "mashang.cli",
    "mashang.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mashang.project.headers.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mashang.project.urls"
WSGI_APPLICATION = "mashang.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "mashang.ui.forms.Renderer"
INSTALLED_APPS.append("django.forms")

# An address is always given: script/run and script/test set it to the embedded server's socket.
DATABASES: dict[str, Any] = {
    "default": env.database(VALUES["DATABASE_URL"] or "postgresql://mashang@localhost/mashang")
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A pooled connection is checked when it is taken, so that a restarted server costs no failed request.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],
    # After a restart of the server it tries again each second or two, and not with ever longer waits.
    "pool": {"min_size": 1, "max_size": 12, "timeout": 10, "reconnect_timeout": 3},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "public_home"

ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "mashang.faces.account.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "mashang.faces.account.forms.entrance.SignInForm",
    "reauthenticate": "mashang.faces.account.forms.entrance.AgainForm",
    "reset_password": "mashang.faces.account.forms.entrance.ForgottenForm",
    "reset_password_from_key": "mashang.faces.account.forms.entrance.NewPasswordForm",
    "change_password": "mashang.faces.account.forms.entrance.ChangeForm",
    "set_password": "mashang.faces.account.forms.entrance.SetForm",
}
ACCOUNT_SESSION_REMEMBER = False
# An unknown address gets no mail: the page says the same either way.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Wrong passwords are counted by axes (five, then locked); the library's own count only slows guessing from one address.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,20/5m/key"}
# The library tells of changes of the second factor through its mail hook; the adapter writes them into the trail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "mashang.faces.account.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "mashang.faces.account.forms.entrance.CodeForm",
    "reauthenticate": "mashang.faces.account.forms.entrance.CodeAgainForm",
    "activate_totp": "mashang.faces.account.forms.entrance.SetUpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "mashang"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "mashang.doors.attempts.attempted_login"
AXES_CLIENT_IP_CALLABLE = "mashang.doors.attempts.client_address"
AXES_LOCKOUT_CALLABLE = "mashang.faces.account.views.factors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "mashang" / "kernel" / "locale"]  # the kernel is no app
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = DATA_FOLDER / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_FOLDER / "documents"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mashang.doors.guarding.stale_form"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.flag(VALUES, "MASHANG_HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 86400
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
TRUST_PROXY = env.flag(VALUES, "MASHANG_TRUST_PROXY")
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

MAIL_URL = VALUES["MASHANG_MAIL_URL"]
SMS_URL = VALUES["MASHANG_SMS_URL"]
SMS_KEY, SMS_SIGN = VALUES["MASHANG_SMS_KEY"], VALUES["MASHANG_SMS_SIGN"]
SMS_SECRET = VALUES["MASHANG_SMS_SECRET"]
if SMS_URL and not SMS_SECRET:
    raise env.BadEnvironment("MASHANG_SMS_SECRET must be set when MASHANG_SMS_URL is.")
WORKCHAT_HOSTS = env.listed(VALUES, "MASHANG_WORKCHAT_HOSTS")
EMAIL_BACKEND = "mashang.notices.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = VALUES["MASHANG_MAIL_FROM"]

PGTRIGGER_SCHEMA_EDITOR = False
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 4, "delete_jobs": "successful"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "mashang": {"level": "INFO"}},
}
