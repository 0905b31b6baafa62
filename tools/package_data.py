"""Build hook: put the compiled registry, the graph and the files that commands need into the wheel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackageData(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the glossary into `sojourn/data`; an editable install uses the folder where it stands."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the wheel is packed."""
        if version == "editable":
            return  # `sojourn build` writes the data beside the sources
        root = Path(self.root)
        sys.path.insert(0, str(root / "tools"))
        from sojourn.build.package import write_package_data

        data = root / "tools" / "sojourn" / "data"
        write_package_data(root, data)
        for path in sorted(p for p in data.rglob("*") if p.is_file()):
            build_data["force_include"][str(path)] = f"sojourn/data/{path.relative_to(data).as_posix()}"
