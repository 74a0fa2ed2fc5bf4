"""Tests of the semantic analyzer, one class for each thing that it promises."""

import unittest

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
