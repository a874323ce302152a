"""What EXPLAIN PLAN FOR answers: the scans of a query, with the files that are left after pruning."""

import json

import pyarrow as pa

from results import columns_of
from scan import Scan


def plan_of(schema: pa.Schema, scans: list[Scan]) -> pa.Table:
    """Columns TEXT and JSON, as the real server has them; what stands in them is this stand-in's own."""
    row = ", ".join(f"{column['type']['name']} {column['name']}" for column in columns_of(schema))
    lines = [f"00-00    Screen : rowType = RecordType({row})", "00-01      Project"]
    for number, scan in enumerate(scans, 2):
        if not scan.ran:
            lines.append(f"00-{number:02d}        TableScan(table=[{scan.table}], type=[{scan.kind}]) : not planned")
            continue
        head = f"00-{number:02d}        TableScan(table=[{scan.table}], type=[{scan.kind}]"
        if scan.snapshot is not None:
            head += f", snapshot=[{scan.snapshot}]"
        head += f", columns=[{', '.join(scan.columns or ['*'])}], filters=[{scan.filter or ''}]"
        if scan.kind in ("postgres", "elastic"):
            lines.append(head + ")")
            continue
        lines.append(f"{head}, files=[{len(scan.read)} of {scan.total}])")
        lines += [f"                 file=[{file['file']}], partition=[{file['partition']}]" for file in scan.read]
    document = [
        {"table": scan.table, "type": scan.kind, "snapshot": scan.snapshot, "filters": scan.filter, "columns": scan.columns,
         "files": {"total": scan.total, "read": scan.read}, "planned": scan.ran}
        for scan in scans
    ]
    return pa.table({"TEXT": pa.array(["\n".join(lines)]), "JSON": pa.array([json.dumps({"scans": document})])})
