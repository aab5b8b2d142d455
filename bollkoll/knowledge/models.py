"""Answer templates: good words kept for next time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bollkoll.services.models import Service


class AnswerTemplate(models.Model):
    """A text with variables (``{reporter}``, ``{number}``, …; the list is ``rules.VARIABLES``), in both languages."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    service = models.ForeignKey(
        Service, models.SET_NULL, null=True, blank=True, related_name="templates", verbose_name=_("service")
    )
    text_sv = models.TextField(_("text in Swedish"))
    text_en = models.TextField(_("text in English"), blank=True, default="")
    used = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def text_in(self, language: str) -> str:
        """The text in a language; Swedish when there is no English."""
        return self.text_en if language == "en" and self.text_en else self.text_sv
