"""The ablations of `bench recall`: each is a policy of its own under both profiles that it is run with."""

import pytest

from deepmath_assets.cli.benches.recall import ablated
from deepmath_assets.profiles.load import load_profile


@pytest.mark.parametrize("profile", ["demo", "seed"])
def test_each_ablation_changes_the_policy_in_a_way_of_its_own(profile: str) -> None:
    whole = load_profile(profile).recall
    policies = [whole, *(policy for _, policy in ablated(whole))]
    assert all(policy not in policies[:at] for at, policy in enumerate(policies))
