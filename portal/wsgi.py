"""WSGI entry point (gunicorn)."""

import os

import django

from portal.checks import refuse_misconfiguration
from portal.web.request import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup(set_prefix=False)
refuse_misconfiguration()
application = Handler()
