//! Lists approval instances, with Larkspur.

use larkspur::Timestamp;
use std::env::var;
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let feishu =
        larkspur::feishu::Client::builder().app(var("APP_ID")?, var("APP_SECRET")?).build()?;
    let end = Timestamp::now();
    let start = end.minus(Duration::from_secs(10 * 3600));
    let list = feishu.approval().v4().instance().list();
    let mut codes = list.approval_code(var("APPROVAL_CODE")?).between(start, end).items();
    while let Some(code) = codes.try_next().await? {
        println!("{code}");
    }
    Ok(())
}
