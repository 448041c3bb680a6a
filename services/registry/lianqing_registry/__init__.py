"""The network: units, people, roles, informants, credentials."""
