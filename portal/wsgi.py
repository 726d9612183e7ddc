"""WSGI entry point (gunicorn)."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

from portal.checks import refuse_misconfiguration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup(set_prefix=False)
refuse_misconfiguration()
application = WSGIHandler()
