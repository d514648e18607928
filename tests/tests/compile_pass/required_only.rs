//! The same calls with nothing missing, in every way that a call can end. `send`, `pages` and
//! `items` return types that have names and can go to another thread.

use larkspur::feishu::approval::v4::instance::list;
use larkspur::feishu::task::v2::tasklist;
use larkspur::runtime::Send as Sent;
use larkspur::{Items, Pages, Timestamp};

fn movable<T: Send + 'static>(call: T) -> T {
    call
}

fn complete(
    feishu: larkspur::feishu::Client,
    project: larkspur::feishu_project::Client,
    fxiaoke: larkspur::fxiaoke::Client,
) {
    let (start, end) = (Timestamp::from_seconds(0), Timestamp::from_seconds(1));
    let call = feishu.approval().v4().instance().list().approval_code("demo");
    let sent: Sent<list::Parameters> = movable(call.clone().start_time(start).end_time(end).send());
    let pages: Pages<list::Parameters> = movable(call.clone().between(start, end).pages());
    let items: Items<list::Parameters> = movable(call.between(start, end).items());
    drop((sent, pages, items));

    let lists: Items<tasklist::list::Parameters> = feishu.task().v2().tasklist().list().items();
    drop(movable(lists));

    // Optional setters come in any order, before and after the required ones.
    let call = feishu.drive().v1().file_version().list().page_token("demo").obj_type("sheet");
    drop(movable(call.page_size(20).user_id_type("open_id").file_token("demo").send()));

    let call = feishu.im().v1().message().create().content("{}").uuid("demo").msg_type("text");
    drop(movable(call.receive_id("ou_demo").receive_id_type("open_id").send()));

    let call = project.work_item().filter().page_size(50).work_item_type_keys(["story"]);
    drop(movable(call.project_key("demo").page_num(1).pages()));

    drop(movable(fxiaoke.crm().object().approval_instances().query().data_id("demo").send()));
}

fn main() {}
