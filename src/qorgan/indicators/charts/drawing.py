"""From a filled canvas to an Altair chart, and from that to SVG, offline."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET  # nosec B405  # reads only what the renderer beside it has just written
from itertools import groupby
from typing import TYPE_CHECKING, Any

from qorgan.indicators.charts.canvas import Canvas
from qorgan.indicators.charts.palette import WHITE

if TYPE_CHECKING:
    from altair import LayerChart

NAMESPACE = "http://www.w3.org/2000/svg"
# Text stays text: a few kilobytes, found by search, spoken and enlarged. Each has the letters of Kazakh.
FONTS = (
    "'Noto Sans', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
)
DROPPED = (
    "font-family",
    "clip-path",
    "class",
    "role",
    "aria-label",
    "aria-hidden",
    "aria-roledescription",
    "stroke-miterlimit",
    "version",
)
HATCH_LINES = {
    "rising": "M-1,1L1,-1M0,6L6,0M5,7L7,5",
    "falling": "M-1,5L1,7M0,0L6,6M5,-1L7,1",
    "crossed": "M0,0L6,6M0,6L6,0",
    "lying": "M0,3L6,3",
    "standing": "M3,0L3,6",
    "dots": "M1,3L4,3",
}


def chart(canvas: Canvas) -> LayerChart:
    """The Altair chart of a canvas: a layer for each sort of marks, in the order they are painted."""
    import altair as alt

    layers = []
    for (kind, style), run in groupby(canvas.painted(), key=lambda mark: mark[:2]):
        layers.append(_layer(kind, dict(style), [place for _, _, place in run]))
    sheet = alt.layer(*layers).properties(
        width=canvas.width, height=round(canvas.height), padding=0, autosize="none", background=WHITE
    )
    configured: LayerChart = sheet.configure(aria=False, view=alt.ViewConfig(stroke=None))
    return configured


def _layer(kind: str, style: dict[str, Any], places: list[dict[str, Any]]) -> Any:
    import altair as alt

    def at(name: str) -> Any:
        return {"x": alt.X, "y": alt.Y}[name](f"{name}:Q", scale=None, axis=None)

    def data(values: list[dict[str, Any]]) -> Any:
        return alt.Chart(alt.InlineData(values=values))

    if kind == "text":
        said = {
            "align": style["align"],
            "baseline": "alphabetic",
            "fontSize": style["fontSize"],
            "fill": style["colour"],
            "limit": 0,
        }
        if style["bold"]:
            said["fontWeight"] = "bold"
        return data(places).mark_text(**said).encode(x=at("x"), y=at("y"), text="t:N")
    if kind == "shape":
        features = [_feature(place["rings"]) for place in places]
        return (
            data(features).mark_geoshape(**_shown(style)).project(type="identity", scale=1, translate=[0, 0])
        )
    if kind == "symbol":
        return data(places).mark_point(filled=True, opacity=1, **_shown(style)).encode(x=at("x"), y=at("y"))
    if kind in ("line", "band"):
        values = [
            {"x": point[0], "y": point[1], "y2": point[-1], "s": number}
            for number, place in enumerate(places)
            for point in place["points"]
        ]
        drawn = data(values)
        if kind == "band":
            return drawn.mark_area(**_shown(style)).encode(x=at("x"), y=at("y"), y2="y2:Q", detail="s:N")
        return drawn.mark_line(**_shown(style)).encode(x=at("x"), y=at("y"), detail="s:N", order="x:Q")
    drawn = data(places)
    drawn = drawn.mark_rect(**_shown(style)) if kind == "rect" else drawn.mark_rule(**_shown(style))
    return drawn.encode(x=at("x"), y=at("y"), x2="x2:Q", y2="y2:Q")


def _shown(style: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in style.items() if name != "level" and value not in ("", ())}
    if not style.get("stroke", True):
        del shown["strokeWidth"]
    return shown


def _feature(rings: list[list[tuple[float, float]]]) -> dict[str, Any]:
    polygons = [[[list(point) for point in (*ring, ring[0])]] for ring in rings]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def svg(canvas: Canvas, title: str, alt: str, language: str) -> str:
    """The SVG, named and described for who does not see it; no script, no style, nothing from elsewhere.

    The same canvas and words give the same bytes. Nothing is fetched: the renderer may reach no address.
    """
    import vl_convert

    raw = vl_convert.vegalite_to_svg(chart(canvas).to_dict(), allowed_base_urls=[])
    root = ET.fromstring(raw)  # noqa: S314  # nosec B314  # as above
    for node in root.iter():
        node.tag = node.tag.removeprefix(f"{{{NAMESPACE}}}")
        for name in DROPPED:
            node.attrib.pop(name, None)
    _prune(root)
    mark = (
        "c" + hashlib.sha256((title + alt + ET.tostring(root, encoding="unicode")).encode()).hexdigest()[:8]
    )
    for node in root.iter():
        if node.get("fill", "").startswith("hatch:"):
            node.set("fill", f"url(#{mark}-{node.get('fill', '').removeprefix('hatch:')})")
    named = {
        "xmlns": NAMESPACE,
        "role": "img",
        "lang": language,
        "xml:lang": language,
        "aria-labelledby": f"{mark}-t {mark}-d",
        "font-family": FONTS,
    }
    root.attrib = {**named, **root.attrib}
    children = list(root)
    root[:] = [_words("title", f"{mark}-t", title), _words("desc", f"{mark}-d", alt)]
    if canvas.hatches:
        root.append(_hatches(canvas, mark))
    root.extend(children)
    return ET.tostring(root, encoding="unicode") + "\n"


def _words(tag: str, name: str, said: str) -> ET.Element:
    node = ET.Element(tag, id=name)
    node.text = said
    return node


def _hatches(canvas: Canvas, mark: str) -> ET.Element:
    defs = ET.Element("defs")
    for number, (hatch, colour) in enumerate(canvas.hatches):
        size = {"width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
        pattern = ET.SubElement(defs, "pattern", {"id": f"{mark}-{number}", **size})
        ET.SubElement(pattern, "rect", width="6", height="6", fill=WHITE)
        ET.SubElement(pattern, "path", {"d": HATCH_LINES[hatch], "stroke": colour, "stroke-width": "2"})
    return defs


def _prune(node: ET.Element) -> None:
    """Takes out what is not seen: empty paths and groups, and groups that say nothing."""
    for child in list(node):
        _prune(child)
        place = list(node).index(child)
        if child.tag == "path" and not child.get("fill") and not child.get("stroke"):
            node.remove(child)
        elif child.tag == "defs":
            node.remove(child)  # the renderer's clips, numbered by how many it drew before
        elif child.tag == "g" and (not len(child) or not _says(child)):
            node[place : place + 1] = list(child)


def _says(group: ET.Element) -> bool:
    return bool({name for name, value in group.attrib.items() if value != "translate(0,0)"})
