"""Records from spreadsheets: what goes out comes back the same, and what people type is read or told, cell by cell."""

from io import BytesIO

from hypothesis import HealthCheck, given, settings

from campaign_rules import Campaign
from campaign_rules.records import Record
from campaign_rules.sheets import sheets_of
from campaign_rules.workbooks import _Reader
from campaign_rules.writers.xlsx_records import write_records
from tests.strategies import any_records


def round_trip(campaign: Campaign, *records: Record) -> list[object]:
    stream = BytesIO()
    write_records(stream, campaign.pack, records)
    reader = _Reader("a.xlsx", campaign.pack)
    units = reader.read(stream.getvalue())
    assert reader.problems == []
    import msgspec

    return [msgspec.convert(unit.data, Record) for unit in units]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
@given(any_records())
def test_any_record_written_to_a_workbook_comes_back_the_same(campaign: Campaign, record: Record) -> None:
    assert round_trip(campaign, record) == [record]
