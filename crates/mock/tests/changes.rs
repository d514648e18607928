//! Lists that change while they are read, that hide items, and that end at a cap.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use larkspur_mock::{Edges, Misbehaviour, Mock};
use serde_json::{Value, json};
use support::{answered, encode, plugin, tasks, tenant, work_items};

const LIST: &str = "feishu.approval.v4.instance.list";
const TASKS: &str = "feishu.task.v2.tasklist.list";
const FILTER: &str = "feishu_project.work_item.filter";

fn page(mock: &Mock, token: &str, next: &str) -> (Vec<String>, Option<String>) {
    let query = match next {
        "" => "page_size=2".to_owned(),
        next => format!("page_size=2&page_token={}", encode(next)),
    };
    let reply = answered(tasks(mock, token, &query)).json();
    assert_eq!(reply["code"], 0, "{reply}");
    let items = reply["data"]["items"].as_array().unwrap();
    let keys = items.iter().map(|item| item["guid"].as_str().unwrap().to_owned()).collect();
    let more = reply["data"]["has_more"] == true;
    (keys, more.then(|| reply["data"]["page_token"].as_str().unwrap().to_owned()))
}

#[test]
fn paging_by_token_goes_on_behind_an_item_even_when_that_is_gone() {
    let mock = Mock::builder().seed(TASKS, 7).build().unwrap();
    let token = tenant(&mock);
    let keys = mock.keys(TASKS).unwrap();
    let (first, next) = page(&mock, &token, "");
    assert_eq!(first, keys[..2]);
    mock.remove_items(TASKS, &keys[..3]).unwrap();
    let added = mock.add_items(TASKS, [0, 0]).unwrap();
    let (second, next) = page(&mock, &token, &next.unwrap());
    assert_eq!(second, keys[3..5]);
    let (third, next) = page(&mock, &token, &next.unwrap());
    assert_eq!(third, keys[5..]);
    assert_eq!(page(&mock, &token, &next.unwrap()), (added.clone(), None));

    assert_eq!(mock.keys(TASKS).unwrap(), [&keys[3..], &added[..]].concat());
    assert_eq!(mock.keys_always(TASKS).unwrap(), keys[3..]);
    assert_eq!(mock.keys_ever(TASKS).unwrap(), [&keys[3..], &added[..], &keys[..3]].concat());
    mock.mark();
    assert_eq!(mock.keys_always(TASKS).unwrap(), mock.keys(TASKS).unwrap());
    assert_eq!(mock.keys_ever(TASKS).unwrap(), mock.keys(TASKS).unwrap());
}

#[test]
fn items_appear_at_their_instants() {
    let hour = 3_600_000;
    let mock = Mock::builder().seed_over(LIST, 0, 10 * hour, 2).build().unwrap();
    let added = mock.add_items(LIST, [hour, 20 * hour, hour]).unwrap();
    assert_eq!(mock.instants(LIST).unwrap(), [0, hour, hour, 10 * hour, 20 * hour]);
    assert_eq!(mock.keys_between(LIST, 1, 9 * hour).unwrap(), [&*added[0], &*added[2]]);
    assert_eq!(mock.keys_between(LIST, 20 * hour, 20 * hour).unwrap(), [&*added[1]]);
    let out = Mock::builder().edges(Edges::Out).seed_over(LIST, 0, 10 * hour, 2).build().unwrap();
    assert_eq!(out.keys_between(LIST, 0, 10 * hour).unwrap(), mock.keys(LIST).unwrap()[..1]);
    assert!(mock.keys_between(TASKS, 0, 1).is_err(), "nothing filters it by time");
}

#[test]
fn changes_come_before_the_call_sees_the_list() {
    let mock = Mock::builder().seed(TASKS, 2).build().unwrap();
    let token = tenant(&mock);
    mock.inject(TASKS, Misbehaviour::Changes { appear: 3, vanish: 1 }).unwrap();
    let (keys, next) = page(&mock, &token, "");
    assert_eq!((keys.len(), next.is_some(), mock.keys(TASKS).unwrap().len()), (2, true, 4));
    assert_eq!(mock.keys_always(TASKS).unwrap().len(), 1);
    assert_eq!(keys, mock.keys(TASKS).unwrap()[..2]);
}

fn work(mock: &Mock, token: &str, page: u64, size: u64) -> (u16, Value, Vec<String>) {
    let reply = answered(work_items(mock, token, page, size, json!({})));
    let (status, reply) = (reply.status, reply.json());
    let items = reply["data"].as_array().cloned().unwrap_or_default();
    let keys = items.iter().map(|item| item["id"].to_string()).collect();
    let told = if status == 200 { &reply["pagination"]["total"] } else { &reply["err_code"] };
    (status, told.clone(), keys)
}

#[test]
fn pages_by_number_shift_when_items_go() {
    let mock = Mock::builder().seed(FILTER, 6).build().unwrap();
    let token = plugin(&mock);
    let keys = mock.keys(FILTER).unwrap();
    assert_eq!(work(&mock, &token, 1, 2).2, keys[..2]);
    mock.remove_items(FILTER, &keys[..1]).unwrap();
    assert_eq!(work(&mock, &token, 2, 2), (200, json!(5), keys[3..5].to_vec()));
}

#[test]
fn hidden_items_shorten_their_pages_and_count_in_the_total() {
    let mock = Mock::builder().seed(FILTER, 6).hidden(FILTER, 3).build().unwrap();
    let token = plugin(&mock);
    let shown = mock.keys(FILTER).unwrap();
    let pages: Vec<_> = (1..=4).map(|page| work(&mock, &token, page, 2)).collect();
    let sizes: Vec<_> = pages.iter().map(|(_, _, keys)| keys.len()).collect();
    assert_eq!(sizes, [1, 2, 1, 0]);
    assert!(pages.iter().all(|(status, total, _)| (*status, total) == (200, &json!(6))));
    assert_eq!(pages.into_iter().flat_map(|page| page.2).collect::<Vec<_>>(), shown);
    mock.hide_items(FILTER, &shown[..1]).unwrap();
    assert_eq!(mock.keys(FILTER).unwrap(), shown[1..]);
    assert_eq!(mock.keys_always(FILTER).unwrap(), shown[1..]);
}

#[test]
fn a_list_ends_at_its_cap_and_a_strict_one_does_not_begin() {
    let mock = Mock::builder().seed(FILTER, 7).cap(FILTER, 5).build().unwrap();
    let token = plugin(&mock);
    let keys = mock.keys(FILTER).unwrap();
    assert_eq!(work(&mock, &token, 3, 2), (200, json!(7), keys[4..5].to_vec()));
    assert_eq!(work(&mock, &token, 4, 2), (500, json!(50006), Vec::new()));

    let strict = Mock::builder().seed(FILTER, 7).cap(FILTER, 5).strict_cap().build().unwrap();
    let token = plugin(&strict);
    assert_eq!(work(&strict, &token, 1, 2), (500, json!(50006), Vec::new()));
    strict.remove_items(FILTER, &keys[..2]).unwrap();
    assert_eq!(work(&strict, &token, 1, 2).0, 200);
}

#[test]
fn windows_narrow_what_a_cap_counts() {
    let start = 1_760_000_000_000_i64;
    let mock = Mock::builder().seed_over(FILTER, start, start + 9_000, 10).cap(FILTER, 5);
    let mock = mock.strict_cap().build().unwrap();
    let token = plugin(&mock);
    let ask = |name: &str, from: i64, to: i64| {
        let window = json!({ name: { "start": start + from, "end": start + to } });
        let reply = answered(work_items(&mock, &token, 1, 200, window));
        let reply = reply.json();
        (reply["err_code"].clone(), reply["data"].as_array().map(Vec::len))
    };
    for name in ["created_at", "updated_at"] {
        assert_eq!(ask(name, 0, 9_000).0, 50006);
        assert_eq!(ask(name, 0, 4_000), (json!(0), Some(5)));
        assert_eq!(ask(name, 5_000, 9_000), (json!(0), Some(5)));
    }
    assert_eq!(mock.keys_between(FILTER, start, start + 4_000).unwrap().len(), 5);
}
