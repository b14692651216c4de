"""Whether the values of the norms agree with one another, whoever typed them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from apps.core.errors import RuleViolation


def check_norms(values: Mapping) -> None:
    """Thresholds fall from 5 to 3, a share is a share, weights have their act. # P-06, ARC-01

    Raises:
        RuleViolation: the first disagreement, in a sentence.
    """
    if not 5 >= values["threshold_5"] > values["threshold_4"] > values["threshold_3"] >= 1:
        raise RuleViolation(_("Пороги должны убывать: «5» выше, чем «4», «4» выше, чем «3», все от 1 до 5."))
    if not 0 < values["na_missed_share"] <= 1:
        raise RuleViolation(_("Доля пропусков — число больше 0 и не больше 1, например 0,67."))
    if not 1 <= values["print_due_day"] <= 31:
        raise RuleViolation(_("День месяца для печати — от 1 до 31."))
    if values["uses_weights"] and not values["weights_order"].strip():
        raise RuleViolation(_("Чтобы применять веса, укажите акт, которым они утверждены."))
