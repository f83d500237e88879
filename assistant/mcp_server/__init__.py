"""A library for programs that speak the Model Context Protocol: three tools, over stdin and stdout."""

from assistant.mcp_server.server import serve, server_over

__all__ = ["serve", "server_over"]
