"""A bank with many tellers. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every part promises.
Helpers, classes and imports of your own are welcome; importing this file must not start anything.
"""


class Account:
    """An account that many threads use at the same time. No two accounts have the same number."""

    def __init__(self, number: int, balance: int) -> None:
        # TODO: what has to be remembered, and what guards it?
        raise NotImplementedError("TODO: Account")

    @property
    def balance(self) -> int:
        """What is in the account now."""
        # TODO: a property is read without brackets, `account.balance`.
        raise NotImplementedError("TODO: Account.balance")

    def deposit(self, amount: int) -> None:
        """Pay in. Raises ValueError if `amount` is not above 0."""
        # TODO: no deposit may ever be lost.
        raise NotImplementedError("TODO: Account.deposit")

    def withdraw(self, amount: int) -> bool:
        """Take `amount` out if it is covered.

        Returns True if it was, False if not, in which case nothing has changed. Raises ValueError if `amount` is not
        above 0.
        """
        # TODO: to look and to take are one step.
        raise NotImplementedError("TODO: Account.withdraw")


def transfer(source: Account, target: Account, amount: int) -> bool:
    """Move `amount` from `source` to `target`, all of it or nothing.

    Returns True if it was covered, False if not, in which case nothing has changed. `source` and `target` may be the
    same account: then nothing changes in either case. Raises ValueError if `amount` is not above 0, with nothing held
    or changed.
    """
    # TODO: two accounts, two locks. In which order?
    raise NotImplementedError("TODO: transfer")


def total(accounts: list[Account]) -> int:
    """Return the sum of all balances at one moment, while transfers go on. An account that is twice in the list counts
    twice.
    """
    # TODO: what has to stand still while you add?
    raise NotImplementedError("TODO: total")
