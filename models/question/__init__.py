"""A planner's question, in Chinese or English, read as a scenario. What is not understood is named, never guessed."""

from models.question.names import quoted
from models.question.understanding import LONGEST_TEXT, understand
from models.question.vocabulary import Vocabulary, spoken_in

__all__ = ["LONGEST_TEXT", "Vocabulary", "quoted", "spoken_in", "understand"]
