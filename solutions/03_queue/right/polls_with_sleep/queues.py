# style: loops that look, sleep a millisecond and look again
import multiprocessing as mp, threading, time, queue

class Closed(Exception):
    """closed"""

def offer(q, item):
    try: q.put_nowait(item); return True
    except queue.Full: return False

def drain(q):
    r = []
    while True:
        try: r.append(q.get_nowait())
        except queue.Empty: break
    return r

class WorkQueue:
    def __init__(self, maxsize):
        self.q = queue.Queue(maxsize); self.closed = False; self.m = threading.RLock()
    def put(self, item):
        while 1:
            with self.m:
                if self.closed: raise Closed
                if offer(self.q, item): return
            time.sleep(.001)
    def get(self):
        while 1:
            with self.m:
                try: return self.q.get_nowait()
                except queue.Empty:
                    if self.closed: raise Closed
            time.sleep(.001)
    def close(self):
        with self.m: self.closed = True

def process_all(items, func, consumers, maxsize):
    w = WorkQueue(maxsize); out = [None]*len(items); errors = []
    def prod():
        for n in range(len(items)): w.put(n)
        w.close()
    def cons():
        try:
            while 1:
                n = w.get()
                try: out[n] = func(items[n])
                except Exception as e: errors.append(e)
        except Closed: pass
    t = [threading.Thread(target=cons) for _ in range(consumers)] + [threading.Thread(target=prod)]
    for x in t: x.start()
    while any(x.is_alive() for x in t): time.sleep(.001)
    for x in t: x.join()
    if errors: raise errors[0]
    return out

def cons_mp(q, r, func, done):
    while 1:
        try: n, item = q.get(timeout=.02)
        except queue.Empty:
            if done.is_set(): break
            continue
        try: r.put((n, 0, func(item)))
        except Exception as e: r.put((n, 1, e))

def process_all_mp(items, func, consumers, maxsize):
    q = mp.Queue(maxsize); r = mp.Queue(); done = mp.Event()
    ps = [mp.Process(target=cons_mp, args=(q, r, func, done)) for _ in range(consumers)]
    for p in ps: p.start()
    todo = list(enumerate(items)); got = {}
    def prod():
        for x in todo: q.put(x)
    t = threading.Thread(target=prod); t.start()
    while len(got) < len(items):
        try: n, bad, v = r.get(timeout=.02); got[n] = bad, v
        except queue.Empty: pass
    t.join(); done.set()
    for p in ps: p.join()
    for bad, v in got.values():
        if bad: raise v
    return [got[n][1] for n in range(len(items))]
