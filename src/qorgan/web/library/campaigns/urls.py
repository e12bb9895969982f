"""The addresses of campaigns and of cards."""

from __future__ import annotations

from django.urls import URLPattern, path

from qorgan.web.library.campaigns import card_pages, pages

campaigns: list[URLPattern] = [
    path("campaigns/", pages.index, name="campaigns"),
    path("campaigns/<str:name>/", pages.campaign, name="campaign"),
    path("campaigns/<str:name>/result/", pages.result, name="campaign_result"),
    path("campaigns/<str:name>/result.json", pages.as_json, name="campaign_json"),
    path("campaigns/<str:name>/questionnaire-<str:code>.zip", pages.questionnaire, name="questionnaire"),
]
cards: list[URLPattern] = [path("cards/", card_pages.make, name="cards")]
