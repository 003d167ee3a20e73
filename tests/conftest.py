"""How hard hypothesis tries: ``HYPOTHESIS_PROFILE=deep python -m pytest`` tries hardest."""

import os

from hypothesis import HealthCheck, settings

# The first st.text() of a fresh clone builds its table of characters, which is slow once.
settings.register_profile(
    "quick",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "ci",
    settings.get_profile("quick"),
    max_examples=100,
    derandomize=True,
    print_blob=True,
)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=5_000)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "quick"))
