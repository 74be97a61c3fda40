from __future__ import annotations

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class PortalBoundField(BoundField):
    """What the field template asks of a field beyond Django's own answers."""

    @property
    def anchor(self) -> str:
        """The id an error summary links to: of a group of choices, the first one."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def says_optional(self) -> bool:
        """Whether the label adds „(freiwillig)“. A filter form sets `mark_optional = False`."""
        marked = bool(getattr(self.form, "mark_optional", True))
        return marked and not self.field.required and self.widget_type != "checkbox"

    @property
    def is_needed(self) -> bool:
        """Whether the label adds „(zum Einreichen nötig)“: not to save, but in the end."""
        return "data-needed" in self.field.widget.attrs


class PortalRenderer(TemplatesSetting):
    """The one form layer. The admin shares it but draws its fields itself, so it stays stock."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = PortalBoundField
