//! Lists approval instances, by hand: a token, pages, and a code to check in every reply.

use serde::Deserialize;
use serde_json::json;
use std::env::var;
use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const BASE: &str = "https://open.feishu.cn/open-apis";

#[derive(Deserialize)]
struct Token {
    code: i64,
    msg: String,
    tenant_access_token: Option<String>,
}

#[derive(Deserialize)]
struct Envelope<T> {
    code: i64,
    msg: String,
    data: Option<T>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    instance_code_list: Vec<String>,
    page_token: Option<String>,
    has_more: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).build()?;
    let token = token(&http).await?;
    let end = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let start = end - 10 * 3_600_000;
    let approval_code = var("APPROVAL_CODE")?;
    let mut page_token = None;
    loop {
        let page = page(&http, &token, &approval_code, (start, end), page_token.as_deref()).await?;
        for code in page.instance_code_list {
            println!("{code}");
        }
        if !page.has_more {
            return Ok(());
        }
        page_token = Some(page.page_token.ok_or("more pages, and no token for them")?);
    }
}

async fn token(http: &reqwest::Client) -> Result<String, Box<dyn Error>> {
    let body = json!({ "app_id": var("APP_ID")?, "app_secret": var("APP_SECRET")? });
    let request = http.post(format!("{BASE}/auth/v3/tenant_access_token/internal")).json(&body);
    let reply: Token = request.send().await?.json().await?;
    match reply.code {
        0 => reply.tenant_access_token.ok_or_else(|| "no token".into()),
        code => Err(format!("code {code}: {}", reply.msg).into()),
    }
}

async fn page(
    http: &reqwest::Client,
    token: &str,
    approval_code: &str,
    (start, end): (u128, u128),
    page_token: Option<&str>,
) -> Result<Page, Box<dyn Error>> {
    let (start, end) = (start.to_string(), end.to_string());
    let mut query = vec![
        ("approval_code", approval_code),
        ("start_time", &start),
        ("end_time", &end),
        ("page_size", "100"),
    ];
    query.extend(page_token.map(|token| ("page_token", token)));
    let request = http.get(format!("{BASE}/approval/v4/instances")).query(&query);
    let reply: Envelope<Page> = request.bearer_auth(token).send().await?.json().await?;
    match reply.code {
        0 => reply.data.ok_or_else(|| "no data".into()),
        code => Err(format!("code {code}: {}", reply.msg).into()),
    }
}
