# aim: put formulas, quotes and line breaks into the grade table and the journal
TEXT = '=HYPERLINK("http://192.0.2.1","x")\r\n"eve","01_target",100,100,"passed"\n\'); DROP TABLE rows; --\t+1\t@SUM(1)\0'


def attack(*args):
    raise type('=cmd|" /C calc"!A0', (Exception,), {})(TEXT)


double = join = apply_all = refuse = Tally = attack
