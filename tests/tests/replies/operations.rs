//! One valid call for each operation that answers JSON.

use super::outcome::{Calling, Refusal, Seen, Walked, outcome};
use larkspur::feishu::approval::v4::approval::create::{
    ApprovalCreateViewer, ApprovalForm, ApprovalNode, I18nResource, I18nResourceText,
};
use larkspur::{FilePart, Timestamp, feishu, feishu_project};
use larkspur_tests::capture::Capture;
use larkspur_tests::clients;
use serde_json::json;
use std::sync::Arc;

type Platform = Arc<Capture>;

/// An operation, called with nothing but what is required.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    /// One call, with the longest body that the client takes.
    pub(crate) send: fn(Platform, u64) -> Calling<Result<Seen, Refusal>>,
    /// The whole list, where it is one.
    pub(crate) items: Option<fn(Platform) -> Calling<Walked>>,
}

pub(crate) const OPERATIONS: [Operation; 8] = [
    Operation {
        id: "feishu.approval.v4.approval.create",
        send: |platform, limit| Box::pin(outcome(create(&feishu(&platform, limit)).send())),
        items: None,
    },
    Operation {
        id: "feishu.approval.v4.instance.list",
        send: |platform, limit| Box::pin(outcome(instances(&feishu(&platform, limit)).send())),
        items: Some(|platform| walk!(instances(&feishu(&platform, ROOMY)))),
    },
    Operation {
        id: "feishu.drive.v1.file_version.list",
        send: |platform, limit| Box::pin(outcome(versions(&feishu(&platform, limit)).send())),
        items: Some(|platform| walk!(versions(&feishu(&platform, ROOMY)))),
    },
    Operation {
        id: "feishu.drive.v1.media.upload_all",
        send: |platform, limit| Box::pin(outcome(upload(&feishu(&platform, limit)).send())),
        items: None,
    },
    Operation {
        id: "feishu.task.v2.tasklist.list",
        send: |platform, limit| Box::pin(outcome(tasklists(&feishu(&platform, limit)).send())),
        items: Some(|platform| walk!(tasklists(&feishu(&platform, ROOMY)))),
    },
    Operation {
        id: "feishu_project.work_item.deliverable.batch_query",
        send: |platform, limit| Box::pin(deliverables(platform, limit)),
        items: None,
    },
    Operation {
        id: "feishu_project.work_item.filter",
        send: |platform, limit| Box::pin(outcome(work_items(&project(&platform, limit)).send())),
        items: Some(|platform| walk!(work_items(&project(&platform, ROOMY)))),
    },
    Operation {
        id: "fxiaoke.crm.object.approval_instances.query",
        send: |platform, limit| Box::pin(fxiaoke(platform, limit)),
        items: None,
    },
];

const ROOMY: u64 = 1 << 20;

/// Reads a list to its end. A macro, since each list has a type of its own.
macro_rules! walk {
    ($call:expr) => {{
        let mut items = $call.items();
        Box::pin(async move {
            let mut count = 0;
            let end = loop {
                match items.try_next().await {
                    Ok(Some(_)) => count += 1,
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(Refusal::from(error)),
                }
            };
            Walked { items: count, end }
        })
    }};
}
use walk;

fn feishu(platform: &Platform, limit: u64) -> feishu::Client {
    clients::on(clients::feishu_app().body_limit(limit), platform)
}

fn project(platform: &Platform, limit: u64) -> feishu_project::Client {
    clients::on(clients::plugin().body_limit(limit), platform)
}

type Create = feishu::approval::v4::approval::create::Request<(Yes, Yes, Yes, Yes, Yes)>;
type Yes = larkspur::runtime::Set;

fn create(client: &feishu::Client) -> Create {
    let title = I18nResourceText::default().key("@i18n@title").value("Demo");
    let texts = I18nResource::default().locale("en-US").is_default(true).texts([title]);
    let call = client.approval().v4().approval().create();
    call.approval_name("@i18n@title")
        .viewers([ApprovalCreateViewer::default()])
        .form(ApprovalForm::default().form_content("[]"))
        .node_list([ApprovalNode::default().id("START"), ApprovalNode::default().id("END")])
        .i18n_resources([texts])
}

fn instances(
    client: &feishu::Client,
) -> feishu::approval::v4::instance::list::Request<(Yes, Yes, Yes)> {
    let end = Timestamp::from_seconds(1_761_000_000);
    let start = end.minus(std::time::Duration::from_secs(3600));
    client.approval().v4().instance().list().approval_code("demo").between(start, end)
}

fn versions(
    client: &feishu::Client,
) -> feishu::drive::v1::file_version::list::Request<(Yes, Yes, Yes)> {
    let call = client.drive().v1().file_version().list();
    call.file_token("demo").page_size(20).obj_type("docx")
}

fn upload(
    client: &feishu::Client,
) -> feishu::drive::v1::media::upload_all::Request<(Yes, Yes, Yes, Yes, Yes)> {
    let call = client.drive().v1().media().upload_all();
    let file = FilePart::from_bytes("demo.txt", "demo");
    call.file_name("demo.txt").parent_type("docx_file").parent_node("demo").size(4).file(file)
}

fn tasklists(client: &feishu::Client) -> feishu::task::v2::tasklist::list::Request {
    client.task().v2().tasklist().list()
}

fn work_items(
    client: &feishu_project::Client,
) -> feishu_project::work_item::filter::Request<(Yes, Yes)> {
    client.work_item().filter().project_key("demo").work_item_type_keys(["story"])
}

/// The golden counts from the envelope, of which the reply is one member.
async fn deliverables(platform: Platform, limit: u64) -> Result<Seen, Refusal> {
    let client = project(&platform, limit);
    let call = client.work_item().deliverable().batch_query().project_key("demo");
    let seen = outcome(call.work_item_ids([1]).send()).await?;
    Ok(Seen { reply: json!({"data": seen.reply}), ..seen })
}

async fn fxiaoke(platform: Platform, limit: u64) -> Result<Seen, Refusal> {
    let client = clients::on(clients::fxiaoke_app().body_limit(limit), &platform);
    outcome(client.crm().object().approval_instances().query().data_id("demo").send()).await
}
