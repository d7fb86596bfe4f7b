"""How an approach to an account or a lead may end."""

from typing import Literal

Outcome = Literal["reached", "no_answer", "replied", "meeting", "refused", "won"]
