"""The demonstration: an invented federation, the same for the same seed and day.

No row of it tells of a real person or firm; places and codes of places are real.
"""

from api.data.demo.loading import load_demo
from api.data.demo.sizes import Sizes

__all__ = ["Sizes", "load_demo"]
