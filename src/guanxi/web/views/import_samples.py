"""A small file for each import: the columns by their names in the language of the reader, and lines that show how."""

import csv
import io

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from guanxi.access.actors import Actor
from guanxi.exchange import planning
from guanxi.web.doors import signed_in

_LINES: dict[str, tuple[dict[str, str], ...]] = {
    "customers": (
        {
            "name": "Nordfjell Verksted AS", "own_code": "N-1001", "country": "NO", "city": "Bergen",
            "industry": "machinery", "website": "https://www.nordfjell.example", "since": "2021-03-01",
            "notes": "Met at the fair; looks for a second source.",
        },
        {
            "name": "苏州云栖泵业有限公司", "own_code": "N-1002", "country": "CN", "city": "苏州",
            "industry": "machinery", "website": "https://www.yunxi.example", "since": "2022-09-15", "notes": "",
        },
    ),
    "people": (
        {
            "name": "Ingrid Solvang", "customer": "Nordfjell Verksted AS", "job_title": "Head of Purchasing",
            "mail": "i.solvang@nordfjell.example", "phone": "+47 55 000 111",
        },
        {
            "name": "陆青禾", "customer": "苏州云栖泵业有限公司", "job_title": "总工程师",
            "mail": "qinghe.lu@yunxi.example", "phone": "+86 512 0000 222",
        },
    ),
    "activities": (
        {
            "customer": "Nordfjell Verksted AS", "kind": "call", "at": "2026-03-02 10:00",
            "subject": "Asked for a second offer", "body": "They want delivery in four weeks.",
        },
        {
            "customer": "苏州云栖泵业有限公司", "kind": "visit", "at": "2026-03-05 14:00",
            "subject": "参观装配车间", "body": "",
        },
    ),
}  # fmt: skip


@signed_in
def sample(request: HttpRequest, actor: Actor, resource: str) -> HttpResponseBase:
    known = {f.name: str(f.label) for f in planning.importer_of(resource).fields(actor)}
    lines = _LINES[resource]
    names = [name for name in known if any(name in line for line in lines)]
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(known[name] for name in names)
    written.writerows([line.get(name, "") for name in names] for line in lines)
    # With a mark of order, by which spreadsheets recognise the Chinese in it.
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{resource}-sample.csv"'
    return answer
