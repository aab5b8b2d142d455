"""Addresses of logging in. allauth finds them by these names, without a namespace; those not listed do not exist.

Nobody signs up, keeps several addresses or logs in with a social network here.
"""

from django.urls import path

from bollkoll.people.views import login

urlpatterns = [
    path("login", login.Login.as_view(), name="account_login"),
    path("login/passkey", login.LoginByPasskey.as_view(), name="mfa_login_webauthn"),
    path("login/second-step", login.SecondStep.as_view(), name="mfa_authenticate"),
    path("logout", login.Logout.as_view(), name="account_logout"),
    path("ended", login.Inactive.as_view(), name="account_inactive"),
    path("confirm/password", login.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("confirm/code", login.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey", login.ReauthenticateByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("two-steps", login.TwoSteps.as_view(), name="mfa_index"),
    path("two-steps/app/activate", login.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("two-steps/app/deactivate", login.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("two-steps/codes", login.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("two-steps/codes/new", login.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("two-steps/codes/download", login.DownloadRecoveryCodes.as_view(), name="mfa_download_recovery_codes"),
    path("two-steps/passkeys/add", login.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("two-steps/passkeys/<int:pk>/rename", login.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("two-steps/passkeys/<int:pk>/remove", login.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
