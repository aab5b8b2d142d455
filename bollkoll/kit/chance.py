"""Chance: how seldom something comes about when all is as usual. Pure arithmetic."""

import math


def poisson_tail(count: int, mean: float) -> float:
    """The chance of ``count`` or more where ``mean`` are usual: P(N ≥ count), N Poisson with that mean.

    Summed from the end that is small, so that rare things are as exact as common ones.
    """
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    if count > mean:
        total, at = 0.0, count
        while term > total * 1e-17:
            total += term
            at += 1
            term *= mean / at
        return min(total, 1.0)
    below, at = 0.0, count
    while at > 0 and term > below * 1e-17:
        term *= at / mean
        at -= 1
        below += term
    return min(max(1.0 - below, 0.0), 1.0)
