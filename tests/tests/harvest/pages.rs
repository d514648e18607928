//! Where a list ends: by flag, by total, by cap, and never by accident.

use crate::{APPROVALS, START, TASKLISTS, WINDOW, WORK_ITEMS};
use crate::{approvals, rest, seeded, tasklists, work_items};
use larkspur::{End, ErrorKind};
use larkspur_mock::{Forced, LastToken, Mock};
use serde_json::{Value, json};

/// The most hits that the filter pages through.
const CAP: usize = 200_000;

async fn mock_of(operation: &str, count: usize) -> Mock {
    Mock::builder().seed(operation, count).start().await.expect("the mock starts")
}

/// Counts around the size of a page, and the requests that each takes.
const COUNTS: [(usize, usize); 6] = [(0, 1), (1, 1), (9, 1), (10, 1), (11, 2), (30, 3)];

#[tokio::test]
async fn a_list_by_token_is_read_to_its_end() {
    for (count, requests) in COUNTS {
        let mock = mock_of(TASKLISTS, count).await;
        let mut items = tasklists(&mock, 10).items();
        assert_eq!(rest(&mut items).await, seeded(&mock, TASKLISTS), "{count}");
        assert_eq!(mock.calls(TASKLISTS), requests, "{count}");
        assert_eq!((items.items(), items.pages()), (count as u64, requests as u64));
        assert_eq!(items.end(), Some(End::Finished));
    }
}

#[tokio::test]
async fn a_list_by_number_is_read_to_its_end() {
    for (count, requests) in COUNTS {
        let mock = mock_of(WORK_ITEMS, count).await;
        let mut items = work_items!(&mock, 10).items();
        assert_eq!(rest(&mut items).await, seeded(&mock, WORK_ITEMS), "{count}");
        assert_eq!(mock.calls(WORK_ITEMS), requests, "{count}");
        assert_eq!((items.items(), items.pages()), (count as u64, requests as u64));
        assert_eq!(items.end(), Some(End::Finished));
    }
}

/// Some platforms leave the token away, some send an empty one, some one that leads nowhere.
#[tokio::test]
async fn only_the_flag_says_that_nothing_follows() {
    for last in [LastToken::Absent, LastToken::Empty, LastToken::Stale] {
        let mock = Mock::builder().seed(TASKLISTS, 30).seed(APPROVALS, 30).last_token(last);
        let mock = mock.start().await.expect("the mock starts");
        let mut lists = tasklists(&mock, 10).items();
        assert_eq!(rest(&mut lists).await, seeded(&mock, TASKLISTS), "{last:?}");
        let mut codes = approvals!(&mock, START, START.plus(2 * WINDOW), 10).items();
        assert_eq!(rest(&mut codes).await, seeded(&mock, APPROVALS), "{last:?}");
    }
}

/// A page of task lists that says that more follows, and where.
fn more(token: Value) -> Forced {
    let data = json!({ "items": [{ "guid": "g" }], "has_more": true, "page_token": token });
    Forced::json(200, &json!({ "code": 0, "msg": "success", "data": data }))
}

#[tokio::test]
async fn more_without_a_way_there_is_an_error_and_neither_a_loop_nor_an_end() {
    for (answers, requests) in [
        (vec![more(Value::Null)], 1),
        (vec![more(json!(""))], 1),
        (vec![more(json!("a")), more(json!("a"))], 2),
        (vec![more(json!("a")), more(json!("b")), more(json!("a"))], 3),
    ] {
        let mock = mock_of(TASKLISTS, 30).await;
        for answer in answers {
            mock.force(TASKLISTS, answer).expect("an operation");
        }
        let mut lists = tasklists(&mock, 10).items();
        let error = loop {
            match lists.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => break error,
                None => panic!("the list ended"),
            }
        };
        assert_eq!(error.kind(), ErrorKind::Paging, "{error}");
        assert_eq!(lists.end(), Some(End::Stopped));
        assert!(lists.next().await.is_none());
        assert_eq!(mock.calls(TASKLISTS), requests);
    }
}

/// A page of work items with these ids, of so many hits.
fn hits(ids: std::ops::Range<usize>, total: usize) -> Forced {
    let data: Vec<_> = ids.map(|id| json!({ "id": id })).collect();
    let pagination = json!({ "total": total, "page_num": 1, "page_size": data.len() });
    Forced::json(
        200,
        &json!({ "err_code": 0, "err_msg": "", "data": data, "pagination": pagination }),
    )
}

/// Items that the caller may not see are left out of their page.
#[tokio::test]
async fn a_short_page_is_no_end() {
    let mock = mock_of(WORK_ITEMS, 0).await;
    for page in [hits(0..1, 9), hits(1..5, 9), hits(5..9, 9)] {
        mock.force(WORK_ITEMS, page).expect("an operation");
    }
    assert_eq!(rest(&mut work_items!(&mock, 10).items()).await.len(), 9);
}

/// The platform would refuse the next page, and whoever reads on from the first one loses what
/// lies behind the cap.
#[tokio::test]
async fn beyond_the_cap_the_list_stops_with_an_error_before_the_request() {
    let mock = mock_of(WORK_ITEMS, 0).await;
    for page in [hits(0..CAP / 2, CAP + 1), hits(CAP / 2..CAP, CAP + 1)] {
        mock.force(WORK_ITEMS, page).expect("an operation");
    }
    let mut items = work_items!(&mock, 200).pages();
    let mut count = 0;
    let error = loop {
        match items.next().await {
            Some(Ok(page)) => count += page.data.len(),
            Some(Err(error)) => break error,
            None => panic!("the list ended"),
        }
    };
    assert_eq!(error.kind(), ErrorKind::BeyondCap);
    assert!(error.to_string().contains("200000"), "{error}");
    assert_eq!((count, mock.calls(WORK_ITEMS)), (CAP, 2));
    assert_eq!(items.end(), Some(End::Stopped));

    let mut resumed = work_items!(&mock, 200).pages().resume(items.cursor());
    let again = resumed.next().await.expect("not the end").expect_err("still beyond the cap");
    assert_eq!((again.kind(), mock.calls(WORK_ITEMS)), (ErrorKind::BeyondCap, 2));
}

#[tokio::test]
async fn a_list_that_ends_at_the_cap_is_finished() {
    let mock = mock_of(WORK_ITEMS, 0).await;
    for page in [hits(0..CAP / 2, CAP), hits(CAP / 2..CAP, CAP)] {
        mock.force(WORK_ITEMS, page).expect("an operation");
    }
    let mut items = work_items!(&mock, 200).pages();
    while items.try_next().await.expect("within the cap").is_some() {}
    assert_eq!((items.items(), items.end()), (CAP as u64, Some(End::Finished)));
}
