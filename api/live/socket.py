"""``graphql-transport-ws``: where sockets are accepted, refused and closed."""

import asyncio
import contextlib

from starlette.types import Receive, Scope, Send

from api.errors import execution_error
from api.live.attendance import Attendance
from api.live.conversation import INIT_SECONDS, ClosingError, Codes, Conversation
from api.live.origins import Origins
from api.live.pulse import Pulse
from api.live.streams import Streams
from api.refusal import Refusal

PROTOCOL = "graphql-transport-ws"


class Sockets:
    """Accepts sockets at ``/graphql``."""

    def __init__(
        self, streams: Streams, attendance: Attendance, origins: Origins, ping_seconds: float
    ) -> None:
        self.streams, self.attendance, self.origins = streams, attendance, origins
        self.ping_seconds, self.pulse = ping_seconds, Pulse()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until it closes."""
        await receive()  # websocket.connect
        if not self.origins.admits(scope):
            await send({"type": "websocket.close", "code": Codes.FORBIDDEN, "reason": "Origin"})
            return
        spoken = PROTOCOL in scope.get("subprotocols", ())
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if spoken else None})
        conversation = Conversation(self.streams, scope, send, self.ping_seconds)
        # A socket lives for hours: what its request said is not kept for so long.
        scope.clear()
        try:
            if not spoken:
                raise ClosingError(Codes.NO_PROTOCOL, "Subprotocol not acceptable")
            self.streams.endpoint.limits.admit_address(conversation.address)
            self.pulse.watch(conversation, INIT_SECONDS)
            await self._hold(conversation, receive)
        except ClosingError as closing:
            await _close(send, closing.code, closing.reason)
        except Refusal as refused:
            # Clients try again after 4403, but not after 4401: a session that ended is over.
            ended = Codes.UNAUTHORIZED if conversation.acknowledged else Codes.FORBIDDEN
            await conversation.tell_all(refused)
            await _close(send, ended, refused.code)
        except Exception as cause:  # noqa: BLE001 - the last guard: masked and logged
            execution_error(cause)
            await _close(send, 1011, "Internal error")
        finally:
            self.attendance.leave(conversation.member)
            await conversation.end()

    async def _hold(self, conversation: Conversation, receive: Receive) -> None:
        """Take messages until the client leaves, or we end it: by raising why."""
        task = conversation.task = asyncio.current_task()
        try:
            while (event := await receive())["type"] == "websocket.receive":
                greeted = conversation.acknowledged
                await conversation.take(event.get("text") or event.get("bytes") or "")
                if conversation.acknowledged and not greeted:
                    self.attendance.enter(conversation.member)
        except asyncio.CancelledError:
            if conversation.ending is None or task is None:
                raise
            task.uncancel()
            raise conversation.ending from None
        finally:
            conversation.task = None


async def _close(send: Send, code: int, reason: str) -> None:
    with contextlib.suppress(Exception):
        await send({"type": "websocket.close", "code": int(code), "reason": reason[:120]})
