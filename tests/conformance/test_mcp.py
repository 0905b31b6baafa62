"""The conformance suite of the Model Context Protocol, on the running server.

`make conformance` fetches the suite and the Node that it needs (tests/conformance/mcp, pinned by its lock file). Counted are
the scenarios that ask for what every server has; all others call tools, resources and prompts that the suite itself names,
or features that this server does not offer (logging, completion, sampling, elicitation).
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conformance.score import Score
from tests.serve.running import running
from tests.support import REPOSITORY

MODULES = REPOSITORY / "tests" / "conformance" / "mcp" / "node_modules"
NODE = MODULES / "node" / "bin" / "node"
SUITE = MODULES / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
SCENARIOS = ("server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "dns-rebinding-protection")


@pytest.mark.skipif(not (NODE.exists() and SUITE.exists()), reason="the suite is not fetched (make conformance)")
def test_the_server_does_what_the_suite_asks_of_every_server(tmp_path: Path, score: Score) -> None:
    found: dict[str, str] = {}
    with running(mcp=True) as server:
        for scenario in SCENARIOS:
            asked = ["--url", f"{server.url}/mcp", "--scenario", scenario, "-o", str(tmp_path)]
            done = subprocess.run(
                [str(NODE), str(SUITE), "server", *asked], capture_output=True, text=True, check=False, timeout=120
            )
            assert done.returncode == 0, done.stdout + done.stderr
    for path in sorted(tmp_path.rglob("checks.json")):
        for check in json.loads(path.read_text("utf-8")):
            if check["status"] != "INFO":
                found[check["id"]] = check["status"]
    score("mcp", list(found.values()).count("SUCCESS"), len(found))
    assert set(found.values()) == {"SUCCESS"}, found
