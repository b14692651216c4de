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
    for month, day in (("setup_due_month", "setup_due_day"), ("bind_due_month", "bind_due_day")):
        if not (1 <= values[month] <= 12 and 1 <= values[day] <= 31):
            raise RuleViolation(_("Срок — это день от 1 до 31 и месяц от 1 до 12."))
    if values["final_publish_delay_hours"] > 24:  # C-06, DIA-18
        raise RuleViolation(_("Итоговые отметки семья видит не позже чем через 24 часа."))
    if values["final_due_hour"] > 23:
        raise RuleViolation(_("Час — от 0 до 23."))
    if values["retention_years_journal"] < 5 or values["retention_years_sheet"] < 25:  # C-28, ARC-03
        raise RuleViolation(_("Срок хранения можно только увеличить: журналы не меньше 5 лет, ведомости не меньше 25."))
    if values["control_share_percent"] > 100:
        raise RuleViolation(_("Доля контрольных — не больше 100 %."))
    if values["uses_weights"] and not values["weights_order"].strip():
        raise RuleViolation(_("Чтобы применять веса, укажите акт, которым они утверждены."))
