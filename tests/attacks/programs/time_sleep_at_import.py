# aim: block for ever at import, once a check
import threading

threading.Event().wait()
