"""The bus: connections, batch consumers, the outbox relay, requests and replies."""
