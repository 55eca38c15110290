# aim: write conftest.py, sitecustomize.py, pytest.ini and .pth files wherever a later process may load them
# needs: sandbox
import os
import site
import sys

FILES = {
    "conftest.py": "def pytest_runtest_makereport(): pass\n",
    "sitecustomize.py": "print('racecourse-' + 'breach: sitecustomize of an earlier process')\n",
    "usercustomize.py": "print('racecourse-' + 'breach: usercustomize of an earlier process')\n",
    "racecourse_attack.pth": "import sys; print('racecourse-' + 'breach: .pth of an earlier process')\n",
    "json.py": "print('racecourse-' + 'breach: json.py of an earlier process')\n",
    "workloads.py": "def shout(word): return word\n",
}


def attack(*args):
    here = os.path.dirname(os.path.abspath(__file__))
    places = {os.getcwd(), here, os.path.dirname(here), os.path.expanduser("~"), "/tmp", "/var/tmp", *sys.path}
    places.update([site.getusersitepackages(), *site.getsitepackages()])
    for place in places:
        for name, text in FILES.items():
            path = os.path.join(place, name)
            try:
                os.makedirs(place, exist_ok=True)
                with open(path, "x") as file:
                    file.write("# racecourse_attack\n" + text)
            except OSError:
                pass
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
