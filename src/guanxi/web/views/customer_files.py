"""Files of a customer: listed, taken in, given out, renamed, put into the bin."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.access.resources import editable_fields
from guanxi.records.company import company
from guanxi.records.files import check_sizes, delete_file, open_file, receive_file, rename_file
from guanxi.records.resources import FILES
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import CHANNEL, form_page, go_on, next_address, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.views.customer_details import refuse_reader
from guanxi.web.views.customer_frame import framed

_SIZE = 50
_READ = ("name", "size", "uploaded_by", "uploaded")


def _line(row: Row, *, may_edit: bool) -> dict[str, Any]:
    """What the part ``customers/_file.html`` shows of a file."""
    told = formats_in_force()
    who = row["uploaded_by"].label if row["uploaded_by"] else ""
    about = (told.file_size(row["size"]), who, told.ago(row["uploaded"], timezone.now()))
    return {
        "key": row.key,
        "name": row["name"],
        "about": " · ".join(part for part in about if part),
        "may_edit": may_edit,
    }


@signed_in
def files(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """All files of a customer, and the form that takes in further ones."""
    frame = framed(actor, customer, "files")
    if request.method == "POST":
        refuse_reader(actor, customer)
    most = company().largest_file_bytes // 1_000_000
    upload = _Files(
        label=_("Add files"), widget=_ManyFiles(attrs={"multiple": True}),
        help_text=_("At most %(most)d MB each. Who reads the notes of the customer can open them.") % {"most": most},
    )  # fmt: skip
    form = form_for((), request.POST if request.method == "POST" else None, extra={"file": upload})
    form.files = request.FILES

    def take_in(data: dict[str, Any]) -> None:
        sent = data["file"]
        check_sizes(one.size for one in sent)
        for one in sent:
            receive_file(actor, one, customer=customer, name=one.name or "", on=timezone.now(), channel=CHANNEL)
        told = ngettext("The file was added.", "%(number)d files were added.", len(sent))
        messages.success(request, told % {"number": len(sent)})

    done, _nothing = submitted(request, form, take_in)
    if done:
        return go_on(request, next_address(request, f"/customers/{customer}/files/"))
    page = view(actor, FILES).only(*_READ).of_customer(customer).after(request.GET.get("after", "")).page(_SIZE)
    context = {
        **frame.context,
        "form": form if frame.may_edit else None,
        "files": [_line(row, may_edit=frame.may_edit) for row in page.rows],
        "next_href": f"/customers/{customer}/files/?after={page.next}" if page.next else "",
    }
    return render(request, "customers/files.html", context, status=422 if form.errors else 200)


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class _Files(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(_Files, self).clean(one, initial) for one in data or (None,)]


@signed_in
def download(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Always an attachment: what others sent us is never opened on our own origin."""
    held = open_file(actor, key, on=timezone.now(), channel=CHANNEL)
    answer = FileResponse(held.path.open("rb"), as_attachment=True, filename=held.name, content_type=held.content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@signed_in
def rename(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    query = view(actor, FILES)
    row = query.get(key)
    customer = row["customer"]
    fields = editable_fields(query.resource)
    form = form_for(fields, request.POST or None, initial=row, version=row.version)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, rename_file, told=_("Saved."), file=key, name=data["name"], version=data.get("version")
        ),
        fields,
    )
    back = f"/customers/{customer.key}/files/"
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_("Rename the file"), label=_("Save"), back=back, nav="portfolio",
        above=[
            (pgettext("page", "Portfolio"), "/customers/"), (customer.label, f"/customers/{customer.key}/"),
            (_("Files"), back),
        ],
    )  # fmt: skip


@require_POST
@signed_in
def remove(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    customer = view(actor, FILES).only("customer").get(key)["customer"].key
    perform(request, actor, delete_file, told=_("Put into the bin; there it stays for 30 days."), file=key)
    return go_on(request, next_address(request, f"/customers/{customer}/files/"))
