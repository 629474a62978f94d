# How many of sixty threads can be started, while all of them run.
import threading

gate = threading.Event()
started = 0
for _ in range(60):
    try:
        threading.Thread(target=gate.wait).start()
    except RuntimeError:
        break
    started += 1
gate.set()
print(started)
