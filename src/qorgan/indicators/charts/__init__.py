"""From a result to a picture: SVG as text, its table always beside it. No network, no script.

>>> from qorgan.indicators.charts import Bar, Words, bars
>>> words = Words("Title", "How it was measured", "Source", "95% interval", "What the picture says")
>>> bars([Bar("Women", 41.5, 39.0, 44.0)], words, "%").table
(('', '%', 'low', 'high'), (('Women', 41.5, 39.0, 44.0),))
"""

from qorgan.indicators.charts.barring import bars
from qorgan.indicators.charts.funnels import funnel
from qorgan.indicators.charts.given import Bar, Break, CannotDraw, Point, Step, Words
from qorgan.indicators.charts.lining import lines
from qorgan.indicators.charts.mapping import regions
from qorgan.indicators.charts.picture import Picture
from qorgan.indicators.charts.waterfall import parts

__all__ = [
    "Bar",
    "Break",
    "CannotDraw",
    "Picture",
    "Point",
    "Step",
    "Words",
    "bars",
    "funnel",
    "lines",
    "parts",
    "regions",
]
