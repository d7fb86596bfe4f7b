"""What else names are called in questions: `[questions]` of `leadcast.toml`."""

from pydantic import BaseModel, ConfigDict

from history.home import Home, checked


class QuestionSettings(BaseModel):
    """The `[questions]` table of `leadcast.toml`.

    `also` says what else a region, industry, source or product is called, as in another language; a name of the
    history itself comes first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    also: dict[str, tuple[str, ...]] = {}

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every name with what else it is called."""
        return tuple((name, other) for name, others in self.also.items() for other in others)


def questions_of(home: Home) -> QuestionSettings:
    """The `[questions]` table of a home.

    Raises:
        UserError: a setting is wrong.
    """
    return checked(QuestionSettings, home.table("questions"), f"{home.settings_file}, [questions]")
