"""Settings of all tests: how fast a machine draws examples, or runs them, says nothing about what is tested."""

from __future__ import annotations

import os
import sys

from hypothesis import HealthCheck, settings

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

# The package that tests start in processes of its own is compiled once, as after an installation, and not at every start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
