"""The WSGI entry of the library's site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "qorgan.web.library.settings"
application = get_wsgi_application()
