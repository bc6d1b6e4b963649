"""Live answers: subscriptions over WebSocket (graphql-transport-ws) and server-sent events.

- ``bus``: hears PostgreSQL's announcements and hands them to the streams.
- ``streams``: one operation of one subscriber, from document to results.
- ``socket`` and ``events``: the two protocols.
"""

from api.graphql import GraphqlEndpoint
from api.live.bus import Bus
from api.live.events import EventStream
from api.live.socket import Sockets
from api.live.streams import Streams


class Live:
    """The live side of one API process."""

    def __init__(self, endpoint: GraphqlEndpoint, url: str) -> None:
        self.bus = Bus(url)
        streams = Streams(endpoint, self.bus)
        self.sockets = Sockets(streams)
        endpoint.streaming = EventStream(streams)

    def start(self) -> None:
        """Begin to hear of changes."""
        self.bus.start()

    async def stop(self) -> None:
        """End it."""
        await self.bus.stop()


__all__ = ["Live"]
