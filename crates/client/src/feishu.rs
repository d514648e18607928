//! The Feishu Open Platform, and Lark: approvals, tasks, documents.

pub use crate::generated::feishu::*;

use crate::Builder;
use larkspur_runtime::{BuildError, Secret, UserTokens};

crate::builder::platform_client!(feishu);

impl Client {
    /// The tokens of a person, kept in the client's token store and refreshed in time. The name
    /// is your own for the person; no other app and no other host finds what is kept under it.
    ///
    /// # Errors
    /// When the client has not the credentials of an app.
    pub fn user_tokens(&self, person: impl Into<String>) -> Result<UserTokens, BuildError> {
        self.runtime.user_tokens(person)
    }
}

impl Builder<Client> {
    /// Calls as a custom app: tenant tokens are got and renewed by themselves.
    pub fn app(self, app_id: impl Into<String>, app_secret: impl Into<Secret>) -> Self {
        self.credential("app_id", app_id.into()).credential("app_secret", app_secret)
    }

    /// Calls with a tenant token that somebody else got.
    pub fn tenant_token(self, token: impl Into<Secret>) -> Self {
        self.token("tenant", token)
    }

    /// Calls as a user, with a token that somebody else got. A single call can have a token of
    /// its own: `with_user_token`.
    pub fn user_token(self, token: impl Into<Secret>) -> Self {
        self.token("user", token)
    }

    /// Talks to Lark, the platform's name and host outside China.
    pub fn lark(self) -> Self {
        self.host("lark")
    }
}
