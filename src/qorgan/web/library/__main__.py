"""Django's command line for the library's site: `python -m qorgan.web.library prepare`."""

import os
import sys

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "qorgan.web.library.settings"
    from django.core.management import execute_from_command_line

    execute_from_command_line(["python -m qorgan.web.library", *sys.argv[1:]])
