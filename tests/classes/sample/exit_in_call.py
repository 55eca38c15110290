# ends the whole process in one of its functions
import os


def count_words(texts, workers):
    os._exit(0)
