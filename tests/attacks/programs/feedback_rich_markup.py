# aim: break or forge a terminal report that is written in a markup of its own
TEXT = "[/] [/bold] [bold green]PASSED[/bold green] [link=http://192.0.2.1]x[/link] [[ ]] [@click=app.quit] [red :smile: \\["


def attack(*args):
    print(TEXT, flush=True)
    raise type("[/foo]", (Exception,), {})(TEXT)


double = join = apply_all = refuse = Tally = attack
