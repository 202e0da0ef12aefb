"""The stacking plan of a tower: plain values in, geometry, and an SVG drawn on the server.

A face builds a `Plan` and draws it with `{% stacking plan controls %}panel{% endstacking %}`; towers in a list get
a `draw_silhouette`.
"""

from mashang.ui.stacking.draw import draw_plan as draw_plan
from mashang.ui.stacking.geometry import lay_out as lay_out
from mashang.ui.stacking.legend import legend as legend
from mashang.ui.stacking.legend import plan_table as plan_table
from mashang.ui.stacking.plan import Controls as Controls
from mashang.ui.stacking.plan import Plan as Plan
from mashang.ui.stacking.plan import PlanFloor as PlanFloor
from mashang.ui.stacking.plan import PlanUnit as PlanUnit
from mashang.ui.stacking.signs import BANDS as BANDS
from mashang.ui.stacking.signs import STATUSES as STATUSES
from mashang.ui.stacking.signs import Sign as Sign
from mashang.ui.stacking.signs import category as category
from mashang.ui.stacking.silhouette import draw_silhouette as draw_silhouette
