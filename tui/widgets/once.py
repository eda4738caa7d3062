"""Layout done once where Textual does it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.widget import Widget as Base
else:
    Base = object  # a widget would bring its own styles, in the place of those of the class that this is mixed into


class LaidOutOnce(Base):
    """For widgets that may grow and shrink without another layout of the page. Name it first among the bases.

    Textual lays the page out again after a layout in which a widget's size or the length of its content has changed, in
    case something depends on that. Where nothing does, the second one is half of what a turn in a long chat costs.
    """

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        return super()._size_updated(size, virtual_size, container_size, layout=False)
