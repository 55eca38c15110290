# style: asyncio streams in an event loop on a background thread; open_ports runs connect_ex in an executor
import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

MAX = 16 * 2**20


class ProtocolError(Exception):
    pass


class Client:
    def __init__(self, host, port, timeout=5.0):
        self._timeout = timeout
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._writer = None
        try:
            self._reader, self._writer = self._run(asyncio.open_connection(host, port))
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self._loop.is_closed():
            return
        if self._writer is not None:
            asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _hang_up(self):
        self._writer.transport.abort()
        try:
            await self._writer.wait_closed()
        except OSError:
            pass

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, self._timeout), self._loop).result()

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self._loop.is_closed():
            raise ConnectionError("the client is closed")
        try:
            return self._run(self._exchange(texts))
        except asyncio.IncompleteReadError as error:
            self.close()
            raise ConnectionError("the server closed in the middle") from error
        except BaseException:
            self.close()
            raise

    async def _exchange(self, texts):
        sending = asyncio.ensure_future(self._send(texts))
        try:
            answers = [await self._read() for _ in texts]
            await sending
            return answers
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, texts):
        for text in texts:
            data = text.encode()
            self._writer.write(len(data).to_bytes(4, "big") + data)
            await self._writer.drain()

    async def _read(self):
        length = int.from_bytes(await self._reader.readexactly(4), "big")
        if length > MAX:
            raise ProtocolError(length)
        data = await self._reader.readexactly(length)
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise ProtocolError("not UTF-8") from error


def open_ports(host, ports, timeout):
    async def scan():
        loop = asyncio.get_running_loop()
        unique = sorted(set(ports))
        with ThreadPoolExecutor(max_workers=len(unique) + 1) as pool:
            codes = await asyncio.gather(*(loop.run_in_executor(pool, knock, port) for port in unique))
        return [port for port, code in zip(unique, codes) if code == 0]

    def knock(port):
        with socket.socket() as sock:
            sock.settimeout(timeout)
            return sock.connect_ex((host, port))

    return asyncio.run(scan())
