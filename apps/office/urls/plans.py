"""Addresses of curricula, individual plans and load."""

from django.urls import path

from apps.office.views.plans import courses, curricula, individual, load, subjects

urlpatterns = [
    path("subjects/", subjects.index, name="subjects"),
    path("subjects/new/", subjects.new, name="new_subject"),
    path("subjects/<int:pk>/", subjects.one, name="subject"),
    path("subjects/<int:pk>/move/", subjects.move, name="move_subject"),
    path("subjects/<int:pk>/drop/", subjects.drop, name="drop_subject"),
    path("plans/", curricula.index, name="curricula"),
    path("plans/new/", curricula.new, name="new_curriculum"),
    path("plans/<int:pk>/", curricula.one, name="curriculum"),
    path("plans/<int:pk>/change/", curricula.change, name="change_curriculum"),
    path("plans/<int:pk>/cells/", curricula.cells, name="curriculum_cells"),
    path("plans/<int:pk>/import/", curricula.load_file, name="import_curriculum"),
    path("plans/classes/", curricula.choose, name="choose_curriculum"),
    path("plans/levels/<int:level>/", curricula.profiles, name="profiles"),
    path("load/", load.index, name="load"),
    path("courses/<int:pk>/", courses.one, name="course"),
    path("load/teachers/", load.teachers, name="load_teachers"),
    path("load/create/", load.create, name="create_courses"),
    path("load/<int:pk>/", load.one, name="load_class"),
    path("load/courses/<int:pk>/", load.assign, name="assign"),
    path("load/assignments/<int:pk>/", load.assignment, name="assignment"),
    path("load/assignments/<int:pk>/drop/", load.drop, name="drop_assignment"),
    path("load/assignments/<int:pk>/hand-over/", load.pass_on, name="hand_over"),
    path("individual-plans/", individual.index, name="individual_plans"),
    path("individual-plans/new/", individual.new, name="new_individual_plan"),
    path("individual-plans/<int:pk>/", individual.one, name="individual_plan"),
    path("releases/new/", individual.release, name="new_release"),
    path("releases/<int:pk>/end/", individual.finish_release, name="finish_release"),
]
