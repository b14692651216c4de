"""Loading files in the browser: upload → preview → confirmation → background work."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.core.errors import RuleViolation
from apps.core.methods import methods
from apps.office import permissions
from apps.office.actions import mappings, uploads
from apps.office.forms import ConfirmForm, MappingForm, UploadForm
from apps.office.imports.lists import mapping_choice
from apps.office.imports.template import template
from apps.office.queries.exchange import known_sources, source_of
from apps.office.queries.uploads import preview_page, recent_jobs
from apps.office.tasks import load_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
def start(request):
    """Choose a file; POST keeps it and shows what it would change."""
    permissions.demand_manager(request.user)
    if refused := methods(request, "GET", "POST"):
        return refused
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.keep_upload(
                content=file.read(), file_name=file.name, kind=form.cleaned_data["kind"],
                class_name=form.cleaned_data["class_name"], by=request.user,
            )  # fmt: skip
        except RuleViolation as error:
            form.add_error("file", str(error))
        else:
            return redirect("office:upload", upload.token)
    page = {"form": form, "jobs": recent_jobs(request.user), "sources": known_sources()}
    return render(request, "office/import.html", page)


@never_cache
def one(request, token):
    """The preview of an upload; after the confirmation its progress and outcome."""
    upload = permissions.own_upload(request.user, token)
    if refused := methods(request, "GET"):
        return refused
    if hasattr(upload, "job"):
        return render(request, "office/import_job.html", {"upload": upload, **preview_page(upload.job.result)})
    return _preview(request, upload)


def _preview(request, upload, mapping_form=None):
    """What the file would change, and what its columns mean."""
    try:
        plan = uploads.run(upload, by=request.user, dry_run=True)
        choice = _choice(upload)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("office:import")
    source = source_of(upload.kind, choice.signature) if upload.mapping else None
    if mapping_form is None and choice.titles:
        mapping_form = MappingForm(choice=choice, source_name=source.source_name if source else "")
    page = {
        "upload": upload, "mapping_form": mapping_form, "confirm_form": ConfirmForm(), "holds": plan.holds,
        "source": source, "shows_columns": "columns" in request.GET or request.method == "POST",
    }  # fmt: skip
    return render(request, "office/import_preview.html", {**page, **preview_page(plan.as_dict())})


@never_cache
def confirm(request, token):
    """Load the file in the background."""
    upload = permissions.own_upload(request.user, token)
    if refused := methods(request, "POST"):
        return refused
    form = ConfirmForm(request.POST)
    only_good = form.is_valid() and form.cleaned_data["only_good"]
    with transaction.atomic():
        job = uploads.confirm(upload=upload, only_good=only_good)
        transaction.on_commit(lambda: load_file.delay(job.pk), robust=True)
    return redirect("office:upload", token)


@never_cache
def set_mapping(request, token):
    """Say which column means what, then preview again."""
    upload = permissions.own_upload(request.user, token)
    if refused := methods(request, "POST"):
        return refused
    try:
        choice = _choice(upload)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("office:import")
    form = MappingForm(request.POST, choice=choice)
    if hasattr(upload, "job") or not choice.titles:
        return redirect("office:upload", token)
    if not form.is_valid():
        return _preview(request, upload, form)
    name = form.cleaned_data["source_name"]
    source = mappings.set_mapping(upload=upload, choice=choice, mapping=form.mapping(), source_name=name)
    messages.success(request, _("Столбцы сопоставлены и запомнены: «%s».") % source.source_name)
    return redirect("office:upload", token)


def _choice(upload):
    return mapping_choice(uploads.content_of(upload), upload.file_name, upload.kind, upload.mapping)


@never_cache
def drop(request, token):
    """Throw the file away without loading it."""
    upload = permissions.own_upload(request.user, token)
    if refused := methods(request, "POST"):
        return refused
    if not (hasattr(upload, "job") and upload.job.is_running):
        uploads.drop_upload(upload=upload)
        messages.success(request, _("Файл удалён, ничего не изменено."))
    return redirect("office:import")


@never_cache
def blank(request):
    """The empty workbook."""
    permissions.demand_reader(request.user)
    if refused := methods(request, "GET"):
        return refused
    headers = {"Content-Disposition": 'attachment; filename="klassny-school.xlsx"'}
    return HttpResponse(template(), content_type=XLSX, headers=headers)
