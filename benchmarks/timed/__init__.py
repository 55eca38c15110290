"""Programs whose virtual time is measured."""
