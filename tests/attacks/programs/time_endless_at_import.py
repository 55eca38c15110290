# aim: loop for ever at import
while True:
    pass
