# aim: hand in, for target.py, a symbolic link to another student's right answer
# place: symlink target.py -> @OTHER@
raise NotImplementedError("this text is not handed in: the link is")
