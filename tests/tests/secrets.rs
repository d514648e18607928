//! No secret shows itself: not in `Debug`, not in errors, not in logs.
//!
//! Both other clients of these platforms print tokens. Here every secret that a client can be
//! given, and every token that it is issued, begins with one mark; whatever a program could
//! print is printed, and the mark must not be in it. The platform is as careless as it can be:
//! it echoes what it was sent.

use larkspur::runtime::{
    BoxFuture, ByteStream, RefreshToken, StoredToken, Transport, TransportBody, TransportError,
    TransportErrorKind,
};
use larkspur::{
    BuildError, Error, ErrorKind, Grant, MemoryStore, PlatformClient, Secret, Timestamp, Token,
    TokenError, TokenStore, feishu, feishu_project, fxiaoke,
};
use larkspur_tests::capture::{Answer, Capture};
use larkspur_tests::{clients, loopback};
use serde_json::json;
use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const MARK: &str = "s3cr3t-mark";

/// A secret, recognisable wherever it turns up.
fn secret(what: &str) -> String {
    format!("{MARK}-{what}")
}

fn assert_clean(what: &str, text: &str) {
    assert!(!text.contains(MARK), "{what} shows a secret: {text}");
}

fn assert_hidden(what: &str, thing: &impl Debug) {
    assert_clean(what, &format!("{thing:?}"));
    assert_clean(what, &format!("{thing:#?}"));
}

/// The error, and everything that caused it, in both forms.
fn assert_error_clean(what: &str, error: &(impl std::error::Error + 'static)) {
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        assert_clean(what, &format!("{error} {error:?} {error:#?}"));
        next = error.source();
    }
}

fn feishu_app() -> larkspur::Builder<feishu::Client> {
    let app = feishu::Client::builder().app("cli_demo", secret("app-secret"));
    app.header("x-demo-gateway", secret("gateway-key"))
}

fn plugin() -> larkspur::Builder<feishu_project::Client> {
    feishu_project::Client::builder().plugin("MII_DEMO", secret("plugin-secret"), "demo-user")
}

fn fxiaoke_app() -> larkspur::Builder<fxiaoke::Client> {
    let client = fxiaoke::Client::builder();
    client.app("FSAID_demo", secret("app-secret"), secret("permanent-code")).user_id("1000")
}

/// A platform whose tokens are marked too.
fn platform(answer: Answer) -> Arc<Capture> {
    let platform = Capture::always(answer);
    platform.name_tokens(&secret("issued-"));
    platform
}

#[test]
fn builders_and_clients_show_none() {
    fn check<C: PlatformClient + Debug>(what: &str, builder: larkspur::Builder<C>) {
        let builder = builder.proxy(format!("http://user:{MARK}@proxy.example.com"));
        assert_hidden(what, &builder);
        let client = builder.build().expect("a complete client");
        assert_hidden(what, &client);
    }
    check("a Feishu app", feishu_app());
    check("a Feishu tenant", feishu::Client::builder().tenant_token(secret("tenant")));
    check("a Feishu user", feishu::Client::builder().user_token(secret("user")));
    check("a plugin", plugin());
    check("a project user", feishu_project::Client::builder().user_token(secret("user")));
    check("a Fxiaoke app", fxiaoke_app());

    let underneath = larkspur::runtime::Client::builder(feishu::Client::PLATFORM);
    let underneath = underneath.credential("app_id", "cli_demo").token("user", secret("user"));
    let underneath = underneath.credential("app_secret", secret("app-secret"));
    assert_hidden("the builder underneath", &underneath);
    assert_hidden("the client underneath", &underneath.build().expect("a complete client"));
}

#[test]
fn errors_of_building_show_none() {
    let broken = |error: Result<feishu::Client, BuildError>| error.expect_err("it cannot be built");
    let client = feishu::Client::builder;
    let line_break = || format!("{}\n", secret("broken"));
    for error in [
        broken(client().app("cli_demo", line_break()).build()),
        broken(client().user_token(line_break()).build()),
        broken(client().token("nobody", secret("token")).build()),
        broken(client().credential("nothing", secret("credential")).build()),
        broken(client().credential("app_secret", secret("alone")).build()),
        broken(client().header("authorization", secret("header")).build()),
        broken(client().header("x-demo", line_break()).build()),
        broken(client().base_url(format!("https://user:{MARK}@example.com")).build()),
        broken(client().base_url(format!("https://example.com?key={MARK}")).build()),
        broken(client().proxy(format!("ftp://user:{MARK}@proxy.example.com")).build()),
        broken(client().root_certificate(secret("certificate")).build()),
    ] {
        assert_error_clean("an error of building", &error);
    }
}

#[tokio::test]
async fn calls_on_their_way_show_none() {
    let platform = platform(Answer::json(200, &json!({"code": 0})));
    let client = clients::on(feishu_app(), &platform);
    let call = client.task().v2().tasklist().list();
    let call = call.with_user_token(secret("user")).with_header("x-demo", &secret("header"));
    // A header that is refused is reported when the call is sent, by its name alone.
    let refused = call.clone().with_header("authorization", &secret("header"));
    assert_hidden("a request", &call);
    assert_hidden("a request with a fault", &refused);
    assert_hidden("a call", &call.clone().send());
    assert_hidden("pages", &call.clone().pages());
    assert_hidden("items", &call.clone().items());
    let file = client.drive().v1().media().download().file_token("demo");
    assert_hidden("a download", &file.with_user_token(secret("user")).send());

    drop(call.send().await);
    assert_error_clean("a refused header", &refused.send().await.expect_err("refused"));
    assert_eq!(platform.calls().len(), 1);
}

#[tokio::test]
async fn a_transport_of_ones_own_can_print_what_it_sends() {
    let reply = Answer::json(200, &json!({"code": 0, "data": {"has_more": false}}));
    let feishu_platform = platform(reply);
    let client = clients::on(feishu_app(), &feishu_platform);
    let call = client.task().v2().tasklist().list().with_header("x-demo", &secret("header"));
    drop(call.send().await);

    let items = Answer::json(200, &json!({"err_code": 0, "data": []}));
    let project_platform = platform(items.clone());
    let call = clients::on(plugin(), &project_platform);
    drop(call.work_item().deliverable().batch_query().project_key("demo").send().await);

    let fxiaoke_platform = platform(Answer::json(200, &json!({"errorCode": 0})));
    let call = clients::on(fxiaoke_app(), &fxiaoke_platform);
    drop(call.crm().object().approval_instances().query().data_id("demo").send().await);

    for platform in [feishu_platform, project_platform, fxiaoke_platform] {
        let requests: Vec<_> = platform.calls().into_iter().chain(platform.token_calls()).collect();
        assert_eq!(requests.len(), 2);
        for request in requests {
            assert_hidden("the headers of a request", &request.headers);
            let body = TransportBody::Bytes(request.body.clone());
            assert_hidden("the body of a request", &body);
            let address = format!("{} {:?}", request.path, request.query);
            assert_clean("the address of a request", &address);
        }
    }
}

#[tokio::test]
async fn replies_show_their_content_and_no_cookie() {
    let body = json!({"code": 0, "data": {"has_more": false, "items": []}});
    let answer = Answer::json(200, &body).with_header("set-cookie", &secret("session"));
    let client = clients::on(feishu_app(), &platform(answer));
    let reply = client.task().v2().tasklist().list().send().await.expect("a reply");
    assert_hidden("a reply", &reply);

    let answer = Answer::text(200, "x").with_header("set-cookie", &secret("session"));
    let client = clients::on(feishu_app(), &platform(answer));
    let file = client.drive().v1().media().download().file_token("demo").send().await;
    let file = file.expect("a file");
    assert_hidden("a download", &file);
    assert_hidden("a file", &file.into_inner());
}

/// What a careless platform answers to a call that carried the token.
fn echoes(token: &str) -> Vec<(&'static str, Answer)> {
    let said = format!("bad token {token}, was Bearer {token}");
    let error = json!({"log_id": token, "field_violations": [
        {"field": said, "value": token, "description": said},
    ]});
    let refused = json!({"code": 99991672, "msg": said, "error": error});
    let page = format!("<html>Authorization: Bearer {token}</html>");
    vec![
        ("an echo in a message", Answer::json(400, &refused)),
        ("an echo in an HTML page", Answer::text(502, &page)),
        ("an echo in a success that is none", Answer::text(200, &page)),
        ("an echo in broken JSON", Answer::text(200, &format!("{{\"code\":0,\"msg\":\"{said}"))),
        ("an echo where a number was", Answer::json(200, &json!({"code": said}))),
        ("an echo where a flag was", {
            Answer::json(200, &json!({"code": 0, "data": {"has_more": said, "items": []}}))
        }),
        ("an echo in a log id", Answer::text(502, "").with_header("x-tt-logid", token)),
        ("an echo in a redirect", {
            let target = format!("https://login.example.com/{token}?token={token}");
            Answer::text(302, &said).with_header("location", &target)
        }),
        ("a fresh token", {
            let body = json!({"access_token": secret("fresh"), "app_secret": secret("fresh")});
            Answer::json(200, &body)
        }),
    ]
}

#[tokio::test]
async fn errors_of_calls_show_none() {
    let (issued, given) = (secret("issued-t-1"), secret("user"));
    for (what, answer) in echoes(&issued) {
        let client = clients::on(feishu_app(), &platform(answer));
        let error = client.task().v2().tasklist().list().send().await.expect_err(what);
        assert_error_clean(what, &error);
        assert_hidden(what, &error.field_violations().to_vec());
        let parts = [error.message(), error.log_id().unwrap_or(""), error.excerpt().unwrap_or("")];
        assert_clean(what, &parts.join(" "));
    }
    for (what, answer) in echoes(&given) {
        let client = clients::on(feishu_app(), &platform(answer.clone()));
        let call = client.task().v2().tasklist().list().with_user_token(given.as_str());
        assert_error_clean(what, &call.send().await.expect_err(what));
        let file = client.drive().v1().media().download().file_token("demo");
        if let Err(error) = file.with_user_token(given.as_str()).send().await {
            assert_error_clean(what, &error);
        }
    }
}

#[tokio::test]
async fn errors_of_token_calls_show_none() {
    for answer in token_echoes(&[secret("app-secret")]) {
        let client = clients::on(feishu_app(), &refusing_tokens(answer));
        let error = client.task().v2().tasklist().list().send().await.expect_err("no token");
        assert_token_error(&error);
    }
    for answer in token_echoes(&[secret("plugin-secret")]) {
        let client = clients::on(plugin(), &refusing_tokens(answer));
        let call = client.work_item().deliverable().batch_query().project_key("demo");
        assert_token_error(&call.send().await.expect_err("no token"));
    }
    for answer in token_echoes(&[secret("app-secret"), secret("permanent-code")]) {
        let client = clients::on(fxiaoke_app(), &refusing_tokens(answer));
        let call = client.crm().object().approval_instances().query().data_id("demo");
        assert_token_error(&call.send().await.expect_err("no token"));
    }
}

fn refusing_tokens(answer: Answer) -> Arc<Capture> {
    let platform = Capture::new();
    platform.refuse_tokens(answer);
    platform
}

/// What a careless platform answers to a token call with these secrets, in any envelope.
fn token_echoes(secrets: &[String]) -> Vec<Answer> {
    let said = format!("wrong: {}", secrets.join(", "));
    let half = json!({"code": 0, "error": {"code": 0}, "errorCode": 0, "token": said});
    let target = format!("https://login.example.com/?{}", secrets.join("&"));
    vec![
        Answer::json(400, &json!({"code": 10014, "msg": said, "error": {"log_id": said}})),
        Answer::json(401, &json!({"data": {}, "error": {"code": 10204, "msg": said}})),
        Answer::json(200, &json!({"errorCode": 20006, "errorMessage": said, "traceId": said})),
        Answer::json(200, &half),
        Answer::text(502, &said).with_header("x-tt-logid", &secrets[0]),
        Answer::text(200, &said),
        Answer::text(302, &said).with_header("location", &target),
    ]
}

fn assert_token_error<C: Debug + 'static>(error: &Error<C>) {
    assert_eq!(error.kind(), ErrorKind::Token, "{error}");
    assert_error_clean("an error of a token call", error);
}

#[tokio::test]
async fn errors_of_the_built_in_transport_show_none() {
    // Nothing listens there, and nothing answers a proxy there either.
    let client = || feishu_app().base_url("http://127.0.0.1:1");
    for builder in [client().no_proxy(), client().proxy(format!("http://user:{MARK}@127.0.0.1:1"))]
    {
        let client = builder.build().expect("a complete client");
        let call = client.task().v2().tasklist().list().with_user_token(secret("user"));
        let error = call.send().await.expect_err("nothing listens");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert_error_clean("an error of the transport", &error);
        let error = client.task().v2().tasklist().list().send().await.expect_err("nothing listens");
        assert_eq!(error.kind(), ErrorKind::Token, "{error}");
        assert_error_clean("an error of a token call", &error);
    }
}

#[tokio::test]
async fn tokens_and_their_keepers_show_none() {
    let token = Token::new(secret("token")).with_extra("ea", secret("extra"));
    let refresh = RefreshToken::new(secret("refresh"), Timestamp::now());
    let stored = StoredToken::new(token.clone(), Timestamp::now()).with_refresh(refresh);
    assert_hidden("a secret", &Secret::from(secret("alone")));
    assert_hidden("a token", &token);
    assert_hidden("a stored token", &stored);
    assert_hidden("a token error", &TokenError::new("no token"));

    let store = Arc::new(MemoryStore::new());
    let platform = platform(Answer::json(200, &json!({"code": 0, "data": {"has_more": false}})));
    let keeper: Arc<dyn TokenStore> = Arc::<MemoryStore>::clone(&store);
    let client = clients::on(feishu_app().token_store(keeper), &platform);
    client.task().v2().tasklist().list().send().await.expect("a reply");
    let person = client.user_tokens("anna").expect("the platform has refresh tokens");
    let grant = Grant::new(secret("access"), Duration::from_secs(7200))
        .with_refresh(secret("next"), Duration::from_secs(86_400));
    assert_hidden("a grant", &grant);
    person.authorize(grant).await.expect("the store keeps it");
    assert_hidden("a store", &store);
    assert_hidden("the tokens of a person", &person);
    let key = person.key();
    assert_hidden("a key", key);
    assert_clean("a key", &format!("{key} {}", key.as_str()));
}

/// A transport that fails, with an error of its own.
struct Failing;

impl Transport for Failing {
    fn send(
        &self,
        request: http::Request<TransportBody>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        // The most that a transport can say of a request without taking it apart.
        let message = format!("cannot send {request:?}");
        Box::pin(async move { Err(TransportError::new(TransportErrorKind::Sent, message)) })
    }
}

#[tokio::test]
async fn a_transport_that_prints_its_request_into_an_error_tells_none() {
    let client = feishu_app().transport(Arc::new(Failing)).build().expect("a complete client");
    let call = client.task().v2().tasklist().list().with_user_token(secret("user"));
    let error = call.with_header("x-demo", &secret("header")).send().await.expect_err("it fails");
    assert!(error.to_string().contains("cannot send"), "{error}");
    assert_error_clean("an error of a transport", &error);
    let error = client.task().v2().tasklist().list().send().await.expect_err("it fails");
    assert_error_clean("an error of a token call", &error);
}

/// Everything that is traced, down to the smallest detail.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// From now on for the whole process: what counts as traced is decided once per place in
    /// the code, and a thread without a subscriber may decide first.
    fn record(&self) {
        let log = self.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(move || log.clone())
            .init();
    }

    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_hold_none_even_of_the_smallest_detail() {
    let log = Log::default();
    log.record();
    let issued = secret("issued-t-1");
    let good = json!({"code": 0, "data": {"has_more": false, "items": []}});
    let dead = json!({"code": 99991663, "msg": "demo token rejected"});
    let mut answers = vec![Answer::json(200, &good), Answer::json(400, &dead)];
    answers.extend(echoes(&issued).into_iter().map(|(_, answer)| answer));
    for answer in answers {
        let answer = answer.with_header("set-cookie", &secret("session"));
        // In memory, and through the built-in transport, whose libraries trace too.
        let near = clients::on(feishu_app(), &platform(answer.clone()));
        let base = loopback::start(&platform(answer)).await;
        let far = feishu_app().no_proxy().base_url(base).build().expect("a complete client");
        for client in [near, far] {
            let call = client.task().v2().tasklist().list();
            drop(call.clone().with_header("x-demo", &secret("header")).send().await);
            drop(call.with_user_token(issued.as_str()).items().try_next().await);
            drop(client.drive().v1().media().download().file_token("demo").send().await);
        }
    }
    for answer in token_echoes(&[secret("app-secret")]) {
        let client = clients::on(feishu_app(), &refusing_tokens(answer));
        drop(client.task().v2().tasklist().list().send().await);
    }
    let text = log.text();
    assert!(text.contains("larkspur.call"), "calls are traced");
    assert!(text.contains("feishu.task.v2.tasklist.list"), "calls are traced by name");
    for line in text.lines() {
        assert_clean("a log line", line);
    }
}

#[tokio::test(start_paused = true)]
async fn operations_that_take_and_hand_out_secrets_show_none() {
    let reply = json!({
        "code": 0, "access_token": secret("access"), "refresh_token": secret("next"), "scope": "demo",
    });
    let platform = Capture::always(Answer::json(200, &reply));
    let client = clients::on(clients::feishu_app(), &platform);
    let call = client.authen().v2().oauth().refresh_user_access_token();
    let call = call.client_id("demo").client_secret(secret("app")).refresh_token(secret("last"));
    assert_hidden("a request", &call);
    let tokens = call.send().await.expect("tokens");
    assert_eq!(tokens.access_token, Some(secret("access")));
    assert_hidden("a reply", &*tokens);
    assert_hidden("a response", &tokens);
}
