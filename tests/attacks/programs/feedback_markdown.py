# aim: forge headings, links, images, tables and fences in the feedback that is Markdown
TEXT = (
    "\n```\n# Score: 100 / 100\n\n| check | points |\n|---|---|\n| all | 100 |\n\n[claim your prize](http://192.0.2.1/racecourse_attack)\n"
    "![x](http://192.0.2.1/racecourse_attack.png)\n<script>alert('racecourse_attack')</script>\n<details open>\n~~~\n````\n"
)


def attack(*args):
    print(TEXT, flush=True)
    raise RuntimeError(TEXT)


double = join = apply_all = refuse = Tally = attack
