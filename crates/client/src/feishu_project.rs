//! Feishu Project, and Meegle: work items.

pub use crate::generated::feishu_project::*;

use crate::Builder;
use larkspur_runtime::Secret;

crate::builder::platform_client!(feishu_project);

impl Builder<Client> {
    /// Calls as a plugin in the name of a user: plugin tokens are got and renewed by themselves.
    pub fn plugin(
        self,
        plugin_id: impl Into<String>,
        plugin_secret: impl Into<Secret>,
        user_key: impl Into<String>,
    ) -> Self {
        self.credential("plugin_id", plugin_id.into())
            .credential("plugin_secret", plugin_secret)
            .credential("user_key", user_key.into())
    }

    /// Calls as a user, with a token that somebody else got.
    pub fn user_token(self, token: impl Into<Secret>) -> Self {
        self.token("user", token)
    }

    /// Talks to Meegle, the platform's name and host outside China.
    pub fn meegle(self) -> Self {
        self.host("meegle")
    }
}
