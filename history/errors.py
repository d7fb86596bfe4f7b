"""The one error that a user is meant to read."""


class UserError(Exception):
    """Something the caller can mend: says what is wrong and, as `hint`, what to do next.

    The command line prints it without a traceback and exits with 1; the API answers it as a problem document.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
