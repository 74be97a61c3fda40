"""Settings of the limits: Django as `startproject` makes it, on the portal's database server.

Its tables are in a schema of their own, so that nothing of the portal weighs on it.
"""

from __future__ import annotations

from config import settings as portal

ROOT_URLCONF = "benchmarks.limits_urls"
SECRET_KEY = portal.SECRET_KEY
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "de"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": portal.DATABASES["default"] | {"OPTIONS": {"options": "-csearch_path=limits"}}
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "benchmarks",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # The portal's pages are compressed, so these are as well.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
