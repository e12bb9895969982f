"""The desk as a Django app: templates and template tags, no models."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "qorgan.web.desk"
    label = "desk"
