"""A seeded world with known truth, for demonstrations, for tests that need a truth, and for scale."""

from history.simulator.export import settings_text, write_export
from history.simulator.settings import ExtraLeads, WorldConfig
from history.simulator.truth import Truth
from history.simulator.world import SIMULATED, World, simulate

__all__ = ["SIMULATED", "ExtraLeads", "Truth", "World", "WorldConfig", "settings_text", "simulate", "write_export"]
