"""
How hard Hypothesis tries: as the variable HYPOTHESIS_PROFILE says, else `dev`.

`HYPOTHESIS_PROFILE=deep` by hand. `mutants` is for `nox -s mutation`: that a test fails is enough there.
"""

import os

from hypothesis import HealthCheck, Phase, settings

SLOW_IS_FINE = (HealthCheck.too_slow,)  # a program is drawn in tens of milliseconds, then searched

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("deep", max_examples=20_000, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile(
    "mutants",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=SLOW_IS_FINE,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
