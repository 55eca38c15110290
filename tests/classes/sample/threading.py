# hides the standard library's module of that name
class Thread:
    pass
