"""What webhooks tell of, and how far a telling has come."""

from typing import Literal

Direction = Literal["both", "rises", "falls"]
Crossing = Literal["score.rose", "score.fell"]
EventType = Literal["score.rose", "score.fell", "webhook.test"]
DeliveryState = Literal["pending", "sent", "dead"]
