"""The addresses of the order's pages, included by the desk's table. No name or number stands in one."""

from __future__ import annotations

from django.urls import path

from qorgan.web.desk import order_pages, order_papers

case_patterns = [
    path("new/", order_pages.order_new, name="order_new"),
]
order_patterns = [
    path("wording/", order_papers.order_wording, name="order_wording"),
    path("<uuid:order>/", order_pages.order, name="order"),
    path("<uuid:order>/issue/", order_pages.order_issue, name="order_issue"),
    path("<uuid:order>/serve/", order_pages.order_serve, name="order_serve"),
    path("<uuid:order>/copy/", order_pages.order_copy, name="order_copy"),
    path("<uuid:order>/check/", order_pages.order_check, name="order_check"),
    path("<uuid:order>/breach/", order_pages.order_breach, name="order_breach"),
    path("<uuid:order>/follows/", order_pages.order_follows, name="order_follows"),
    path("<uuid:order>/withdraw/", order_pages.order_withdraw, name="order_withdraw"),
    path("<uuid:order>/petition/", order_papers.order_petition, name="order_petition"),
    path("<uuid:order>/sheet/", order_papers.order_sheet, name="order_sheet"),
    path("<uuid:order>/print/<slug:kind>/<slug:language>/", order_papers.order_print, name="order_print"),
]
