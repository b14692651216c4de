"""An action behind a form: its refusal stands on the form and nothing typed is lost."""

from apps.core.errors import Conflict, RuleViolation


def saved(request, form, action, *, field: str | None = None) -> bool:
    """Run the action on a sent and valid form; when a rule refuses it or somebody was faster, the form says so."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        action()
    except (RuleViolation, Conflict) as error:
        form.add_error(field, str(error))
        return False
    return True
