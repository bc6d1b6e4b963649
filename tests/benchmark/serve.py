"""``python -m tests.benchmark.serve module:factory``: the server we ship, another application.

Granian with the settings of production; the port comes from ``PORT``.
"""

import os
import sys

from api.platform import http_server
from schema.core.settings import Settings

if __name__ == "__main__":
    http_server.APPLICATION = sys.argv[1]
    http_server.serve(Settings(port=int(os.environ["PORT"]), api_workers=1))
