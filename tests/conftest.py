"""What holds for all tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test writes to the log or the sessions of whoever runs it."""
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path_factory.mktemp("home")))
