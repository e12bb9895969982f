"""A record for tests, in three languages, with a study of two results; the collection may change, it not."""

from __future__ import annotations

from typing import Any

from qorgan.catalogue.record import Record, record_of

PLAIN: dict[str, Any] = {
    "identifier": "q0002007",
    "kind": "evaluation",
    "title": {
        "en": "SASA! in Kampala, a community programme on power and violence",
        "ru": "SASA! в Кампале, программа сообщества о власти и насилии",
        "kk": "Кампаладағы SASA!, билік пен зорлық-зомбылық туралы қауымдастық бағдарламасы",
    },
    "summary": {
        "en": "Eight communities were compared after four years.",
        "ru": "Восемь сообществ сравнили через четыре года.",
        "kk": "Сегіз қауымдастық төрт жылдан кейін салыстырылды.",
    },
    "countries": ["UG"],
    "languages": ["en"],
    "topics": ["domestic_violence", "social_norms"],
    "sectors": ["community", "research"],
    "audiences": ["policy_makers", "researchers", "practitioners"],
    "stages": ["prevent"],
    "licence": "CC-BY-4.0",
    "cost": "unknown",
    "address": "https://bmcmedicine.biomedcentral.com/articles/10.1186/s12916-014-0122-5",
    "issued": "2014",
    "evidence": {
        "design": "cluster_trial",
        "participants": 2532,
        "clusters": 8,
        "citation": "Abramsky T. et al., BMC Medicine 12:122, 2014",
        "source": "https://bmcmedicine.biomedcentral.com/articles/10.1186/s12916-014-0122-5/tables/5",
        "certainty": "secondary",
        "effects": [
            {
                "outcome": {
                    "en": "Women accept violence by a partner",
                    "ru": "Женщины оправдывают насилие партнёра",
                    "kk": "Әйелдердің серіктес зорлығын ақтауы",
                },
                "domain": "attitude",
                "measure": "aRR",
                "estimate": 0.54,
                "low": 0.38,
                "high": 0.79,
                "better": "lower",
            },
            {
                "outcome": {
                    "en": "Physical violence by a partner in the past year",
                    "ru": "Физическое насилие партнёра за последний год",
                    "kk": "Соңғы жылдағы серіктестің дене зорлығы",
                },
                "domain": "violence",
                "measure": "aRR",
                "estimate": 0.48,
                "low": 0.16,
                "high": 1.39,
                "better": "lower",
            },
        ],
    },
    "sources": [
        {
            "address": "https://bmcmedicine.biomedcentral.com/articles/10.1186/s12916-014-0122-5/tables/5",
            "certainty": "secondary",
            "note": "intervals of table 5",
        }
    ],
}
SAMPLE: Record = record_of(PLAIN)
