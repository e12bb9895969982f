"""The public addresses of the law. An article's address never changes; the language stands in `?lang=`."""

from django.urls import path

from qorgan.web.square import ask_pages, compare_pages, law_pages, paper_pages, survey_pages

app_name = "square"
urlpatterns = [
    path("", law_pages.law, name="law"),
    path("exit", law_pages.leave, name="exit"),
    path("ask/", ask_pages.ask, name="ask"),
    path("papers/", paper_pages.index, name="papers"),
    path("papers/<slug:paper>/", paper_pages.paper, name="paper"),
    path("procedure/", survey_pages.procedure, name="procedure"),
    path("crosswalk/", survey_pages.crosswalk, name="crosswalk"),
    path("neighbours/", compare_pages.neighbours, name="neighbours"),
    path("kz.json", law_pages.as_json, name="json"),
    path("kz.yaml", law_pages.as_yaml, name="yaml"),
    path("kz/changes/", law_pages.changes, name="changes"),
    path("kz/gaps/", survey_pages.gaps, name="gaps"),
    path("kz/<slug:act>/", law_pages.act, name="act"),
    path("kz/<slug:act>/<str:number>/", law_pages.article, name="article"),
    path("kz/<slug:act>/<str:number>/<str:day>/", law_pages.article, name="article_on"),
]
