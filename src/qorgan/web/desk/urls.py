"""The one table of the desk's addresses. No code, name or text of anybody ever stands in one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from qorgan.web.desk import (
    call_pages,
    case_page,
    consent_pages,
    course_pages,
    danger_page,
    facts_page,
    identity_page,
    member_pages,
    named_pages,
    order_urls,
    plan_page,
    record_pages,
    referral_pages,
    search_page,
    worklist_pages,
)

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", worklist_pages.worklist_page, name="worklist"),
    path("inbox/", worklist_pages.inbox_page, name="inbox"),
    path("inbox/<uuid:report>/open/", worklist_pages.report_open, name="report_open"),
    path("referrals/", worklist_pages.referrals_page, name="referrals"),
    path("calls/", worklist_pages.calls_page, name="calls"),
    path("find/", search_page.find_case, name="find"),
    path("language/", worklist_pages.language_page, name="language"),
    path("cases/<uuid:case>/", case_page.case_page, name="case"),
    path("cases/<uuid:case>/account/", record_pages.case_account, name="case_account"),
    path("cases/<uuid:case>/person/", identity_page.case_identity, name="case_identity"),
    path("cases/<uuid:case>/note/", record_pages.case_note, name="case_note"),
    path("cases/<uuid:case>/contact/", record_pages.case_contact, name="case_contact"),
    path("cases/<uuid:case>/messages/", record_pages.case_messages, name="case_messages"),
    path("cases/<uuid:case>/facts/", facts_page.case_facts, name="case_facts"),
    path("cases/<uuid:case>/danger/", danger_page.case_danger, name="case_danger"),
    path("cases/<uuid:case>/plan/", plan_page.case_plan, name="case_plan"),
    path("cases/<uuid:case>/consent/", consent_pages.case_consent, name="case_consent"),
    path(
        "cases/<uuid:case>/consent/<uuid:agency>/stop/",
        consent_pages.case_consent_stop,
        name="case_consent_stop",
    ),
    path("cases/<uuid:case>/course/", course_pages.case_course, name="case_course"),
    path("cases/<uuid:case>/course/move/", course_pages.case_course_move, name="case_course_move"),
    path("cases/<uuid:case>/named/", named_pages.case_named, name="case_named"),
    path(
        "cases/<uuid:case>/named/<uuid:member>/remove/",
        named_pages.case_named_remove,
        name="case_named_remove",
    ),
    path("cases/<uuid:case>/refer/", referral_pages.referral_new, name="referral_new"),
    path("cases/<uuid:case>/call/", call_pages.call_new, name="call_new"),
    path("cases/<uuid:case>/orders/", include(order_urls.case_patterns)),
    path("orders/", include(order_urls.order_patterns)),
    path("referrals/<uuid:referral>/", referral_pages.referral, name="referral"),
    path("referrals/<uuid:referral>/move/", referral_pages.referral_move, name="referral_move"),
    path("calls/<uuid:task>/", call_pages.call, name="call"),
    path("members/", member_pages.members, name="members"),
    path("members/new/", member_pages.member_new, name="member_new"),
    path("members/<uuid:member>/", member_pages.member_page, name="member"),
    path("members/<uuid:member>/start/", member_pages.member_start, name="member_start"),
    path("members/<uuid:member>/admit/", member_pages.member_admit, name="member_admit"),
    path("members/<uuid:member>/leave/", member_pages.member_leave, name="member_leave"),
    path("begin/", member_pages.begin, name="begin"),
    path("begun/", member_pages.begun, name="begun"),
]
