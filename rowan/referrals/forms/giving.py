from django.utils.translation import gettext_lazy

from rowan.common.fields import (
    OneOfField,
)
from rowan.common.forms import RowanForm


class AllocateForm(RowanForm):
    worker = OneOfField(label=gettext_lazy("Who takes this case?"))

    def __init__(self, *args, workers: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = workers
