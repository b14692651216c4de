"""Errors that carry a sentence for the person at the screen."""


class RuleViolation(Exception):
    """A rule of the school forbids it; ``str(error)`` is the sentence to show."""

    def __init__(self, message, *, need: str | None = None):
        """``need`` names what would make it lawful, for example ``"reason"``."""
        super().__init__(message)
        self.message = message
        self.need = need

    def __str__(self) -> str:
        return str(self.message)


class Conflict(Exception):
    """Somebody changed the row since the edit was begun; ``current`` is what stands there now."""

    def __init__(self, message="", current=None):
        super().__init__(message)
        self.current = current
