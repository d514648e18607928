//! Clients in the making for a mock within the process: everything is given but what a test is
//! about.

use crate::mocked::known;
use larkspur::{Builder, PlatformClient, feishu, feishu_project, fxiaoke};
use larkspur_in_process::InProcess;
use larkspur_mock::Mock;
use std::sync::Arc;

/// A Feishu app.
pub fn feishu(mock: &Mock) -> Builder<feishu::Client> {
    let known = known(mock, "feishu");
    feishu::Client::builder().app(known("app_id"), known("app_secret"))
}

/// A Feishu Project plugin.
pub fn project(mock: &Mock) -> Builder<feishu_project::Client> {
    let known = known(mock, "feishu_project");
    let client = feishu_project::Client::builder();
    client.plugin(known("plugin_id"), known("plugin_secret"), known("user_key"))
}

/// A Fxiaoke app.
pub fn fxiaoke(mock: &Mock) -> Builder<fxiaoke::Client> {
    let known = known(mock, "fxiaoke");
    let client = fxiaoke::Client::builder();
    let app = client.app(known("app_id"), known("app_secret"), known("permanent_code"));
    app.user_id(known("user_id"))
}

/// Lets a client reach its mock that way, and draw its waits from a seed.
pub fn over<C: PlatformClient>(
    builder: Builder<C>,
    mock: &Mock,
    transport: &Arc<InProcess>,
    seed: u64,
) -> Builder<C> {
    let transport: Arc<InProcess> = Arc::clone(transport);
    builder.base_url(mock.base_url()).transport(transport).random_seed(seed)
}
