"""What a Python program does with memory: objects of all sizes, threads, child processes, and forks while threads run."""

import json
import multiprocessing
import subprocess
import sys
import threading
import zlib


def document(count):
    """A tree of small objects."""
    return [{"id": n, "name": "n" * (n % 97), "tags": [str(t) for t in range(n % 7)]} for n in range(count)]


def digest(count):
    """The document written, read, and written again: the same text."""
    text = json.dumps(document(count))
    again = json.dumps(json.loads(text))
    assert text == again
    return zlib.crc32(again.encode())


def grows():
    """Bytes that grow bit by bit: realloc."""
    data = bytearray()
    for n in range(200_000):
        data += n.to_bytes(4, "little")
    return zlib.crc32(data)


def in_threads():
    found = [0] * 8

    def work(at):
        found[at] = digest(2000 + at)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(found))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def in_forks_beside_threads():
    over = threading.Event()

    def busy():
        while not over.is_set():
            document(50)

    threads = [threading.Thread(target=busy) for _ in range(2)]
    for thread in threads:
        thread.start()
    with multiprocessing.get_context("fork").Pool(3) as pool:
        found = pool.map(digest, range(100, 130))
    over.set()
    for thread in threads:
        thread.join()
    return zlib.crc32(repr(found).encode())


if __name__ == "__main__":
    print("json", digest(20_000))
    print("realloc", grows())
    print("threads", in_threads())
    child = subprocess.run([sys.executable, "-c", "print(sum(range(100000)))"], capture_output=True, check=True)
    print("child", child.stdout.decode().strip(), child.stderr.decode())
    print("forks", in_forks_beside_threads())
    big = bytearray(64 << 20)
    print("large", len(big), sum(big[:: 1 << 20]))
