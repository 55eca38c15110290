# aim: hand in source that is read in one way and run in another: a coding line, form feeds, odd line ends
# place: text target.py "# -*- coding: utf-7 -*-\n# +AAo-print('racecourse_attack')\ndouble = join = apply_all = refuse = Tally = lambda *a: 0\f\r\n"
raise NotImplementedError("this text is not handed in: the other is")
