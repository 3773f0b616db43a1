"""How is the Django site put together? As `startproject` would, with what these two pages need, for one WSGI worker."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["BENCH_DATABASE_HOST"],
            "NAME": os.environ["BENCH_DATABASE"],
            "USER": "app",
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["bench.django_site"],
    # A fault is said on standard error, instead of mailed to nobody.
    LOGGING_CONFIG=None,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF="bench.django_site.site",
    SECRET_KEY=os.environ["BENCH_KEY"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
            # What Django does by itself without DEBUG.
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

from bench.django_site import views  # noqa: E402

urlpatterns = [
    path("", views.worklist),
    path("work/<uuid:work_id>/decisions", views.decide),
]
application = get_wsgi_application()
