"""A real LibreOffice that opens a workbook, types into cells, and saves it, as its user would."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice Calc is not installed (libreoffice-calc-nogui)")
LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Typing"/></library:library>
"""
MODULE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Typing" script:language="StarBasic">{code}
</script:module>
"""
CODE = """\
Sub Run
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
{typing}
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName" : form(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("{target}", form())
  book.close(True)
End Sub
"""


def typed(source: Path, target: Path, cells: Mapping[str, str], work: Path) -> None:
    """Open `source`, type into cells (`definitions!K2`: what is typed, as if in the cell), and save it as `target`."""
    assert OFFICE is not None
    lines = []
    for place, text in cells.items():
        sheet, _, ref = place.partition("!")
        cell = f'book.Sheets.getByName("{sheet}").getCellRangeByName("{ref}")'
        # FormulaLocal is what the cell makes of the keys that are typed: a text, a number, a date, a formula.
        value = text.replace('"', '""').replace("\n", '" & Chr(10) & "')
        lines.append(f'  {cell}.FormulaLocal = "{value}"')
    code = CODE.format(source=source.as_uri(), target=target.as_uri(), typing="\n".join(lines))
    profile = work / "profile"
    run = [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    if not profile.exists():
        # A new profile writes a library of its own over any that lies there.
        subprocess.run([*run, "--terminate_after_init"], capture_output=True, timeout=240, check=False)
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(LIBRARY, "utf-8")
    escaped = code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    (basic / "Typing.xba").write_text(MODULE.format(code=escaped), "utf-8")
    command = [*run, "macro:///Standard.Typing.Run"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert target.is_file(), f"LibreOffice wrote nothing: {done.stdout} {done.stderr}"
