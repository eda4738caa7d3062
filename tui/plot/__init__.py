"""Lines over steps, drawn in braille: plain logic without a terminal. `tui.widgets.chart` shows them."""
