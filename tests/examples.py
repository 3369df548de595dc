"""How many examples a property draws: some in every run, and more for whoever has the time."""

import os

MORE = int(os.environ.get("CAMPAIGN_RULES_EXAMPLES", "1"))
"""So many times as many as in a run of all tests (``CAMPAIGN_RULES_EXAMPLES=5 python -m pytest tests/engine/fast/test_compiled.py``)."""
