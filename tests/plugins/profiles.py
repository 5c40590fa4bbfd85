"""How hard the property tests try: little at the desk, more in `make check`, most on demand."""

import os

from hypothesis import HealthCheck, settings

_common = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=10, **_common)
settings.register_profile("desk", max_examples=50, **_common)
settings.register_profile("ci", max_examples=150, **_common)
settings.register_profile("night", max_examples=2000, **_common)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "desk"))
