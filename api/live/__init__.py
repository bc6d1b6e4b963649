"""Live answers: subscriptions over WebSocket (graphql-transport-ws) and server-sent events.

- ``bus`` and ``hearing``: PostgreSQL's announcements, and the streams that hear them.
- ``streams``: one operation of one subscriber, from document to results.
- ``socket``, ``conversation`` and ``events``: the two protocols.
- ``attendance`` and ``pulse``: who is still signed in, who is still there.
"""

from api.graphql import GraphqlEndpoint
from api.live.attendance import Attendance
from api.live.bus import Bus
from api.live.events import EventStream
from api.live.origins import Origins
from api.live.socket import Sockets
from api.live.streams import Streams
from schema.core.settings import Settings


class Live:
    """The live side of one API process."""

    def __init__(self, endpoint: GraphqlEndpoint, url: str, settings: Settings) -> None:
        self.bus = Bus(url, endpoint.principals.forget)
        self.attendance = Attendance(endpoint.principals)
        streams = Streams(endpoint, self.bus, max(1, settings.read_pool // 2))
        origins = Origins(settings.allowed_origins)
        self.sockets = Sockets(streams, self.attendance, origins, settings.ping_seconds)
        endpoint.streaming = EventStream(streams, self.attendance)

    def start(self) -> None:
        """Begin to hear of changes, and to look after the listeners."""
        self.bus.start()
        self.attendance.start()
        self.sockets.pulse.start()

    async def stop(self) -> None:
        """End it."""
        await self.sockets.pulse.stop()
        await self.attendance.stop()
        await self.bus.stop()


__all__ = ["Live"]
