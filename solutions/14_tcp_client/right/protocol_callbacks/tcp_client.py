# style: an asyncio.Protocol with futures, its loop on a thread of its own; open_ports with as_completed
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from socket import AF_INET, SOCK_STREAM, socket

LIMIT = 16 * 1024 * 1024


class ProtocolError(Exception):
    pass


class _Wire(asyncio.Protocol):
    def __init__(self):
        self.buf = bytearray()
        self.waiting = []
        self.exc = None
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buf += data
        try:
            while len(self.buf) >= 4:
                n = int.from_bytes(self.buf[:4], "big")
                if n > LIMIT:
                    raise ProtocolError(f"{n} bytes")
                if len(self.buf) < 4 + n:
                    break
                try:
                    text = str(self.buf[4:4 + n], "utf-8")
                except UnicodeError as e:
                    raise ProtocolError("bad utf-8") from e
                del self.buf[:4 + n]
                if self.waiting:
                    f = self.waiting.pop(0)
                    if not f.done():
                        f.set_result(text)
        except ProtocolError as e:
            self.fail(e)

    def fail(self, exc):
        self.exc = exc
        for f in self.waiting:
            if not f.done():
                f.set_exception(exc)
        self.waiting.clear()

    def eof_received(self):
        self.fail(ConnectionError("closed by the server"))

    def connection_lost(self, exc):
        self.fail(exc if isinstance(exc, ConnectionError) else ConnectionError("lost"))
        self.lost.set_result(None)


class Client:
    def __init__(self, host, port, timeout=5.0):
        self.timeout = timeout
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.wire = None
        try:
            self.wire = self.call(self.dial(host, port))
        except BaseException:
            self.close()
            raise

    def call(self, coro):
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(coro, self.timeout), self.loop).result()

    async def dial(self, host, port):
        _, wire = await self.loop.create_connection(_Wire, host, port)
        return wire

    def close(self):
        if self.loop.is_closed():
            return
        if self.wire is not None:
            async def bye():
                self.wire.transport.abort()
                await self.wire.lost
            asyncio.run_coroutine_threadsafe(bye(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self.loop.is_closed():
            raise ConnectionError("already closed")
        try:
            return self.call(self.many(list(texts)))
        except BaseException:
            self.close()
            raise

    async def many(self, texts):
        if self.wire.exc:
            raise self.wire.exc
        futures = [self.loop.create_future() for _ in texts]
        self.wire.waiting += futures
        for t in texts:
            b = t.encode()
            self.wire.transport.write(len(b).to_bytes(4, "big"))
            self.wire.transport.write(b)
        results = await asyncio.gather(*futures, return_exceptions=True)
        for r in results:
            if isinstance(r, BaseException):
                raise r
        return results


def open_ports(host, ports, timeout):
    def check(port):
        with socket(AF_INET, SOCK_STREAM) as s:
            s.settimeout(timeout)
            return s.connect_ex((host, port))

    with ThreadPoolExecutor(64) as ex:
        jobs = {ex.submit(check, p): p for p in ports}
        return sorted({jobs[f] for f in as_completed(jobs) if f.result() == 0})
