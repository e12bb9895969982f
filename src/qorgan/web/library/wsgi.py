"""The WSGI entry of the library's site."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "qorgan.web.library.settings"
application = get_wsgi_application()

from qorgan.web.library.finding.warming import warm  # noqa: E402 - needs what was set up above

Thread(target=warm, daemon=True, name="warming").start()
