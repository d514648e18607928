//! Clients of a mock platform. They differ from clients of the real one in the base address and
//! in the credentials, and in that they keep no quota, which would let tests wait for minutes. Who
//! tests quotas has clients of their own, on virtual time.

use larkspur::{Builder, PlatformClient, QuotaPolicy, feishu, feishu_project, fxiaoke};
use larkspur_mock::{Credentials, Mock};

/// A Feishu app.
pub fn feishu(mock: &Mock) -> feishu::Client {
    let known = known(mock, "feishu");
    built(mock, feishu::Client::builder().app(known("app_id"), known("app_secret")))
}

/// A Feishu Project plugin.
pub fn project(mock: &Mock) -> feishu_project::Client {
    let known = known(mock, "feishu_project");
    let client = feishu_project::Client::builder();
    built(mock, client.plugin(known("plugin_id"), known("plugin_secret"), known("user_key")))
}

/// A Fxiaoke app.
pub fn fxiaoke(mock: &Mock) -> fxiaoke::Client {
    let known = known(mock, "fxiaoke");
    let client = fxiaoke::Client::builder();
    let app = client.app(known("app_id"), known("app_secret"), known("permanent_code"));
    built(mock, app.user_id(known("user_id")))
}

/// Completes a client of whatever credentials.
pub fn built<C: PlatformClient>(mock: &Mock, builder: Builder<C>) -> C {
    let client = builder.base_url(mock.base_url()).no_proxy().quota(QuotaPolicy::Off);
    client.build().expect("the mock's address and credentials are in order")
}

/// What a platform of the mock accepts.
pub fn credentials(mock: &Mock, platform: &str) -> Credentials {
    mock.credentials(platform).expect("the mock serves every platform of the specs")
}

/// The first id that the mock knows for a parameter of an operation.
pub fn id(mock: &Mock, operation: &str, parameter: &str) -> String {
    let ids = mock.ids(operation).expect("the mock serves the operation");
    let known = ids.get(parameter).and_then(|known| known.first());
    known.unwrap_or_else(|| panic!("{operation} has no id `{parameter}`")).clone()
}

/// The credentials of a platform of the mock, by name.
pub fn known(mock: &Mock, platform: &str) -> impl Fn(&str) -> String + use<> {
    let known = credentials(mock, platform);
    move |name| known.get(name).unwrap_or_else(|| panic!("no credential `{name}`")).to_owned()
}
