"""Fitting linear models: multinomial logistic regression by L-BFGS, numpy alone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schema.opinion.rules.ngrams import Grams

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Objective = Callable[[Doubles], tuple[float, Doubles]]

MEMORY = 12
ARMIJO = 1e-4
TINY = 1e-12
ENOUGH = 1e-6  # relative gain of a step that is not worth another
BINARY = 2


@dataclass(frozen=True, slots=True)
class Design:
    """What a model sees of n texts: ``dense`` [n, d], and n-grams in 2**bits columns, or none."""

    dense: Floats
    found: Grams | None = None
    bits: int = 0

    @property
    def width(self) -> int:
        """Columns in all."""
        return int(self.dense.shape[1]) + ((1 << self.bits) if self.found is not None else 0)

    def times(self, weights: Floats) -> Floats:
        """The product with weights [width, k], shape [n, k]."""
        result = self.dense @ weights[: self.dense.shape[1]]
        if self.found is not None and len(self.found.columns):
            picked = weights[self.dense.shape[1] :][self.found.columns]
            starts = np.cumsum(self.found.counts) - self.found.counts
            sums = np.add.reduceat(picked, starts, axis=0)
            result += sums / np.sqrt(np.maximum(self.found.counts, 1))[:, None]
        return result

    def transposed(self, residual: Floats) -> Doubles:
        """The product of the transpose with residuals [n, k], shape [width, k]."""
        result = np.zeros((self.width, residual.shape[1]))
        own = self.dense.shape[1]
        result[:own] = self.dense.T @ residual
        if self.found is not None:
            scaled = residual / np.sqrt(np.maximum(self.found.counts, 1))[:, None]
            for k in range(residual.shape[1]):
                weighted = np.repeat(scaled[:, k], self.found.counts)
                result[own:, k] = np.bincount(self.found.columns, weighted, self.width - own)
        return result


def fit(
    design: Design,
    labels: NDArray[np.int64],
    classes: int,
    *,
    strength: float,
    importance: Doubles | None = None,
    iterations: int = 120,
) -> tuple[Floats, Floats]:
    """Weights [width, columns] and bias [columns] of a softmax model.

    One column a class; of two classes only the second has one, whose score is
    then the logit. ``strength``: the inverse of the penalty, as C of other
    libraries; ``importance``: a weight of each text, all 1 when left out.
    """
    share = np.ones(len(labels)) if importance is None else importance
    columns = classes if classes > BINARY else 1
    width, cut = design.width, design.width * columns

    def objective(flat: Doubles) -> tuple[float, Doubles]:
        weights = flat[:cut].reshape(width, columns)
        scores = (design.times(weights.astype(np.float32)) + flat[cut:]).astype(np.float64)
        loss, residual = _softmax(scores, labels, share)
        slope = design.transposed(residual) + weights / strength
        loss += float((weights**2).sum()) / (2 * strength)
        return loss, np.concatenate([slope.ravel(), residual.sum(0, dtype=np.float64)])

    best = minimise(objective, np.zeros(cut + columns), iterations)
    return best[:cut].reshape(width, columns).astype(np.float32), best[cut:].astype(np.float32)


def _softmax(scores: Doubles, labels: NDArray[np.int64], share: Doubles) -> tuple[float, Floats]:
    """The loss of scores [n, columns] and its slope."""
    if scores.shape[1] == 1:
        sign = 2.0 * labels - 1
        margin = sign * scores[:, 0]
        loss = float(share @ np.logaddexp(0, -margin))
        slope = -sign * share / (1 + np.exp(np.clip(margin, -60, 60)))
        return loss, slope[:, None].astype(np.float32)
    picked = np.arange(len(labels)), labels
    scores = scores - scores.max(1, keepdims=True)
    odds = np.exp(scores)
    total = odds.sum(1, keepdims=True)
    loss = float(share @ (np.log(total[:, 0]) - scores[picked]))
    residual = odds / total
    residual[picked] -= 1
    return loss, (residual * share[:, None]).astype(np.float32)


def balance(labels: NDArray[np.int64], classes: int, power: float = 1.0) -> Doubles:
    """Importance that makes rare classes count as much as frequent ones (power 1), or nearer."""
    sizes = np.maximum(np.bincount(labels, minlength=classes), 1)
    weight = (len(labels) / (classes * sizes)) ** power
    return np.asarray(weight[labels], np.float64)


def minimise(objective: Objective, start: Doubles, iterations: int) -> Doubles:
    """L-BFGS with backtracking: the point where ``objective`` (value, slope) is least."""
    point, (value, slope) = start, objective(start)
    steps: list[tuple[Doubles, Doubles]] = []
    for _ in range(iterations):
        direction = _direction(slope, steps)
        downhill = float(direction @ slope)
        size = 1.0 if steps else min(1.0, 1.0 / max(float(np.abs(slope).sum()), TINY))
        while True:
            moved = point + size * direction
            new_value, new_slope = objective(moved)
            if new_value <= value + ARMIJO * size * downhill or size < TINY:
                break
            size /= 2
        step, change = moved - point, new_slope - slope
        if float(step @ change) > TINY:
            steps = [*steps[-MEMORY + 1 :], (step, change)]
        done = value - new_value <= ENOUGH * max(abs(value), 1.0)
        point, value, slope = moved, new_value, new_slope
        if done and steps:
            break
    return point


def _direction(slope: Doubles, steps: list[tuple[Doubles, Doubles]]) -> Doubles:
    """The two-loop recursion."""
    direction = -slope
    scales = []
    for step, change in reversed(steps):
        scale = float(step @ direction) / float(step @ change)
        direction = direction - scale * change
        scales.append(scale)
    if steps:
        step, change = steps[-1]
        direction = direction * (float(step @ change) / float(change @ change))
    for (step, change), scale in zip(steps, reversed(scales), strict=True):
        again = float(change @ direction) / float(step @ change)
        direction = direction + (scale - again) * step
    return direction
