//! Reads a million items one by one and tells the memory that it took: `million <token|number>`.

use larkspur::Timestamp;
use larkspur::runtime::Paged;
use larkspur::{Items, QuotaPolicy, feishu, feishu_project};
use larkspur_benches::report;
use larkspur_in_process::{InProcess, Latency};
use larkspur_mock::{Credentials, Mock};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

const ITEMS: usize = 1_000_000;
const TASKLISTS: &str = "feishu.task.v2.tasklist.list";
const WORK_ITEMS: &str = "feishu_project.work_item.filter";
const START: Timestamp = Timestamp::from_seconds(1_735_689_600);

fn main() -> Result<(), Box<dyn Error>> {
    let list = std::env::args().nth(1).unwrap_or_default();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build()?.block_on(async {
        match &*list {
            "token" => by_token().await,
            "number" => by_number().await,
            other => Err(format!("`{other}` is neither `token` nor `number`").into()),
        }
    })
}

async fn by_token() -> Result<(), Box<dyn Error>> {
    let mock = Mock::builder().seed(TASKLISTS, ITEMS).keep_requests(0).build()?;
    let mock = Arc::new(mock);
    let known = mock.credentials("feishu")?;
    let app = feishu::Client::builder().app(value(&known, "app_id"), value(&known, "app_secret"));
    let app = app.base_url(mock.base_url()).transport(transport(&mock)).quota(QuotaPolicy::Off);
    let list = app.build()?.task().v2().tasklist().list().page_size(100);
    measured("by token, task lists of 100 a page", list.items()).await
}

async fn by_number() -> Result<(), Box<dyn Error>> {
    let end = START.plus(Duration::from_secs(365 * 86_400));
    let mock = Mock::builder().seed_over(WORK_ITEMS, START.as_millis(), end.as_millis(), ITEMS);
    let mock = Arc::new(mock.keep_requests(0).build()?);
    let known = mock.credentials("feishu_project")?;
    let plugin = feishu_project::Client::builder();
    let plugin = plugin.plugin(
        value(&known, "plugin_id"),
        value(&known, "plugin_secret"),
        value(&known, "user_key"),
    );
    let plugin = plugin.base_url(mock.base_url()).transport(transport(&mock));
    let client = plugin.quota(QuotaPolicy::Off).build()?;
    let ids = mock.ids(WORK_ITEMS)?;
    let list = client.work_item().filter().project_key(&ids["project_key"][0]);
    let list = list.work_item_type_keys([&ids["work_item_type_keys"][0]]).page_size(200);
    let list = list.created_between(START, end);
    measured("by number, work items of 200 a page, cut at 200,000", list.items()).await
}

fn transport(mock: &Arc<Mock>) -> Arc<InProcess> {
    Arc::new(InProcess::new(Arc::clone(mock), Latency::default(), 1))
}

fn value<'a>(known: &'a Credentials, name: &str) -> &'a str {
    known.get(name).unwrap_or_default()
}

async fn measured<E: Paged>(what: &str, mut items: Items<E>) -> Result<(), Box<dyn Error>>
where
    E::Code: 'static,
{
    // The first page makes what is made once.
    let mut count = usize::from(items.try_next().await?.is_some());
    let before = kib("VmRSS")?;
    // Forgets the peak so far, which was the mock's.
    std::fs::write("/proc/self/clear_refs", "5")?;
    while items.try_next().await?.is_some() {
        count += 1;
    }
    assert_eq!(count, ITEMS, "the harvest is not exact");
    let more = kib("VmHWM")?.saturating_sub(before);
    report::line(format_args!("{what:<52} {:>7.1} MiB", more as f64 / 1024.0));
    Ok(())
}

fn kib(field: &str) -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let value = line.and_then(|line| line.split_whitespace().next());
    Ok(value.ok_or("the system tells no memory")?.parse()?)
}
