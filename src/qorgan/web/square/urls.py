"""The public addresses of the law. An article's address never changes; the language stands in `?lang=`."""

from django.urls import path

from qorgan.web.square import ask_pages, law_pages

app_name = "square"
urlpatterns = [
    path("", law_pages.law, name="law"),
    path("exit", law_pages.leave, name="exit"),
    path("ask/", ask_pages.ask, name="ask"),
    path("papers/", law_pages.law, name="papers"),
    path("papers/<slug:paper>/", law_pages.law, name="paper"),
    path("kz.json", law_pages.as_json, name="json"),
    path("kz.yaml", law_pages.as_yaml, name="yaml"),
    path("kz/changes/", law_pages.changes, name="changes"),
    path("kz/gaps/", law_pages.open_points, name="gaps"),
    path("kz/<slug:act>/", law_pages.act, name="act"),
    path("kz/<slug:act>/<str:number>/", law_pages.article, name="article"),
    path("kz/<slug:act>/<str:number>/<str:day>/", law_pages.article, name="article_on"),
]
