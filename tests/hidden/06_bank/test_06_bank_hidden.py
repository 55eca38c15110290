# ruff: noqa: ANN001, ANN002, ANN201, ANN204 - a check reads as topic authors write them, without types
"""Hidden checks of topic 06."""

import math

import pytest

from grader import Limits, call, check, new, probe

LIMITS = Limits(schedules=300)
"""A hundred random orders and the first two hundred of the others: answers with a lock have fewer in all."""
SHARED = math.lcm(*range(1, 65))
"""Multiples of it leave no remainder: up to 64 locks that are dealt out by account numbers are all the same one."""


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

    def total(self, accounts):
        return sum(map(self.balance, accounts))


def accounts(*balances):
    """Describe accounts with these balances, numbered from 9: as text, 10 comes before 9."""
    return [new("bank.Account", number, balance) for number, balance in enumerate(balances, 9)]


def transfer(source, target, amount):
    """Describe a transfer."""
    return call("bank.transfer", source, target, amount)


def total(*wanted):
    """Describe a total of these accounts."""
    return call("bank.total", list(wanted))


@check(
    points=9,
    kind="race",
    hints=(
        "Where do you look whether the amount is covered: before you hold the lock, or while you hold it?",
        "Who else can change one of the two balances while a transfer is in the middle?",
    ),
)
def test_transfers_beside_others(student):
    """A transfer goes together with withdrawals, deposits and other transfers of the same accounts."""
    one, two, three = accounts(100, 100, 100)
    for first, second in (
        (transfer(one, two, 60), one.do("withdraw", 70)),
        (transfer(one, two, 60), two.do("deposit", 5)),
        (transfer(one, two, 60), transfer(one, three, 70)),
        (one.do("withdraw", 60), one.do("deposit", 70)),
        (one.do("withdraw", 150), one.do("withdraw", 60)),
    ):
        runs = student.explore(
            threads=[[first], [second]], then=[account.get("balance") for account in (one, two, three)], limits=LIMITS
        )
        runs.must_match(BankModel)
    looks = [two.get("balance"), one.get("balance")]
    student.explore(threads=[[transfer(one, two, 60)], looks], limits=LIMITS).must_match(BankModel)


@check(
    points=9,
    kind="race",
    hints=(
        "Does the order in which you take the locks depend on something that changes while others wait?",
        "Three can wait in a circle as well as two. Which order of the locks makes every circle impossible?",
        "What if source and target are one account: how often do you take its lock?",
    ),
)
def test_any_pattern_of_transfers(student):
    """No pattern of transfers waits for ever: in a circle, onto itself, while balances change."""
    one, two, three = accounts(100, 110, 100)
    balances = [account.get("balance") for account in (one, two, three)]
    for threads in (
        [[transfer(one, two, 20)], [one.do("deposit", 50), transfer(two, one, 5)]],
        [[transfer(one, one, 10)], [transfer(two, one, 10)]],
    ):
        student.explore(threads=threads, then=balances, limits=LIMITS).must_match(BankModel)
    runs = student.explore(
        threads=[[transfer(one, two, 1)], [transfer(two, three, 2)], [transfer(three, one, 3)]],
        then=balances,
        limits=LIMITS,
    )
    runs.must_match(BankModel)


@check(
    points=9,
    kind="race",
    hints=(
        "You have added the first balance. Now a transfer moves money from an account already added to one that isn't.",
        "The sum of one moment: all the accounts have to stand still while you add.",
        "Between taking from one account and adding to the other, the money is nowhere. Who may look at that moment?",
    ),
)
def test_total_of_one_moment(student):
    """total is the sum of one moment: no money is missing or counted twice while transfers go on."""
    one, two, three = accounts(100, 200, 50)
    for threads in (
        [[transfer(one, three, 30)], [total(one, two, three)]],
        [[transfer(three, one, 30)], [total(three, two, one)]],
        [[transfer(one, two, 30)], [total(one, two)]],
        [[transfer(one, two, 30)], [total(two, one)]],
        [[two.do("deposit", 7), one.do("withdraw", 7)], [total(one, two)]],
        [[one.do("withdraw", 7), two.do("deposit", 7)], [total(one, two)]],
    ):
        student.explore(threads=threads, limits=LIMITS).must_match(BankModel)


@check(
    points=6,
    kind="race",
    hints=(
        "total takes locks as well: in which order, and is it the order that transfer takes them in?",
        "An account that is twice in the list has one lock only.",
    ),
)
def test_totals_come_to_their_end(student):
    """total never waits for ever, whatever the order of its accounts, and others go on after it."""
    one, two = accounts(100, 200)
    for threads in (
        [[total(two, one)], [transfer(one, two, 30)]],
        [[total(one, two)], [total(two, one)]],
        [[total(one, two, one), one.do("deposit", 1)], [transfer(two, one, 5)]],
    ):
        student.explore(threads=threads, then=[one.get("balance"), two.get("balance")], limits=LIMITS).must_match(
            BankModel
        )


@check(
    points=7,
    kind="race",
    hints=(
        "Money that isn't covered must not appear anywhere, not even for a moment: somebody may take it out.",
        "Decide first whether it is covered; change something only then.",
    ),
)
def test_nothing_to_see_in_between(student):
    """A transfer that isn't covered leaves no trace, at no moment."""
    one, two = accounts(0, 5)
    for other in (two.do("withdraw", 10), two.get("balance"), total(two), total(one, two)):
        runs = student.explore(
            threads=[[transfer(one, two, 10)], [other]], then=[one.get("balance"), two.get("balance")], limits=LIMITS
        )
        runs.must_match(BankModel)


@check(
    points=5,
    kind="race",
    hints=(
        "Both threads give way, wait just as long, and meet again. What could make them differ?",
        "Whoever takes the locks in an order that is the same for all never has to give way.",
    ),
)
def test_two_of_the_same_speed(student):
    """Opposite transfers come to their end also when both threads are of exactly the same speed."""
    one, two = accounts(100, 100)
    for threads in (
        [[transfer(one, two, 30)], [transfer(two, one, 50)]],
        [[total(one, two)], [total(two, one)]],
    ):
        runs = student.explore(
            new("workloads.EvenPace"),  # made before the accounts and their locks
            threads=threads,
            then=[one.get("balance"), two.get("balance")],
            late=False,
            limits=Limits(walks=0, preemptions=0, schedules=1, points=20_000),
        )
        runs.must_match(BankModel)


@check(
    points=9,
    kind="speedup",
    hints=(
        "Two transfers have no account in common. Which lock of yours do they still both need?",
        "A lock for all accounts is held for how long: while the money moves, too?",
    ),
)
def test_different_pairs_at_once(student):
    """Transfers between different pairs of accounts can be in the middle at the same time."""
    moving = probe("moving money")
    pairs = [
        [new("bank.Account", SHARED * number, new("workloads.Money", 100, moving)) for number in pair]
        for pair in ((1, 4), (3, 2))
    ]
    amount = new("workloads.Money", 10, moving)
    runs = student.explore(threads=[[transfer(*pair, amount)] for pair in pairs], limits=LIMITS)
    runs.must_reach(
        lambda outcome: not outcome.calls or outcome.most["moving money"] >= 2,
        "two transfers that have no account in common never move their money at the same time: one waits for the other",
    )
    must_wait_as_long_as_it_takes(student)


def must_wait_as_long_as_it_takes(student):
    """Move money for long, and let another transfer wait for one of the accounts."""
    low, one, two = accounts(100, 100, 100)
    slow = new("workloads.Money", 10, probe("moving", seconds=10.0))
    runs = student.explore(
        threads=[[transfer(one, two, slow)], [call("time.sleep", 1.0), transfer(low, two, 5)]],
        late=False,
        limits=Limits(walks=0, preemptions=0, schedules=1),
    )
    runs.must_all(refused, alone=True)


def refused(outcome):
    """Say that a transfer was refused which had to wait; who naps and looks again is not through with so much time."""
    result = outcome.threads[1][1]
    said = f"{result}, where an account was busy for a while, but it is covered"
    return said if outcome.ending == "done" and result.value is not True else ""


@check(
    points=7,
    kind="faults",
    hints=(
        "What do you do first: check the amount, or take the lock? And what if the check raises an exception then?",
        "0 is not above 0.",
        "An amount below 0 turns a deposit into a withdrawal that nobody has covered.",
    ),
)
def test_amounts_above_zero(student):
    """An amount of 0 or less is a ValueError everywhere, and nothing is held or changed then."""
    for amount in (0, -200):
        for name in ("deposit", "withdraw", "transfer", "self-transfer"):
            account, other = student.new("bank.Account", 1, 100), student.new("bank.Account", 2, 100)
            bad_call, before = {
                "deposit": (account.deposit, ()),
                "withdraw": (account.withdraw, ()),
                "transfer": (student.bank.transfer, (account, other)),
                "self-transfer": (student.bank.transfer, (account, account)),
            }[name]
            with pytest.raises(ValueError):  # noqa: PT011 - the text is the student's own business
                bad_call(*before, amount)

    one, two = accounts(100, 100)
    bad = [
        op
        for amount in (0, -5)
        for op in (
            one.do("deposit", amount),
            one.do("withdraw", amount),
            transfer(one, two, amount),
            transfer(two, one, amount),
            transfer(one, one, amount),
        )
    ]
    runs = student.explore(
        threads=[bad],
        then=[
            one.do("withdraw", 10),
            two.do("deposit", 5),
            transfer(two, one, 1),
            one.get("balance"),
            two.get("balance"),
        ],
        limits=LIMITS,
    )
    runs.must_match(BankModel)


@check(
    points=5,
    kind="correctness",
    hints=(
        "From an account to itself: is it covered, and what is in the account afterwards?",
        "A list may name an account twice; then it counts twice.",
    ),
)
def test_the_same_account_twice(student):
    """A transfer onto itself changes nothing, an account counts as often as it is listed, and all ends for real."""
    account, other = student.new("bank.Account", 8, 100), student.new("bank.Account", 9, 7)
    assert student.bank.total([account, other, account]) == 207
    assert [student.bank.transfer(account, account, amount) for amount in (100, 101)] == [True, False]
    assert account.read("balance") == 100

    ring = [student.new("bank.Account", number, 100) for number in (1, 2, 3)]
    moves = [
        student.start(student.bank.transfer, ring[index % 3], ring[(index + step) % 3], 10)
        for index in range(4)
        for step in (0, 1, 2)
    ]
    assert [move.result() for move in moves] == [True] * len(moves)
    assert student.bank.total(ring) == 300
    assert student.bank.total([ring[0], ring[0]]) == 2 * ring[0].read("balance")

    one, two = accounts(100, 7)
    runs = student.explore(
        threads=[[transfer(one, one, 100), transfer(one, one, 101), total(one, two, one)]],
        then=[one.get("balance"), one.do("withdraw", 1)],
        limits=LIMITS,
    )
    runs.must_match(BankModel)
