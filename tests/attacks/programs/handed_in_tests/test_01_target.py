from grader import check


@check(points=100, kind="correctness")
def test_double(student):
    """All is well."""
