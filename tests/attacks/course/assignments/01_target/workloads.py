"""Public functions that the checks pass in."""


def shout(word: str) -> str:
    """Return the word in capitals."""
    return word.upper()
