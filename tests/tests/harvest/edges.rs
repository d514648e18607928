//! Windows share their edges, and pages do not say to whom an edge belongs.
//!
//! The mock puts two items on every edge between windows, and the range asked for is a window
//! longer on both sides, so that also the first and the last item lie on an inner edge. A platform
//! that cuts times to the second hands out items near an edge twice as well; so everything is
//! repeated with edges that lie half a second off the items.

use crate::{APPROVALS, START, WINDOW, approvals, rest, seeded};
use larkspur::End;
use larkspur_mock::{Edges, Mock};
use std::time::Duration;

const HALF_A_SECOND: Duration = Duration::from_millis(500);

/// Three windows full of items.
async fn platform(edges: Edges) -> Mock {
    let (start, end) = (START.as_millis(), START.plus(3 * WINDOW).as_millis());
    let mock = Mock::builder().seed_over(APPROVALS, start, end, 100).edges(edges);
    mock.start().await.expect("the mock starts")
}

async fn every_item_comes_once(edges: Edges, overlap: Option<Duration>) {
    let offsets = [START, START.plus(HALF_A_SECOND), START.minus(HALF_A_SECOND)];
    for start in offsets.map(|start| start.minus(WINDOW)) {
        let mock = platform(edges).await;
        let mut items = approvals!(&mock, start, start.plus(5 * WINDOW), 15).items();
        if let Some(overlap) = overlap {
            items = items.overlap(overlap);
        }
        let mut found = rest(&mut items).await;
        found.sort();
        assert_eq!(found, seeded(&mock, APPROVALS), "{edges:?} from {start}");
        assert_eq!(items.end(), Some(End::Finished));
    }
}

#[tokio::test]
async fn both_ends_in() {
    every_item_comes_once(Edges::In, None).await;
}

#[tokio::test]
async fn the_end_out() {
    every_item_comes_once(Edges::Out, None).await;
}

#[tokio::test]
async fn times_cut_to_the_second() {
    every_item_comes_once(Edges::ToTheSecond, None).await;
}

#[tokio::test]
async fn both_ends_out_with_an_overlap() {
    every_item_comes_once(Edges::BothOut, Some(Duration::from_secs(1))).await;
}

/// An overlap costs requests, never items.
#[tokio::test]
async fn an_overlap_that_is_not_needed_does_no_harm() {
    for edges in [Edges::In, Edges::Out, Edges::ToTheSecond] {
        every_item_comes_once(edges, Some(Duration::from_secs(1))).await;
    }
}

#[tokio::test]
async fn items_come_in_the_order_of_the_windows() {
    let mock = platform(Edges::In).await;
    let mut items = approvals!(&mock, START, START.plus(3 * WINDOW), 15).items();
    assert_eq!(rest(&mut items).await, seeded(&mock, APPROVALS));
}

#[tokio::test]
async fn a_range_is_cut_into_as_few_windows_as_it_takes() {
    let millisecond = Duration::from_millis(1);
    for (range, windows) in [
        (Duration::ZERO, 1),
        (WINDOW, 1),
        (WINDOW + millisecond, 2),
        (3 * WINDOW, 3),
        (3 * WINDOW + millisecond, 4),
    ] {
        let mock = platform(Edges::In).await;
        let mut items = approvals!(&mock, START, START.plus(range), 100).items();
        rest(&mut items).await;
        assert_eq!(items.windows(), (windows, windows), "{range:?}");
        assert_eq!(mock.calls(APPROVALS) as u64, windows, "{range:?}");
    }
}

/// What was asked for: no window is longer than documented, the first one begins at the start, the
/// last one ends at the end, and each begins where the one before ended.
#[tokio::test]
async fn windows_lie_end_to_end() {
    let mock = platform(Edges::In).await;
    let end = START.plus(3 * WINDOW - Duration::from_millis(1));
    rest(&mut approvals!(&mock, START, end, 100).items()).await;
    let requests = mock.requests().into_iter();
    let calls = requests.filter(|request| request.operation.as_deref() == Some(APPROVALS));
    let windows: Vec<_> = calls
        .map(|request| {
            let query = request.query();
            ["start_time", "end_time"].map(|wanted| {
                let (_, value) = query.iter().find(|(name, _)| name == wanted).expect("given");
                value.parse::<i64>().expect("milliseconds")
            })
        })
        .collect();
    let edge = |count| START.plus(count * WINDOW).as_millis();
    assert_eq!(windows, [[edge(0), edge(1)], [edge(1), edge(2)], [edge(2), end.as_millis()]]);
}
