"""View helpers: pure functions from what the services answer to what pages show."""
