//! The clients of the three platforms, with credentials that are plainly invented.

use crate::capture::Capture;
use larkspur::{Builder, PlatformClient, feishu, feishu_project, fxiaoke};
use std::sync::Arc;

/// The token that clients with a fixed token have.
pub const USER_TOKEN: &str = "u-demo-user-token";
/// The acting user, of Feishu Project and of Fxiaoke.
pub const ACTING_USER: &str = "7300000000000000009";

/// A Feishu app.
pub fn feishu_app() -> Builder<feishu::Client> {
    feishu::Client::builder().app("cli_demo", "demo-app-secret")
}

/// A Feishu user.
pub fn feishu_user() -> Builder<feishu::Client> {
    feishu::Client::builder().user_token(USER_TOKEN)
}

/// A Feishu Project plugin.
pub fn plugin() -> Builder<feishu_project::Client> {
    feishu_project::Client::builder().plugin("MII_DEMO", "demo-plugin-secret", ACTING_USER)
}

/// A Feishu Project user.
pub fn project_user() -> Builder<feishu_project::Client> {
    feishu_project::Client::builder().user_token(USER_TOKEN)
}

/// A Fxiaoke app.
pub fn fxiaoke_app() -> Builder<fxiaoke::Client> {
    let client = fxiaoke::Client::builder();
    client.app("FSAID_demo", "demo-app-secret", "demo-permanent-code").user_id(ACTING_USER)
}

/// Builds a client that talks to a scripted platform.
pub fn on<C: PlatformClient>(builder: Builder<C>, platform: &Arc<Capture>) -> C {
    builder.transport(Arc::<Capture>::clone(platform)).build().expect("a complete client")
}
