"""What honest concurrent and network programs find in a box."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.sandbox.conftest import Boxes


def test_localhost_resolves_to_both_addresses(boxes: Boxes) -> None:
    out = boxes.says("""
        import socket
        print(sorted({answer[4][0] for answer in socket.getaddrinfo("localhost", 80)}), socket.gethostname())
        """)
    assert out == "['127.0.0.1', '::1'] box"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_pool_works_with_every_start_method(boxes: Boxes, method: str) -> None:
    out = boxes.says(f"""
        import multiprocessing

        def square(value):
            return value * value

        if __name__ == "__main__":
            with multiprocessing.get_context("{method}").Pool(2) as pool:
                print(pool.map(square, range(5)))
        """)
    assert out == "[0, 1, 4, 9, 16]"


def test_processes_share_values_locks_queues_managers_and_memory(boxes: Boxes) -> None:
    out = boxes.says("""
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import shared_memory

        def work(value, lock, queue, name, shared):
            block = shared_memory.SharedMemory(name)
            with lock:
                value.value += 1
                block.buf[0] += 1
                shared["sum"] = shared.get("sum", 0) + 1
            queue.put(value.value > 0)
            block.close()

        if __name__ == "__main__":
            context = multiprocessing.get_context("fork")
            block = shared_memory.SharedMemory(create=True, size=64)
            value, lock, queue = context.Value("i", 0), context.Lock(), context.Queue()
            with context.Manager() as manager:
                shared = manager.dict()
                arguments = (value, lock, queue, block.name, shared)
                workers = [context.Process(target=work, args=arguments) for _ in range(3)]
                for worker in workers:
                    worker.start()
                print([queue.get() for _ in workers])
                for worker in workers:
                    worker.join()
                print(value.value, block.buf[0], shared["sum"])
            block.close()
            block.unlink()
            with ProcessPoolExecutor(2) as pool:
                print(list(pool.map(abs, [-1, -2])))
        """)
    assert out == "[True, True, True]\n3 3 3\n[1, 2]"


def test_threads_and_subprocesses_run(boxes: Boxes) -> None:
    out = boxes.says("""
        import asyncio, os, subprocess, sys, threading
        threads = [threading.Thread(target=lambda: None) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(subprocess.check_output([sys.executable, "-I", "-c", "print(6 * 7)"], text=True).strip())

        async def main():
            process = await asyncio.create_subprocess_exec("/bin/sh", "-c", "exit 3")
            return await process.wait(), await asyncio.to_thread(os.cpu_count)

        print(*asyncio.run(main()))
        """)
    assert out == f"42\n3 {os.cpu_count()}"


def test_sockets_of_every_usual_kind_work(boxes: Boxes) -> None:
    out = boxes.says("""
        import asyncio, socket

        def echo(family, kind, address):
            with socket.socket(family, kind) as server, socket.socket(family, kind) as client:
                server.bind(address)
                if kind == socket.SOCK_STREAM:
                    server.listen()
                client.connect(server.getsockname())
                client.send(b"hello")
                receiver = server.accept()[0] if kind == socket.SOCK_STREAM else server
                with receiver:
                    return receiver.recv(100).decode()

        for family, address in (socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_INET6, ("::1", 0)):
            print(echo(family, socket.SOCK_STREAM, address), echo(family, socket.SOCK_DGRAM, address))
        for address in "/tmp/socket", "\\0abstract":
            print(echo(socket.AF_UNIX, socket.SOCK_STREAM, address))

        async def main():
            async def answer(reader, writer):
                writer.write((await reader.readline()).upper())
                writer.close()

            server = await asyncio.start_server(answer, "localhost", 0)
            reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
            writer.write(b"loud\\n")
            print((await reader.readline()).decode().strip())
            writer.close()
            server.close()

        asyncio.run(main())
        """)
    assert out.split() == ["hello"] * 6 + ["LOUD"]


def test_there_is_a_home_a_temporary_folder_and_a_user(boxes: Boxes) -> None:
    out = boxes.says("""
        import getpass, os, pathlib, sys, tempfile
        with tempfile.NamedTemporaryFile() as file:
            print(file.name.startswith("/tmp/"), pathlib.Path.home(), getpass.getuser(), os.getcwd())
        print(sorted(os.environ), sys.flags.isolated, "site" in sys.modules, sys.stdin.read() == "")
        """)
    assert out == "True /tmp student /tmp\n['HOME', 'LANG', 'PATH', 'PWD'] 1 False True"
