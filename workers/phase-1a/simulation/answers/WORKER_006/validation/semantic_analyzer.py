"""Semantic analyzer: judges how clear, complete and coherent a worker instruction is.

Heuristics alone decide, offline and with the standard library only.
"""

from __future__ import annotations

import re
from typing import Any

from validation.framework import SECTIONS

DIMENSIONS = ("clarity", "completeness", "coherence")
DEFAULT_WEIGHTS = {"clarity": 0.4, "completeness": 0.35, "coherence": 0.25}

WORD = re.compile(r"[a-z][a-z'-]*")
SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")
CONCRETE = re.compile(r"`[^`]+`|\d")
LONG_SENTENCE_WORDS = 30
VAGUE_WORDS = frozenset(
    "appropriate appropriately etc maybe nice nicely probably proper properly several some somehow stuff"
    " suitable suitably things various".split()
)
THIN_SECTION_WORDS = 3
PATH = re.compile(r"`([\w./-]*\w\.\w+)`")


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

    def split_sections(self, text: str) -> dict[str, str]:
        """Map each framework section to its body, in the text's order; headings in code fences do not count."""
        bodies: dict[str, list[str]] = {}
        current = None
        fenced = False
        for line in text.splitlines():
            if line.lstrip().startswith("```"):
                fenced = not fenced
            named = None if fenced else self._section_named_by(line)
            if named is not None:
                current = named
                bodies.setdefault(named, [])
            elif current is not None:
                bodies[current].append(line)
        return {name: "\n".join(lines).strip() for name, lines in bodies.items()}

    @staticmethod
    def _section_named_by(line: str) -> str | None:
        """Name the section that a heading such as `## 1. Test Process` opens; None for any other line."""
        if not line.startswith("#"):
            return None
        title = line.strip("# \t").lstrip("0123456789").lstrip(".):")
        name = "_".join(title.upper().split())
        return name if name in SECTIONS else None

    def vague_words(self, text: str) -> list[str]:
        """List the words that leave a choice to the reader, each time they occur."""
        return [word for word in WORD.findall(text.lower()) if word in VAGUE_WORDS]

    def long_sentences(self, text: str) -> list[str]:
        """List the sentences of more than LONG_SENTENCE_WORDS words; a line end ends a sentence too."""
        sentences = (sentence.strip() for sentence in SENTENCE_END.split(text))
        return [sentence for sentence in sentences if len(sentence.split()) > LONG_SENTENCE_WORDS]

    def concrete_share(self, text: str) -> float:
        """Tell which share of the lines holds a number or something in backticks."""
        lines = [line for line in text.splitlines() if line.strip()]
        return sum(bool(CONCRETE.search(line)) for line in lines) / len(lines) if lines else 0.0

    def clarity_score(self, text: str) -> float:
        """Score plain words (half), short sentences and concrete lines (a quarter each)."""
        words = len(WORD.findall(text.lower()))
        if words == 0:
            return 0.0
        plain = max(0.0, 1.0 - 10.0 * len(self.vague_words(text)) / words)
        brief = max(0.0, 1.0 - 0.25 * len(self.long_sentences(text)))
        concrete = min(1.0, 2.0 * self.concrete_share(text))
        return round(0.5 * plain + 0.25 * brief + 0.25 * concrete, 4)

    def missing_sections(self, text: str) -> list[str]:
        """List the framework sections that the text does not have, in the framework's order."""
        present = self.split_sections(text)
        return [name for name in SECTIONS if name not in present]

    def thin_sections(self, text: str) -> list[str]:
        """List the sections whose body has fewer than THIN_SECTION_WORDS words."""
        sections = self.split_sections(text)
        return [name for name, body in sections.items() if len(body.split()) < THIN_SECTION_WORDS]

    def completeness_score(self, text: str) -> float:
        """Score the share of framework sections that are there; a thin one counts half."""
        present = len(SECTIONS) - len(self.missing_sections(text))
        return round((present - 0.5 * len(self.thin_sections(text))) / len(SECTIONS), 4)

    def deliverable_paths(self, text: str) -> list[str]:
        """List the files in backticks under DELIVERABLES, each once, in order."""
        return list(dict.fromkeys(PATH.findall(self.split_sections(text).get("DELIVERABLES", ""))))

    def untested_deliverables(self, text: str) -> list[str]:
        """List the deliverables that TEST_PROCESS names neither by path nor by dotted module name."""
        tests = self.split_sections(text).get("TEST_PROCESS", "")

        def is_named(path: str) -> bool:
            return path in tests or path.rsplit(".", 1)[0].replace("/", ".") in tests

        return [path for path in self.deliverable_paths(text) if not is_named(path)]

    def forbidden_deliverables(self, text: str) -> list[str]:
        """List the deliverables that a CANNOT line of BOUNDARIES names."""
        lines = self.split_sections(text).get("BOUNDARIES", "").splitlines()
        forbidden = "\n".join(line for line in lines if "CANNOT" in line)
        return [path for path in self.deliverable_paths(text) if f"`{path}`" in forbidden]

    def order_share(self, text: str) -> float:
        """Tell which share of neighbouring sections stands in the framework's order."""
        places = [SECTIONS.index(name) for name in self.split_sections(text)]
        pairs = list(zip(places, places[1:]))
        return sum(first < second for first, second in pairs) / len(pairs) if pairs else 0.0

    def coherence_score(self, text: str) -> float:
        """Score tested deliverables (0.4), deliverables that are allowed (0.3) and the sections' order (0.3)."""
        paths = self.deliverable_paths(text)
        if not paths:
            return round(0.3 * self.order_share(text), 4)
        tested = 1.0 - len(self.untested_deliverables(text)) / len(paths)
        allowed = 1.0 - len(self.forbidden_deliverables(text)) / len(paths)
        return round(0.4 * tested + 0.3 * allowed + 0.3 * self.order_share(text), 4)

    def reasons(self, text: str) -> dict[str, list[str]]:
        """Say in words what cost points, per dimension; an empty list means nothing did."""
        found: dict[str, list[str]] = {name: [] for name in DIMENSIONS}
        vague = sorted(set(self.vague_words(text)))
        if vague:
            found["clarity"].append(f"vague words: {', '.join(vague)}")
        for sentence in self.long_sentences(text):
            found["clarity"].append(f"sentence of {len(sentence.split())} words: {sentence[:40]}...")
        if self.concrete_share(text) < 0.5:
            found["clarity"].append("fewer than half of the lines name a number, a path or a command")
        found["completeness"] += [f"section missing: {name}" for name in self.missing_sections(text)]
        found["completeness"] += [f"section almost empty: {name}" for name in self.thin_sections(text)]
        if not self.deliverable_paths(text):
            found["coherence"].append("no deliverable names a file")
        found["coherence"] += [f"never tested: {path}" for path in self.untested_deliverables(text)]
        found["coherence"] += [f"forbidden by BOUNDARIES: {path}" for path in self.forbidden_deliverables(text)]
        if self.order_share(text) < 1.0:
            found["coherence"].append("sections are not in the framework's order")
        return found

    def heuristic_scores(self, text: str) -> dict[str, float]:
        """Compute the three scores without asking anyone."""
        return {
            "clarity": self.clarity_score(text),
            "completeness": self.completeness_score(text),
            "coherence": self.coherence_score(text),
        }

    def analyze(self, text: str) -> dict[str, Any]:
        """Return the three scores, the overall score and the reasons."""
        scores = self.heuristic_scores(text)
        return {"scores": scores, "overall": self.overall_score(scores), "reasons": self.reasons(text)}
