"""How much of each thing a scale asks for; scale 1 is the size of domain §11."""

from dataclasses import dataclass
from typing import Self

# Below these the tree has no leaves to put people in, or a rule nothing to find.
FEWEST = {"unions": 45, "members": 300, "dossiers": 20, "facilities": 16, "feed_items": 50}
AT_SCALE_ONE = {
    "unions": 300,
    "members": 20_000,
    "dossiers": 400,
    "facilities": 60,
    "feed_items": 4_000,
}
MOST_FEED_ITEMS = 200_000
# Of them the worker reads the last two weeks, as many as it reads in a minute or two; what is
# older is there when the platform starts.
FEWEST_LIVE, MOST_LIVE = 2_000, 8_000
DAYS, LIVE_DAYS = 365, 14


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of rows; unions include those of the starter data."""

    unions: int
    members: int
    dossiers: int
    facilities: int
    feed_items: int

    @classmethod
    def of(cls, scale: float) -> Self:
        """The sizes of a scale; tiny scales are lifted to what still shows everything."""
        counted = {
            name: max(FEWEST[name], round(count * scale)) for name, count in AT_SCALE_ONE.items()
        }
        counted["feed_items"] = min(counted["feed_items"], MOST_FEED_ITEMS)
        return cls(**counted)

    @property
    def live_items(self) -> int:
        """How many posts the worker reads."""
        usual = self.feed_items * LIVE_DAYS // DAYS
        return min(self.feed_items, max(FEWEST_LIVE, min(MOST_LIVE, usual)))
