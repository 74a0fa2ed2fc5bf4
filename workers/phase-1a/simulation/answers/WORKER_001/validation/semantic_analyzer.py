"""Semantic analyzer: judges how clear, complete and coherent a worker instruction is.

Heuristics alone decide, offline and with the standard library only.
"""

from __future__ import annotations

DIMENSIONS = ("clarity", "completeness", "coherence")
DEFAULT_WEIGHTS = {"clarity": 0.4, "completeness": 0.35, "coherence": 0.25}


class SemanticAnalyzer:
    """Scores worker instructions on three dimensions, each from 0.0 (bad) to 1.0 (good)."""

    def __init__(self, weights: dict[str, float] | None = None) -> None:
        """Take each dimension's weight in the overall score; weights are scaled to sum to 1."""
        chosen = dict(DEFAULT_WEIGHTS if weights is None else weights)
        if set(chosen) != set(DIMENSIONS):
            raise ValueError(f"weights must name exactly {', '.join(DIMENSIONS)}")
        total = sum(chosen.values())
        if min(chosen.values()) < 0 or total == 0:
            raise ValueError("weights must not be negative, and not all of them zero")
        self.weights = {name: chosen[name] / total for name in DIMENSIONS}

    def overall_score(self, scores: dict[str, float]) -> float:
        """Weigh the three scores into one, rounded to four digits."""
        return round(sum(self.weights[name] * scores[name] for name in DIMENSIONS), 4)
