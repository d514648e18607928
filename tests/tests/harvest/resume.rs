//! Stopping and going on, at every page and every item, and after every kind of failure.
//!
//! The cursor goes through JSON each time, and a client that knows nothing of the first one goes
//! on with it, as after a restart.

use crate::{APPROVALS, Keyed, START, TASKLISTS, WINDOW, WORK_ITEMS};
use crate::{approvals, rest, seeded, tasklists, work_items};
use larkspur::runtime::Paged;
use larkspur::{Cursor, End, ErrorKind, Items, Pages};
use larkspur_mock::{Forced, Mock};

/// Three windows with two pages each, four pages by token, four pages by number.
async fn platform() -> Mock {
    let (start, end) = (START.as_millis(), START.plus(3 * WINDOW).as_millis());
    let mock = Mock::builder().seed_over(APPROVALS, start, end, 20);
    let mock = mock.seed(TASKLISTS, 19).seed(WORK_ITEMS, 19).start().await;
    mock.expect("the mock starts")
}

fn approval_items(
    mock: &Mock,
) -> Items<larkspur::feishu::approval::v4::instance::list::Parameters> {
    approvals!(mock, START, START.plus(3 * WINDOW), 5).items()
}

fn approval_pages(
    mock: &Mock,
) -> Pages<larkspur::feishu::approval::v4::instance::list::Parameters> {
    approvals!(mock, START, START.plus(3 * WINDOW), 5).pages()
}

fn stored(cursor: &Cursor) -> Cursor {
    let text = serde_json::to_string(cursor).expect("a cursor is JSON");
    serde_json::from_str(&text).expect("JSON is a cursor")
}

/// The keys of the rest of a list, page by page.
async fn rest_of_pages<E: Paged<Item: Keyed>>(pages: &mut Pages<E>) -> Vec<String> {
    let mut keys = Vec::new();
    while let Some(page) = pages.try_next().await.expect("the list can be read") {
        keys.extend(E::items(&mut page.into_inner()).iter().map(Keyed::key));
    }
    keys
}

async fn stop_at_every_page<E: Paged<Item: Keyed>>(open: impl Fn() -> Pages<E>, wanted: &[String]) {
    let (mut pages, mut before) = (open(), Vec::new());
    loop {
        let mut resumed = open().resume(stored(&pages.cursor()));
        let after = rest_of_pages(&mut resumed).await;
        assert_eq!([&before[..], &after].concat(), wanted, "behind page {}", pages.pages());
        assert_eq!(resumed.end(), Some(End::Finished));
        let Some(page) = pages.try_next().await.expect("the list can be read") else { break };
        before.extend(E::items(&mut page.into_inner()).iter().map(Keyed::key));
    }
    assert_eq!(before, wanted);
}

async fn stop_at_every_item<E: Paged<Item: Keyed>>(open: impl Fn() -> Items<E>, wanted: &[String]) {
    let (mut items, mut before) = (open(), Vec::new());
    loop {
        let mut resumed = open().resume(stored(&items.cursor()));
        let after = rest(&mut resumed).await;
        assert_eq!([&before[..], &after].concat(), wanted, "behind item {}", items.items());
        let Some(item) = items.try_next().await.expect("the list can be read") else { break };
        before.push(item.key());
    }
    assert_eq!(before, wanted);
}

#[tokio::test]
async fn windows_can_be_left_at_every_page_and_item() {
    let mock = platform().await;
    let wanted = seeded(&mock, APPROVALS);
    stop_at_every_page(|| approval_pages(&mock), &wanted).await;
    stop_at_every_item(|| approval_items(&mock), &wanted).await;
}

#[tokio::test]
async fn a_list_by_token_can_be_left_at_every_page_and_item() {
    let mock = platform().await;
    let wanted = seeded(&mock, TASKLISTS);
    stop_at_every_page(|| tasklists(&mock, 5).pages(), &wanted).await;
    stop_at_every_item(|| tasklists(&mock, 5).items(), &wanted).await;
}

#[tokio::test]
async fn a_list_by_number_can_be_left_at_every_page_and_item() {
    let mock = platform().await;
    let wanted = seeded(&mock, WORK_ITEMS);
    stop_at_every_page(|| work_items!(&mock, 5).pages(), &wanted).await;
    stop_at_every_item(|| work_items!(&mock, 5).items(), &wanted).await;
}

/// Lets the call for the page behind each item fail in turn. The stream ends as stopped and not as
/// finished, and its cursor goes on without a loss. A client may repeat a call that failed in a
/// way that passes; `passes` says so.
async fn fail_at_every_page<E: Paged<Item: Keyed>>(
    mock: &Mock,
    operation: &str,
    open: impl Fn() -> Items<E>,
    passes: bool,
    fail: impl Fn(&Mock),
) {
    let wanted = seeded(mock, operation);
    for stop in (0..wanted.len()).step_by(5) {
        let mut items = open();
        let mut found = Vec::new();
        while found.len() < stop {
            let item = items.try_next().await.expect("no failure yet").expect("not the end");
            found.push(item.key());
        }
        let pages = items.pages();
        fail(mock);
        let error = loop {
            match items.next().await {
                Some(Ok(item)) => found.push(item.key()),
                Some(Err(error)) => break Some(error),
                None => break None,
            }
        };
        match error {
            None => assert!(passes, "the failure behind page {pages} of {operation} was lost"),
            Some(_) => {
                assert_eq!(items.end(), Some(End::Stopped));
                assert!(items.next().await.is_none(), "an end after the error");
            }
        }
        let mut resumed = open().resume(stored(&items.cursor()));
        found.extend(rest(&mut resumed).await);
        assert_eq!(found, wanted, "{operation} behind page {pages}");
    }
}

#[tokio::test]
async fn a_refusal_at_any_page_loses_nothing() {
    let mock = platform().await;
    let refuse = |operation: &'static str, code| {
        move |mock: &Mock| mock.force_error(operation, code).expect("a documented code")
    };
    let call = refuse(APPROVALS, 1390001);
    fail_at_every_page(&mock, APPROVALS, || approval_items(&mock), false, call).await;
    let call = refuse(TASKLISTS, 1470400);
    fail_at_every_page(&mock, TASKLISTS, || tasklists(&mock, 5).items(), false, call).await;
    let call = refuse(WORK_ITEMS, 20005);
    fail_at_every_page(&mock, WORK_ITEMS, || work_items!(&mock, 5).items(), false, call).await;
}

#[tokio::test]
async fn a_broken_answer_at_any_page_loses_nothing() {
    let mock = platform().await;
    for answer in [
        Forced::new(500, "<html>oops</html>").header("content-type", "text/html"),
        Forced::new(200, r#"{"code":0,"err_code":0,"data":{"#),
        Forced::new(200, ""),
    ] {
        let fail = |operation: &'static str| {
            let answer = answer.clone();
            move |mock: &Mock| mock.force(operation, answer.clone()).expect("an operation")
        };
        let call = fail(APPROVALS);
        fail_at_every_page(&mock, APPROVALS, || approval_items(&mock), true, call).await;
        let call = fail(TASKLISTS);
        fail_at_every_page(&mock, TASKLISTS, || tasklists(&mock, 5).items(), true, call).await;
        let call = fail(WORK_ITEMS);
        fail_at_every_page(&mock, WORK_ITEMS, || work_items!(&mock, 5).items(), true, call).await;
    }
}

/// A cursor of another list would go on somewhere else and end as if all were well.
#[tokio::test]
async fn a_cursor_fits_only_the_list_it_was_taken_from() {
    let mock = platform().await;
    let mut items = tasklists(&mock, 5).items();
    items.try_next().await.expect("the page comes");
    let cursor = items.cursor();
    mock.clear_requests();

    let other_call = tasklists(&mock, 6).items().resume(cursor.clone()).next().await;
    let other_call = other_call.expect("not the end").expect_err("other parameters");
    let other_list = approval_items(&mock).resume(cursor).next().await;
    let other_list = other_list.expect("not the end").expect_err("another operation");

    assert_eq!([other_call.kind(), other_list.kind()], [ErrorKind::Paging; 2]);
    assert_eq!(mock.total_calls(), 0, "nothing was sent");
}
