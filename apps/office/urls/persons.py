"""Addresses of people, movement, requests, duties and lists."""

from django.urls import path

from apps.office.views.persons import certificates, classes, lists, movements, orders, requests, staff, students

urlpatterns = [
    path("students/new/", students.new, name="student_new"),
    path("students/<int:pk>/", students.card, name="student"),
    path("students/<int:pk>/edit/", students.edit, name="student_edit"),
    path("students/<int:pk>/family/", students.family_new, name="family_new"),
    path("students/<int:pk>/movement/", movements.new, name="movement_new"),
    path("students/<int:pk>/study-form/", orders.study_form_new, name="study_form_new"),
    path("study-forms/<int:pk>/", orders.study_form_edit, name="study_form"),
    path("guardianships/<int:pk>/", students.guardianship, name="guardianship"),
    path("guardianships/<int:pk>/end/", students.guardianship_end, name="guardianship_end"),
    path("representatives/<int:pk>/", students.representative, name="representative_edit"),
    path("staff/new/", staff.new, name="staff_new"),
    path("staff/<int:pk>/", staff.card, name="staff_card"),
    path("staff/<int:pk>/edit/", staff.edit, name="staff_edit"),
    path("staff/<int:pk>/account/", staff.account, name="staff_account"),
    path("classes/new/", classes.new, name="class_new"),
    path("classes/<int:pk>/edit/", classes.edit, name="class_edit"),
    path("classes/<int:pk>/teacher/", classes.teacher, name="class_teacher"),
    path("class-teachers/<int:pk>/end/", classes.teacher_end, name="class_teacher_end"),
    path("movements/", movements.register, name="movements"),
    path("movements/<int:pk>/undo/", movements.undo, name="movement_undo"),
    path("movements/file/<slug:form>/", movements.export, name="movements_file"),
    path("requests/", requests.queue, name="requests"),
    path("requests/new/<int:pk>/", requests.new, name="request_new"),
    path("requests/<int:pk>/", requests.one, name="request"),
    path("duties/", orders.duties, name="duties"),
    path("duties/new/", orders.duty_new, name="duty_new"),
    path("duties/<int:pk>/", orders.duty_edit, name="duty"),
    path("duties/<int:pk>/end/", orders.duty_end, name="duty_end"),
    path("lists/", lists.choose, name="lists"),
    path("lists/<int:pk>/", lists.build, name="list"),
    path("lists/<int:pk>/<slug:form>/", lists.file, name="list_file"),
    path("certificates/", certificates.choose, name="certificates"),
    path("certificates/<int:pk>/", certificates.one, name="certificate"),
]
