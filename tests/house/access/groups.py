"""Objects of the rows of groups.txt."""

from apps.school.models import GroupMembership


def things(cast) -> dict:
    """Arguments of the addresses: the subgroups of 7А (Vera's class), the class 7Б that is not hers."""
    group, nobody = cast.english_1.study_group, 999_999_999
    place = GroupMembership.objects.get(study_group=group, student=cast.dima)
    english = cast.english_1.subject_id
    both = {"7А": [cast.class_7a.pk, english], "7Б": [cast.class_7b.pk, english], "none": [nobody, english]}
    own = {"7А": [group.pk], "none": [nobody]}
    return {
        "office:group": own,
        "office:edit_group": own,
        "office:group_page": own,
        "office:add_members": own,
        "office:end_group": own,
        "office:end_membership": {"7А": [group.pk, place.pk], "none": [group.pk, nobody]},
        "office:divisions": {"7А": [cast.class_7a.pk], "7Б": [cast.class_7b.pk], "none": [nobody]},
        "office:split": both,
        "office:confirm_split": both,
    }
