//! The five lists of the user's documents, each read to its end through the client.

use larkspur::{Timestamp, feishu, feishu_project, fxiaoke};
use larkspur_mock::{Mock, MockError};
use larkspur_tests::mocked;
use std::collections::BTreeSet;
use std::error::Error;
use std::time::{Duration, Instant};

pub(crate) const APPROVALS: &str = "feishu.approval.v4.instance.list";
pub(crate) const TASKLISTS: &str = "feishu.task.v2.tasklist.list";
pub(crate) const VERSIONS: &str = "feishu.drive.v1.file_version.list";
pub(crate) const WORK_ITEMS: &str = "feishu_project.work_item.filter";
pub(crate) const CRM_APPROVALS: &str = "fxiaoke.crm.object.approval_instances.query";

/// Midnight of a first of the month, UTC.
const START: Timestamp = Timestamp::from_seconds(1_759_276_800);
/// Seventy-two windows of ten hours.
const DAYS: u64 = 30;

/// How many records the mock has for each list.
const RECORDS: [(&str, usize); 4] =
    [(TASKLISTS, 1234), (VERSIONS, 765), (WORK_ITEMS, 1500), (CRM_APPROVALS, 40)];
const APPROVAL_RECORDS: usize = 3000;
/// The CRM records whose approvals are asked for, one call each.
const CRM_RECORDS: usize = 12;

/// What was read of one list.
pub(crate) struct Harvest {
    pub(crate) operation: &'static str,
    pub(crate) windows: Option<u64>,
    pub(crate) pages: u64,
    pub(crate) keys: Vec<String>,
    pub(crate) time: Duration,
}

/// A count that is not what it should be.
pub(crate) struct Difference {
    pub(crate) what: &'static str,
    pub(crate) found: u64,
    pub(crate) expected: u64,
}

/// A mock platform with a few thousand records.
pub(crate) async fn platform() -> Result<Mock, MockError> {
    let (start, end) = (START.as_millis(), end().as_millis());
    let mut mock = Mock::builder().seed_over(APPROVALS, start, end, APPROVAL_RECORDS);
    for (operation, count) in RECORDS {
        mock = mock.seed(operation, count);
    }
    for number in 0..CRM_RECORDS {
        mock = mock.known("fxiaoke", "dataId", crm_record(number));
    }
    mock.start().await
}

/// The last instant of the range.
pub(crate) fn end() -> Timestamp {
    START.plus(Duration::from_secs(DAYS * 24 * 3600))
}

fn crm_record(number: usize) -> String {
    format!("{number:032x}")
}

/// Approvals of thirty days, where one call spans ten hours at most.
pub(crate) async fn approvals(
    feishu: &feishu::Client,
    mock: &Mock,
) -> Result<Harvest, Box<dyn Error>> {
    let began = Instant::now();
    let list = feishu.approval().v4().instance().list();
    let mut codes = list
        .approval_code(mocked::id(mock, APPROVALS, "approval_code"))
        .between(START, end())
        .page_size(100)
        .items();
    let mut keys = Vec::new();
    while let Some(code) = codes.try_next().await? {
        keys.push(code);
    }
    Ok(Harvest {
        operation: APPROVALS,
        windows: Some(codes.windows().0),
        pages: codes.pages(),
        keys,
        time: began.elapsed(),
    })
}

/// Task lists, by page token.
pub(crate) async fn tasklists(feishu: &feishu::Client) -> Result<Harvest, Box<dyn Error>> {
    let began = Instant::now();
    let mut lists = feishu.task().v2().tasklist().list().page_size(100).items();
    let mut keys = Vec::new();
    while let Some(list) = lists.try_next().await? {
        keys.push(list.guid.unwrap_or_default());
    }
    let (pages, time) = (lists.pages(), began.elapsed());
    Ok(Harvest { operation: TASKLISTS, windows: None, pages, keys, time })
}

/// The versions of a document, by page token.
pub(crate) async fn versions(
    feishu: &feishu::Client,
    mock: &Mock,
) -> Result<Harvest, Box<dyn Error>> {
    let began = Instant::now();
    let list = feishu.drive().v1().file_version().list();
    let mut versions = list
        .file_token(mocked::id(mock, VERSIONS, "file_token"))
        .obj_type(feishu::drive::v1::file_version::list::ObjType::Docx)
        .page_size(100)
        .items();
    let mut keys = Vec::new();
    while let Some(version) = versions.try_next().await? {
        keys.push(version.version.unwrap_or_default());
    }
    let (pages, time) = (versions.pages(), began.elapsed());
    Ok(Harvest { operation: VERSIONS, windows: None, pages, keys, time })
}

/// Work items of a space, by page number.
pub(crate) async fn work_items(
    project: &feishu_project::Client,
    mock: &Mock,
) -> Result<Harvest, Box<dyn Error>> {
    let began = Instant::now();
    let mut work_items = project
        .work_item()
        .filter()
        .project_key(mocked::id(mock, WORK_ITEMS, "project_key"))
        .work_item_type_keys([mocked::id(mock, WORK_ITEMS, "work_item_type_keys")])
        .page_size(200)
        .items();
    let mut keys = Vec::new();
    while let Some(item) = work_items.try_next().await? {
        keys.push(item.id.map(|id| id.to_string()).unwrap_or_default());
    }
    let (pages, time) = (work_items.pages(), began.elapsed());
    Ok(Harvest { operation: WORK_ITEMS, windows: None, pages, keys, time })
}

/// The approvals of some CRM records: no paging, a call for each record.
pub(crate) async fn crm_approvals(fxiaoke: &fxiaoke::Client) -> Result<Harvest, Box<dyn Error>> {
    let began = Instant::now();
    let mut keys = Vec::new();
    for number in 0..CRM_RECORDS {
        let query = fxiaoke.crm().object().approval_instances().query();
        let reply = query.data_id(crm_record(number)).send().await?;
        keys.extend(reply.instances.iter().map(|instance| {
            let [of, id] = [&instance.data_id, &instance.instance_id];
            [of.as_deref(), id.as_deref()].map(Option::unwrap_or_default).join("/")
        }));
    }
    let (pages, time) = (CRM_RECORDS as u64, began.elapsed());
    Ok(Harvest { operation: CRM_APPROVALS, windows: None, pages, keys, time })
}

/// The keys that the mock says the list has.
fn seeded(mock: &Mock, operation: &str) -> Result<BTreeSet<String>, MockError> {
    let keys = mock.keys(operation)?;
    if operation != CRM_APPROVALS {
        return Ok(keys.into_iter().collect());
    }
    let of = |number| keys.iter().map(move |key| format!("{}/{key}", crm_record(number)));
    Ok((0..CRM_RECORDS).flat_map(of).collect())
}

/// Everything in which a harvest is not what was seeded.
pub(crate) fn differences(mock: &Mock, harvest: &Harvest) -> Result<Vec<Difference>, MockError> {
    let seeded = seeded(mock, harvest.operation)?;
    let found: BTreeSet<_> = harvest.keys.iter().cloned().collect();
    let (windows, pages) = match harvest.operation {
        APPROVALS => (72, 72),
        TASKLISTS => (0, RECORDS[0].1.div_ceil(100)),
        VERSIONS => (0, RECORDS[1].1.div_ceil(100)),
        WORK_ITEMS => (0, RECORDS[2].1.div_ceil(200)),
        _ => (0, CRM_RECORDS),
    };
    let (pages, all) = (pages as u64, seeded.len() as u64);
    let all = [
        ("requests", mock.calls(harvest.operation) as u64, pages),
        ("windows", harvest.windows.unwrap_or(0), windows),
        ("pages", harvest.pages, pages),
        ("items", harvest.keys.len() as u64, all),
        ("different items", found.len() as u64, all),
        ("items that were seeded", found.intersection(&seeded).count() as u64, all),
    ];
    let wrong = all.into_iter().filter(|(_, found, expected)| found != expected);
    Ok(wrong.map(|(what, found, expected)| Difference { what, found, expected }).collect())
}

/// How many seeded approvals lie exactly on an edge between two windows.
pub(crate) fn on_edges(mock: &Mock) -> Result<usize, MockError> {
    const WINDOW: i64 = 36_000_000;
    let inner = START.as_millis() + 1..end().as_millis();
    let instants = mock.instants(APPROVALS)?;
    let on_edge = |at: &&i64| inner.contains(at) && (*at - START.as_millis()) % WINDOW == 0;
    Ok(instants.iter().filter(on_edge).count())
}
