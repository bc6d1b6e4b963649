"""Is there suddenly more talk of one topic in one township than on such a day before?"""

import math
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


# The second test looks at hours: a count of three hours against the same hours of four weeks.
WINDOW_HOURS = 3
BASELINE_DAYS = 28
TRIMMED = 0.97  # the largest counts are left out, so that an old burst does not raise the bar
LEAST_BURST = 4
SELDOM = 1e-5
MOST_TERMS = 10_000


def is_burst(present: int, same_hours: Sequence[int], seldom: float = SELDOM) -> bool:
    """``present``: clusters of the last three hours, far more than chance makes of the usual.

    ``same_hours``: the three-hour counts of the same hour, the one before and the
    one after, on each of the 28 days before. The usual follows a negative binomial
    distribution: public talk comes in clumps, so a Poisson bound would alarm daily.
    """
    if present < LEAST_BURST or not same_hours:
        return False
    kept = sorted(same_hours)[: max(1, int(len(same_hours) * TRIMMED))]
    usual = sum(kept) / len(kept)
    spread = sum((count - usual) ** 2 for count in kept) / len(kept)
    usual += 0.1
    return tail(present, usual, max(spread, 1.05 * usual)) < seldom


def tail(count: int, mean: float, variance: float) -> float:
    """The probability of ``count`` or more, negative binomial with variance above the mean."""
    size = mean * mean / (variance - mean)
    share = size / (size + mean)
    if count > mean + MOST_TERMS:
        return 0.0
    term = math.exp(size * math.log(share))
    below = 0.0
    for number in range(count):
        below += term
        term *= (number + size) / (number + 1) * (1 - share)
    if below < 1 - 1e-9:
        return max(0.0, 1 - below)
    return term / max(1 - (count + size) / (count + 1) * (1 - share), 1e-9)
