# its error messages have HTML and terminal escapes in them


def count_words(texts, workers):
    raise ValueError("<script>alert('points')</script>\x1b[2J\x1b[31m100 of 100\x1b[0m\u202e")
