"""The WSGI entry point: `mashang.project.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashang.project.settings")

application = get_wsgi_application()
