"""Addresses of signing in, the own account and the administrator's accounts."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from . import views, views_admin
from .middleware import allowed_at_first_steps

own = [
    path("account/", views.account, name="account"),
    path("account/first/", views.first_steps, name="first_steps"),
    path("account/password/", views.change_password, name="password"),
    path("account/sessions/end/", views.end_other_sessions, name="end_sessions"),
    path("account/role/", views.choose_role, name="role"),
    path("school/accounts/", views_admin.accounts, name="list"),
    path("school/accounts/new/", views_admin.new_account, name="new"),
    path("school/accounts/<int:pk>/", views_admin.one, name="one"),
    path("school/accounts/<int:pk>/code/", views_admin.issue_code, name="issue_code"),
    path("school/accounts/<int:pk>/role/", views_admin.give_role, name="give_role"),
    path("school/accounts/<int:pk>/role/end/", views_admin.end_role, name="end_role"),
    path("school/accounts/<int:pk>/close/", views_admin.close_or_open, name="close"),
]

urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("i18n/setlang/", allowed_at_first_steps(login_not_required(set_language)), name="set_language"),
    path("", include((own, "accounts"))),
]
