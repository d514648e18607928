//! A list keeps the overlap of its windows from its beginning to its end.

use crate::fake::*;
use crate::legs::millis;
use larkspur_runtime::*;
use std::sync::Arc;
use std::time::Duration;

const RANGE: (i64, i64) = (0, 40_000);

/// 80 items, some of them on the edges of windows and of their halves.
fn platform() -> Arc<Fake> {
    let times: Vec<_> = (0..80).map(|n| n * 500).collect();
    Arc::new(Fake::with(&times, Edges::BothIn).capping())
}

fn reading(fake: &Arc<Fake>, overlap: Duration) -> Items<ByNumber> {
    Items::new(draft(fake), unlimited(RANGE, 10)).overlap(overlap)
}

/// The cursor of a list that was cut in halves, of which the first is read, and what it gave.
async fn halfway(fake: &Arc<Fake>, overlap: Duration) -> (Vec<String>, Cursor) {
    let (mut items, mut got) = (reading(fake, overlap), Vec::new());
    while items.windows().0 == 0 || got.len() < 50 {
        got.push(items.try_next().await.unwrap().unwrap());
    }
    (got, items.cursor())
}

#[tokio::test]
async fn another_overlap_than_that_of_the_cursor_is_an_error_before_the_network() {
    let fake = platform();
    for (begun, now, named) in [
        (0, 1, "by 0 ms, and 1 ms"),
        (0, 5_000, "by 0 ms, and 5000 ms"),
        (1_000, 0, "by 1000 ms, and 0 ms"),
    ] {
        let (mut got, cursor) = halfway(&fake, millis(begun)).await;
        let sent = fake.requests().len();
        let mut resumed = reading(&fake, millis(now)).resume(stored(&cursor));
        let error = resumed.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging);
        assert!(error.message().contains(named), "{error}");
        assert_eq!((resumed.end(), fake.requests().len()), (Some(End::Stopped), sent));

        // Whoever stores cursors after an error stores a good one.
        assert_eq!(resumed.cursor(), cursor);
        let resumed = reading(&fake, millis(begun)).resume(stored(&resumed.cursor()));
        got.extend(rest(resumed).await);
        assert_eq!(sorted(got), fake.within(RANGE));
    }
}

#[tokio::test]
async fn it_may_be_set_behind_resume_as_well() {
    let fake = platform();
    let (mut got, cursor) = halfway(&fake, millis(1_000)).await;
    let resumed = reading(&fake, Duration::ZERO).resume(cursor).overlap(millis(1_000));
    got.extend(rest(resumed).await);
    assert_eq!(sorted(got), fake.within(RANGE));
}

#[tokio::test]
async fn a_list_that_is_not_begun_takes_any() {
    let fake = platform();
    let cursor = reading(&fake, Duration::ZERO).cursor();
    let resumed = reading(&fake, millis(1_000)).resume(stored(&cursor));
    assert_eq!(sorted(rest(resumed).await), fake.within(RANGE));
}

#[tokio::test]
async fn nor_can_it_be_changed_while_the_list_is_read() {
    let fake = platform();
    let mut items = reading(&fake, Duration::ZERO);
    items.try_next().await.unwrap();
    let sent = fake.requests().len();
    let mut items = items.overlap(millis(1));
    // What had come by then is handed out.
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::Paging, sent), "{error}");
}

#[tokio::test]
async fn where_there_is_no_range_of_time_it_is_no_part_of_the_cursor() {
    let times: Vec<_> = (0..80).collect();
    let fake = Arc::new(Fake::with(&times, Edges::BothIn));
    let new = |overlap| Items::new(draft(&fake), whole::<false>(10)).overlap(millis(overlap));
    let mut items = new(0);
    items.try_next().await.unwrap();
    assert_eq!(rest(new(1_000).resume(stored(&items.cursor()))).await.len(), 79);
}
