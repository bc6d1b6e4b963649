"""Use cases of the organisation."""

from schema.organisation.service.unions import *  # noqa: F403
