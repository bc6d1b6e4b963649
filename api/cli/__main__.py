"""``python -m api.cli``: how the supervisor starts its children."""

from api.cli import main

main()
