import os

print("racecourse-" + "breach: a module of the submission stood in for the standard library's")
os._exit(0)
