from django.urls import path

from .desks import ApiTokenDesk, GrantDesk, UserDesk
from .views import account, sign_in, users

app_name = "access"
urlpatterns = [
    path("login/", sign_in.login, name="login"),
    path("login/code/", sign_in.code, name="code"),
    path("logout/", sign_in.logout, name="logout"),
    path("healthy/", sign_in.healthy, name="healthy"),
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/second-factor/", account.confirm_second_factor, name="confirm_second_factor"),
    path("account/second-factor/begin/", account.begin_second_factor, name="begin_second_factor"),
    path("account/second-factor/drop/", account.drop_second_factor, name="drop_second_factor"),
    path("account/second-factor/recovery/", account.renew_recovery, name="renew_recovery"),
    path("users/new/", users.create_user, name="user_create"),
    path("users/<int:pk>/disable/", users.disable, name="disable"),
    path("users/<int:pk>/enable/", users.enable, name="enable"),
    path("users/<int:pk>/reset-password/", users.reset_password, name="reset_password"),
    path("users/<int:pk>/demand-second-factor/", users.demand_second_factor, name="demand_second_factor"),
    path("users/<int:pk>/reset-second-factor/", users.reset_second_factor, name="reset_second_factor"),
    path("users/<int:pk>/grant/", users.grant, name="grant"),
    path("grants/<int:pk>/term/", users.change_term, name="change_term"),
    path("grants/<int:pk>/end/", users.end_grant, name="end_grant"),
    path("tokens/new/", users.create_token, name="create_token"),
    path("tokens/<int:pk>/revoke/", users.revoke_token, name="revoke_token"),
    *ApiTokenDesk.urls(),
    *UserDesk.urls(),
    *GrantDesk.urls(),
]
