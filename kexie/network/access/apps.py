from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class AccessConfig(AppConfig):
    name = "kexie.network.access"
    verbose_name = "用户与权限"

    def ready(self) -> None:
        from . import listeners, policies  # noqa: F401  (hears of moves, registers the guards)

        verbs.name(
            create_user=_("新建用户"), disable=_("停用账号"), enable=_("重新启用账号"), reset_password=_("重设密码"),
            change_password=_("改密码"), grant=_("授权"), change_term=_("改授权期限"), end_grant=_("收回授权"),
            end_sessions=_("退出全部登录"), sign_in=_("登录"), sign_in_failed=_("登录失败"), locked_out=_("登录被锁定"),
            sign_out=_("退出登录"), begin_second_factor=_("准备动态口令"), confirm_second_factor=_("启用动态口令"),
            use_code=_("用动态口令"), use_recovery_code=_("用恢复码"), renew_recovery=_("换恢复码"),
            drop_second_factor=_("停用动态口令"), reset_second_factor=_("解除动态口令"),
            demand_second_factor=_("要求动态口令"), create_token=_("发接口令牌"),
            revoke_token=_("作废接口令牌"), use_token=_("使用接口令牌"),
        )  # fmt: skip
