//! Mistakes in a configuration are told before any call.

use crate::platform::PLATFORM;
use crate::world::*;
use larkspur_runtime::*;
use std::time::Duration;

fn refused(builder: ClientBuilder) -> String {
    builder.build().unwrap_err().to_string()
}

#[test]
fn every_mistake_is_one_sentence() {
    // Plain http, so that builds without TLS make the same mistakes.
    let new = || Client::builder(&PLATFORM).base_url("http://127.0.0.1:9");
    let own = || World::with_tokens(|_| good()).builder();
    for (builder, sentence) in [
        (
            Client::builder(&PLATFORM).host("mars"),
            "nowhere has no host `mars`, only `main`, `abroad`",
        ),
        (
            new().base_url("open.example"),
            "the base address cannot be used: it must begin with http:// or https://",
        ),
        (
            new().credential("app_key", "x"),
            "nowhere takes no credential `app_key`, only `app_id`, `app_secret`, `ea`, `actor`",
        ),
        (
            new().credential("app_id", "x"),
            "the scheme `app` also needs the credential `app_secret`",
        ),
        (
            new().credential("app_id", "x").credential("app_secret", "y"),
            "the scheme `app` also needs the credential `actor`",
        ),
        (
            new().token("app", "x").credential("actor", "1"),
            "the scheme `app` also needs the credential `ea`",
        ),
        (app(new()).credential("app_secret", ""), "`app_secret` is empty"),
        (
            app(new()).credential("app_secret", "a\nb"),
            "`app_secret` holds characters that cannot be sent in a header",
        ),
        (new().token("tenant", "x"), "nowhere has no scheme `tenant`, only `app`, `user`"),
        (new().token("user", ""), "`token of user` is empty"),
        (
            new().header("Authorization", "x"),
            "the header `Authorization` cannot be set: it proves who calls; give the client a \
             credential or the call a user token",
        ),
        (new().header("host", "x"), "the header `host` cannot be set: the client itself sets it"),
        (
            new().proxy("nonsense://me:secret@x"),
            "the address of the proxy cannot be used: it must be http:// or https://",
        ),
        (new().user_agent("a\nb"), "`user agent` holds characters that cannot be sent in a header"),
        (
            own().connect_timeout(Duration::from_secs(1)),
            "`connect_timeout` has no effect beside a transport of your own",
        ),
        (own().proxy("http://p"), "`proxy` has no effect beside a transport of your own"),
    ] {
        assert_eq!(refused(builder), sentence);
    }
}

#[test]
fn what_is_complete_is_accepted() {
    let own = || World::with_tokens(|_| good()).builder();
    own().build().unwrap();
    app(own()).build().unwrap();
    // An actor alone begins no scheme: the token may come with the call.
    own().credential("actor", "1").build().unwrap();
    own().token("app", "x").credential("actor", "1").credential("ea", "e").build().unwrap();
    let shown = format!("{:?}", app(own()).token("user", "u").build().unwrap());
    assert!(shown.contains(r#"schemes: ["app", "user"]"#), "{shown}");
}

#[cfg(any(feature = "ring", feature = "aws-lc", feature = "native-tls"))]
#[test]
fn root_certificates_must_be_certificates() {
    let sentence = "a root certificate is no certificate in PEM form";
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        assert_eq!(refused(Client::builder(&PLATFORM).root_certificate(pem)), sentence, "{pem}");
    }
}
