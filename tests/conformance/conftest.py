"""The running server of tests/serve, for suites that speak HTTP."""

from tests.serve.conftest import served, site

__all__ = ["served", "site"]
