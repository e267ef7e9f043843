"""How hard Hypothesis tries: `--hypothesis-profile ci` on every commit, `deep` by hand, `dev` otherwise."""

from hypothesis import HealthCheck, settings

SLOW_IS_FINE = (HealthCheck.too_slow,)  # a program is drawn in tens of milliseconds, then searched

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile(
    "ci", max_examples=300, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("deep", max_examples=20_000, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile("dev")
