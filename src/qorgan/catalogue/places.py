"""Whether words or an address tell where a house stands, in three languages: streets, coordinates, maps.

For what is said of a shelter it errs towards finding. It cannot know every way to describe a place: whoever
publishes reads the words as well.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_plus

# Seen by nobody, and put between letters by whoever wants to pass.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
GAPS = re.compile(r"\s{2,}")
# Letters of one alphabet that look like those of the other.
_LATIN, _CYRILLIC = "aceopxyABCEHIKMOPTXYi", "асеорхуАВСЕНІКМОРТХУі"
_ALIKE = str.maketrans(_LATIN, _CYRILLIC)
_MIXED = re.compile(r"\b(?=\w*[а-яёА-ЯЁӘәҒғҚқҢңӨөҰұҮүҺһІі])(?=\w*[a-zA-Z])\w+")
_NAME = r"[«\"“]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ\d]"
_SHORT = r"(?i:ул|ul|пр-т|пр-кт|просп|пер|мкр|мкрн|мкр-н|б-р|бульв|наб)"
_LONG = (
    r"(?i:улиц\w*|ulits\w*|ulica|проспект\w*|prospekt\w*|переул\w*|pereul\w*|микрорайон\w*|mi[ck]rora[iy]on\w*|"
    r"бульвар\w*)"
)
_LATE = (
    r"(?i:көшес[іе]\w*|даңғыл[ыа]\w*|(?:шағын|ықшам)\s?аудан(?:[ыд]\w*|\s+\w+-?\d)|кошеси\w*|дангыл[ыа]\w*|"
    r"k[oóöō]shesi\w*|da(?:n|ng|ń)[gǵğ]yly\w*)"
)
_END = r"(?=\s*(?:$|[.;,)\n]))"
WRITTEN = re.compile(
    rf"\b{_SHORT}\.\s*[«\"“]?\w|\b{_SHORT}\s+{_NAME}"
    rf"|\b{_LONG}\s+{_NAME}|\b{_LONG}\s+[«\"“]?\w+[»\"”]?(?:,?\s+|-)\d|\b(?i:улица)\s+\w"
    r"|\b(?i:площад\w*|квартал\w*|проезд\w*|тупик\w*|шоссе|набережн\w+|алле\w)\s+[«\"“]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]\w"
    r"|\b(?i:пр)\.?\s+\w+,?\s+\d"
    rf"|\b{_LATE}|\w\s+(?i:көш\.|к-сі|даң\.|ш/а|ы\.\s?а\.)"
    r"|\b[A-Z]\w+\s+(?:Street|Avenue|Boulevard|Lane|Road|St\b|Ave\b)"
    r"|\b(?i:street|avenue|ave|str?)\b\.?\s*\d|\d\w?\s+(?i:street|avenue|ave|str?)\b"
    # houses and flats
    r"|\b(?i:дом|д\.|үй|house|building|bldg|корпус|кв\.|квартира|пәтер|apt|flat|офис|каб\.|кабинет|подъезд)"
    r"\s*(?:#|(?i:no\.?|number))?\s*\d|\d\s?-?\s?(?i:үй|пәтер)\b"
    r"|\b(?!(?i:стать\w|article|бап)\b)[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]\w+,?\s+\d{1,3}(?:[а-яa-zА-ЯA-Z]\b|/\d)"
    rf"|\b[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]\w+,\s*(?!1\d\d\b)\d{{1,3}}{_END}"
    rf"|,\s*[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]\w+\s+(?!1\d\d\b)\d{{1,3}}{_END}"
    # beside what
    r"|\b(?i:на\s+углу|на\s+пересечени\w+|на\s+перекр[её]стк\w+|corner\s+of|intersection\s+of|bus\s+stop)\b"
    r"|\b(?i:напротив)\s+\w|\b(?i:остановк\w+)\s+[«\"“A-ZА-Я]|\b(?i:opposite\s+(?:the|to)|аялдама\w*|қиылысы\w*)"
    # coordinates and what stands for them
    r"|\d{1,3}[.,]\d{3,}\s*°?\s*[NSEWСЮВЗсn]?\s*[,;/ ]\s*[NSEWСЮВЗ]?\s*\d{1,3}[.,]\d{3,}"
    r"|\b\d{1,3}[.,]\d{4,}|[NSEW]\s?\d{1,3}[.,]\d{3,}|\d{1,3}\s?°\s?\d{1,2}"
    r"|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b|///\w+\.\w+\.\w+"
)
MAP = re.compile(
    r"2gis\.|\bmaps\.|/maps|goo\.gl|openstreetmap|\bosm\.org|geo:|wikimapia|what3words|w3w\.co|plus\.codes|"
    r"\bwaze\.|yandex\.\w+/(?:navi|profile)",
    re.IGNORECASE,
)
# Of what a text without context may say: a street and a house together, or a point of the map.
_SPOT = re.compile(
    rf"\b(?:{_SHORT}\.?|{_LONG})\s+[«\"“]?\w[\w.-]*[»\"”]?,?\s*(?:(?i:дом|д\.|үй|No\.?)\s*)*\d{{1,3}}\b"
    rf"|\b(?:{_SHORT})\.[«\"“]?\w[\w-]*[»\"”]?,?\s*(?:(?i:дом|д\.|үй|No\.?)\s*)*\d{{1,3}}\b"
    rf"|(?:{_LATE}|(?i:көш\.|к-сі|даң\.)),?\s*(?:No\.?)?\s*\d{{1,3}}\b"
    r"|\b\d{1,3}\w?\s+[A-Z]\w+\s+(?:Street|Avenue|Boulevard|Lane|Road|St|Ave)\b"
    r"|\b(?:(?i:street|avenue)|Ave|Str?)\b\.?\s*\d{1,3}\b"
    r"|\b(?i:дом|д\.|үй)\s*(?:No\.?)?\s*\d{1,3}\b|\b(?i:кв\.|квартира|пәтер|apt\.?)\s*(?:No\.?)?\s*\d"
    r"|\d{1,3}\.\d{4,}\s*°?\s*[NS]?\s*[,;/ ]\s*[EW]?\s*\d{1,3}\.\d{4,}|\d{1,3}\s?°\s?\d{1,2}\s?['′’]"
    r"|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b|///\w+\.\w+\.\w+"
)
# Whose place is nobody's to tell, as people call it.
HIDING = re.compile(
    r"shelter|safe\s?-?house|women['’]?s\s+refuge|crisis\s+cent|при[юу]т|убежищ|шелтер|кризисн\w+\s+центр|"
    r"баспана|пана\s+үй|дағдарыс\s+орталы|крисис|krizis",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text as it is seen: no invisible signs, one form of each letter, no word in two alphabets.

    >>> plain("у\\u200bл． Aбая")
    'ул. Абая'
    """
    seen = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    # Threat: of a long row of spaces every end would be tried with every beginning.
    seen = GAPS.sub(lambda gap: "\n" if "\n" in gap[0] else " ", seen)
    return _MIXED.sub(lambda word: word[0].translate(_ALIKE), seen)


def names_a_place(text: str) -> bool:
    """Whether words said of one house tell where it is.

    >>> names_a_place("ул Абая 12"), names_a_place("Остались на улице? Звоните 111.")
    (True, False)
    """
    seen = plain(text)
    return bool(WRITTEN.search(seen) or MAP.search(seen))


def leads_to_a_place(address: str) -> bool:
    """Whether an address of the web is a map, or has a street or coordinates written in it.

    >>> leads_to_a_place("https://example.kz/?to=%D1%83%D0%BB.+%D0%90%D0%B1%D0%B0%D1%8F+12")
    True
    """
    seen = plain(unquote_plus(unquote_plus(address)))
    return bool(MAP.search(seen) or _SPOT.search(re.sub(r"[-_=&?/@]+", " ", seen)) or _SPOT.search(seen))


def spot(text: str) -> str:
    """The part of a text of any kind that tells where a house stands; "" for none.

    Near a word for a shelter less is enough, a street alone.

    >>> spot("Приют: ул. Абая 12"), spot("Закон, ст. 12; Stop Street Harassment")
    ('ул. Абая 12', '')
    """
    seen = plain(text)
    found = _SPOT.search(seen) or MAP.search(seen)
    if found is None and HIDING.search(seen):
        found = WRITTEN.search(seen)
    if found is None:
        return ""
    rest = re.compile(r"\w*").match(seen, found.end())
    return (found[0] + (rest[0] if rest else "")).strip()


def of_a_shelter(about: str, text: str) -> bool:
    """Whether a text about shelters holds a street with its house, or a point of the map.

    `about`: all that says what the text is about. Looser than `spot`: a study may speak of maps and streets.

    >>> of_a_shelter("A shelter in Almaty", "Come to 12 Invented Street")
    True
    >>> of_a_shelter("Shelters: a study", "Mapped with OpenStreetMap; Stop Street Harassment")
    False
    """
    return bool(HIDING.search(plain(about)) and _SPOT.search(plain(text)))
