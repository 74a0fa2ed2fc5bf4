"""Tests of the semantic analyzer, one class for each thing that it promises."""

import unittest

from validation.framework import SECTIONS
from validation.semantic_analyzer import SemanticAnalyzer

from tests.validation.samples import GOOD, POOR


class ClarityTest(unittest.TestCase):
    """Plain, short and concrete text scores high."""

    def setUp(self):
        self.analyzer = SemanticAnalyzer()

    def test_good_text_beats_poor_text(self):
        self.assertGreater(self.analyzer.clarity_score(GOOD), self.analyzer.clarity_score(POOR))

    def test_score_stays_between_zero_and_one(self):
        for text in ("", "etc " * 500, "Write `a.py`.", GOOD, POOR):
            with self.subTest(text=text[:20]):
                self.assertTrue(0.0 <= self.analyzer.clarity_score(text) <= 1.0)

    def test_text_without_words_is_not_clear(self):
        self.assertEqual(self.analyzer.clarity_score("1 2 3 ---"), 0.0)

    def test_vague_words_are_listed_whatever_their_case(self):
        self.assertEqual(self.analyzer.vague_words("Maybe add SOME code, etc."), ["maybe", "some", "etc"])

    def test_vague_words_cost_points(self):
        plain = self.analyzer.clarity_score("Add a function that adds two numbers")
        vague = self.analyzer.clarity_score("Add a function that does various things")
        self.assertGreater(plain, vague)

    def test_long_sentence_is_found_and_costs_points(self):
        short = "Write one word. " * 20
        long = short.replace(".", "")
        self.assertEqual(len(self.analyzer.long_sentences(long)), 1)
        self.assertEqual(self.analyzer.long_sentences(short), [])
        self.assertGreater(self.analyzer.clarity_score(short), self.analyzer.clarity_score(long))


class CompletenessTest(unittest.TestCase):
    """Every framework section counts, and a thin one counts half."""

    def setUp(self):
        self.analyzer = SemanticAnalyzer()

    def test_all_sections_give_the_full_score(self):
        self.assertEqual(self.analyzer.completeness_score(GOOD), 1.0)
        self.assertEqual(self.analyzer.missing_sections(GOOD), [])

    def test_missing_section_costs_a_tenth(self):
        without = GOOD.replace("## 5. MITIGATION", "## 5. Something else")
        self.assertEqual(self.analyzer.missing_sections(without), ["MITIGATION"])
        self.assertAlmostEqual(self.analyzer.completeness_score(without), 0.9)

    def test_thin_section_counts_half(self):
        thin = GOOD.replace("- Estimate: 5 minutes", "- None")
        self.assertEqual(self.analyzer.thin_sections(thin), ["RETROSPECTIVE"])
        self.assertAlmostEqual(self.analyzer.completeness_score(thin), 0.95)

    def test_text_without_headings_is_empty(self):
        self.assertEqual(self.analyzer.completeness_score("Just do it."), 0.0)

    def test_heading_in_a_code_fence_is_no_section(self):
        fenced = "```\n## DELIVERABLES\none two three\n```\n"
        self.assertEqual(self.analyzer.split_sections(fenced), {})

    def test_heading_needs_no_number_and_no_capitals(self):
        sections = self.analyzer.split_sections("# Test Process\nrun it\n### 3) boundaries ##\nstay inside")
        self.assertEqual(sections, {"TEST_PROCESS": "run it", "BOUNDARIES": "stay inside"})


class CoherenceTest(unittest.TestCase):
    """The parts of an instruction agree with each other."""

    def setUp(self):
        self.analyzer = SemanticAnalyzer()

    def test_good_text_agrees_with_itself(self):
        self.assertEqual(self.analyzer.coherence_score(GOOD), 1.0)

    def test_untested_deliverable_is_named_and_costs_points(self):
        untested = GOOD.replace("app.greeting", "app.other")
        self.assertEqual(self.analyzer.untested_deliverables(untested), ["app/greeting.py"])
        self.assertAlmostEqual(self.analyzer.coherence_score(untested), 0.6)

    def test_forbidden_deliverable_is_named_and_costs_points(self):
        forbidden = GOOD.replace("`app/main.py`", "`app/greeting.py`")
        self.assertEqual(self.analyzer.forbidden_deliverables(forbidden), ["app/greeting.py"])
        self.assertAlmostEqual(self.analyzer.coherence_score(forbidden), 0.7)

    def test_reversed_sections_have_no_order(self):
        backwards = "\n".join(f"## {name}\ntext" for name in reversed(SECTIONS))
        self.assertEqual(self.analyzer.order_share(backwards), 0.0)

    def test_without_deliverables_only_the_order_counts(self):
        ordered = "\n".join(f"## {name}\ntext" for name in SECTIONS)
        self.assertAlmostEqual(self.analyzer.coherence_score(ordered), 0.3)
