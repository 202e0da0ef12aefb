from mashang.ui.stacking.signs import STATUSES as STATUSES
