"""The SMTP server of the mailbox, on a thread and a port of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

from sandbox.mail.state import Mail

if TYPE_CHECKING:
    from sandbox.world import World


class Postman:
    """Take messages into the world; refuse and drop what the world says."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Take or refuse one address: server, session, envelope, address, options."""
        envelope, address = given[2], str(given[3])
        if code := self.world.mail.refused.get(address):
            return f"{code} {address} is not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Take one message: server, session, envelope."""
        server, envelope = given[0], given[2]
        content = envelope.content
        raw = content if isinstance(content, bytes) else content.encode()
        state = self.world.mail
        state.inbox.append(Mail(str(envelope.mail_from), tuple(envelope.rcpt_tos), raw))
        if state.drops:
            state.drops -= 1
            server.transport.abort()
        return "250 OK"


class MailServer:
    """Serve the mailbox of a world while it is started."""

    def __init__(self, world: World, host: str, port: int) -> None:
        self._socket = socket.create_server((host, port))
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._postman = Postman(world)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        """Begin to take mail; what comes before the thread runs waits in the socket."""
        self._thread.start()

    def stop(self) -> None:
        """Stop taking mail and free the port, also where the thread has only just begun."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._take())
        self._loop.close()

    async def _take(self) -> None:
        server = await self._loop.create_server(self._spoken, sock=self._socket)
        await self._over.wait()
        server.close()
        for talk in asyncio.all_tasks() - {asyncio.current_task()}:
            talk.cancel()
        await asyncio.sleep(0)

    def _spoken(self) -> SMTP:
        return SMTP(self._postman, loop=self._loop, hostname="sandbox")
