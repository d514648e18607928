//! Fxiaoke, and ShareCRM: CRM approvals.

pub use crate::generated::fxiaoke::*;

use crate::Builder;
use larkspur_runtime::Secret;

crate::builder::platform_client!(fxiaoke);

impl Builder<Client> {
    /// Calls as an app in one enterprise: access tokens are got and renewed by themselves.
    pub fn app(
        self,
        app_id: impl Into<String>,
        app_secret: impl Into<Secret>,
        permanent_code: impl Into<Secret>,
    ) -> Self {
        self.credential("app_id", app_id.into())
            .credential("app_secret", app_secret)
            .credential("permanent_code", permanent_code)
    }

    /// The employee in whose name calls are made; what they may see decides what comes back.
    pub fn user_id(self, user_id: impl Into<String>) -> Self {
        self.credential("user_id", user_id.into())
    }
}
