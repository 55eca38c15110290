"""Public checks of topic 06. Run them with `pytest assignments/06_bank`."""

from grader import Limits, call, check, new

LIMITS = Limits(schedules=300)
"""A hundred random orders and the first two hundred of the others: answers with a lock have fewer in all."""


class BankModel:
    """What a bank is when its calls come one after the other."""

    def __init__(self):
        self.balances = {}

    def balance(self, account):
        return self.balances.setdefault(account, account.args[1])

    def deposit(self, account, amount):
        if amount <= 0:
            raise ValueError
        self.balances[account] = self.balance(account) + amount

    def withdraw(self, account, amount):
        if amount <= 0:
            raise ValueError
        is_covered = self.balance(account) >= amount
        if is_covered:
            self.balances[account] -= amount
        return is_covered

    def transfer(self, source, target, amount):
        is_covered = self.withdraw(source, amount)
        if is_covered:
            self.deposit(target, amount)
        return is_covered


@check(
    points=6,
    kind="correctness",
    hints=(
        "An account with 30 covers a withdrawal of 30. Which comparison says so?",
        "withdraw answers by True or False; what isn't covered is no error.",
    ),
)
def test_account(student):
    """An account takes deposits, and pays out what is covered and no more."""
    account, other = student.new("bank.Account", 1, 100), student.new("bank.Account", 2, 0)
    assert account.read("balance") == 100
    account.deposit(50)
    assert account.read("balance") == 150
    assert account.withdraw(120) is True
    assert account.withdraw(31) is False
    assert account.read("balance") == 30
    assert account.withdraw(30) is True
    assert account.withdraw(1) is False
    assert [account.read("balance"), other.read("balance")] == [0, 0]


@check(
    points=6,
    kind="correctness",
    hints=(
        "Nothing may change if the amount isn't covered, neither here nor there.",
        "If transfer holds a lock and calls withdraw, which takes the same lock: can it ever get it?",
    ),
)
def test_transfer_and_total(student):
    """transfer moves what is covered, all of it or nothing, and total adds up."""
    transfer, total = student.bank.transfer, student.bank.total
    one, two, three = (student.new("bank.Account", number, 100) for number in (1, 2, 3))
    assert total([one, two, three]) == 300
    assert transfer(one, two, 30) is True
    assert transfer(two, three, 130) is True
    assert transfer(one, three, 71) is False
    assert transfer(two, one, 1) is False
    assert [account.read("balance") for account in (one, two, three)] == [70, 0, 230]
    assert total([three, one]) == 300
    assert total([two]) == 0


@check(
    points=10,
    kind="race",
    hints=(
        "Two threads look at the balance before either has taken anything. What do both of them see?",
        "Looking and taking have to be one step: nobody else may get in between.",
        "Everybody who changes the balance has to take the same lock, deposit too.",
    ),
)
def test_covered_only_once(student):
    """Of two withdrawals at once only what is covered is paid out, and no deposit is lost."""
    account = new("bank.Account", 1, 100)
    for one, other in (
        (account.do("withdraw", 60), account.do("withdraw", 70)),
        (account.do("deposit", 5), account.do("withdraw", 100)),
        (account.do("deposit", 5), account.do("deposit", 8)),
    ):
        student.explore(threads=[[one], [other]], then=[account.get("balance")], limits=LIMITS).must_match(BankModel)


@check(
    points=12,
    kind="race",
    hints=(
        "One thread holds the first account and wants the second one; another holds the second and wants the first.",
        "If all take their locks in the same order, nobody can wait in a circle. Which order is the same for all?",
        "Each account has something that never changes and that no other account has.",
    ),
)
def test_opposite_transfers(student):
    """Two transfers between the same accounts, there and back, both come to their end."""
    one, two = new("bank.Account", 1, 100), new("bank.Account", 2, 100)
    runs = student.explore(
        threads=[[call("bank.transfer", one, two, 30)], [call("bank.transfer", two, one, 50)]],
        then=[one.get("balance"), two.get("balance")],
        limits=LIMITS,
    )
    runs.must_match(BankModel)
