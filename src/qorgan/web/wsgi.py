"""The WSGI entry. With QORGAN_LIBRARY_SOCKET the library's addresses are handed to its own process."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from qorgan.web.forward import Forwarding

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.web.settings")
application = get_wsgi_application()
if os.environ.get("QORGAN_LIBRARY_SOCKET"):
    application = Forwarding(application, Path(os.environ["QORGAN_LIBRARY_SOCKET"]))  # type: ignore[assignment]
