"""Commands that stay running until they are stopped: `serve` (HTTP) and `mcp` (the Model Context Protocol).

May know: `cli.terminal`. Read `serve` first.
"""
