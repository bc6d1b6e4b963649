"""Is there suddenly more talk of one topic in one township than on such a day before?"""

from collections.abc import Sequence
from statistics import median

from schema.opinion.rules.score import Weights

MAD_TO_DEVIATION = 1.4826
DEVIATIONS = 3.0
TIMES_MEDIAN = 2.0


def is_spike(
    present: int, same_weekday: Sequence[int], days_of_data: float, weigh: Weights
) -> bool:
    """``present``: clusters of the last 24 hours; ``same_weekday``: those of up to 8 weeks before.

    With less than two weeks of data only a count that is large by itself fires.
    """
    if days_of_data < weigh.spike_cold_days or not same_weekday:
        return present >= weigh.spike_cold_start
    usual = median(same_weekday)
    spread = MAD_TO_DEVIATION * median([abs(count - usual) for count in same_weekday])
    threshold = max(weigh.spike_least, usual + DEVIATIONS * spread)
    return present >= threshold and present >= TIMES_MEDIAN * usual
