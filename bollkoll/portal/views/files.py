"""Files that come with a form: those already uploaded by the page, and those a plain browser sends along."""

from dataclasses import dataclass

from django.urls import reverse

from bollkoll.cases import commands, queries
from bollkoll.cases.models import Attachment
from bollkoll.cases.views.files import no_room
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request


@dataclass(frozen=True)
class Kept:
    """Files kept with the form, whatever becomes of it; ``refused`` says why others could not be."""

    files: list[Attachment]
    refused: list[str]

    @property
    def shown(self) -> list[dict[str, object]]:
        return shown(self.files)


def keep(request: Request) -> Kept:
    """Store what came with the post and find what came before. Call once per post."""
    files, refused = queries.loose_files(request.actor, request.POST.getlist("files")), []
    for file in [file for file in files if str(file.pk) in request.POST.getlist("remove_file")]:
        files.remove(file)
        commands.remove_file(request.actor, file)
    for sent in request.FILES.getlist("attachments"):
        try:
            files.append(commands.upload_file(request.actor, file=sent.file, name=sent.name or ""))
        except Refused as error:
            refused.append(str(error.message))
        except OSError as problem:
            refused.append(no_room(problem, sent.name or ""))
    return Kept(files, refused)


def shown(files: list[Attachment]) -> list[dict[str, object]]:
    """As ``ui/components/upload.html`` wants them."""
    return [
        {
            "id": str(file.pk),
            "name": file.name,
            "size": file.size,
            "content_type": file.content_type,
            "url": reverse("cases:attachment", args=[file.pk]),
            "delete_url": reverse("cases:remove_file", args=[file.pk]),
        }
        for file in files
    ]
