"""Nothing vanishes: every table accounts for the rows that go into it, or is exempt for a reason."""

import pytest

from deepmath_assets.definitions import ASSETS
from deepmath_assets.defs.shared.making.accounts import EXEMPT
from deepmath_assets.lake.contracts.decisions import Reason

ACCOUNTED = {table for asset in ASSETS for table in asset.accounts}


@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset.tables[0])
def test_every_table_is_accounted_for_or_exempt_and_not_both(asset) -> None:
    assert set(asset.accounts) <= set(asset.tables)
    for table in asset.tables:
        assert (table in asset.accounts) != (table in EXEMPT), table


def test_exemptions_are_of_tables_there_are_and_say_why() -> None:
    assert set(EXEMPT) <= {table for asset in ASSETS for table in asset.tables}
    assert all(len(why.split()) > 2 for why in EXEMPT.values())


def test_a_reason_is_told_by_one_name() -> None:
    assert len({reason.value for reason in Reason}) == len(Reason)
    assert all(reason.value.replace("_", "").isalpha() for reason in Reason)
