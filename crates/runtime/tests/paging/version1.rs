//! Cursors that the first version wrote lie in databases: they still lead to the exact rest.

use crate::fake::*;
use larkspur_runtime::*;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const RANGE: (i64, i64) = (5_000, 47_500);
const TIMES: &[i64] = &[
    5_000, 5_000, 7_000, 15_000, 15_000, 15_000, 16_000, 25_000, 36_000, 36_000, 36_000, 45_000,
    45_000, 47_500,
];

/// As they were written: with how many items before them, the position, and what was delivered.
/// All but the parts that hold the operation and the parameters.
const BY_TOKEN: &[(usize, &str)] = &[
    (
        0,
        r#""position":{"done":0,"window":null,"page":"First","raw":0,"tokens":[],"previous":[],"current":[],"finished":false},"delivered":{"keys":[],"keyless":0}"#,
    ),
    (
        1,
        r#""position":{"done":0,"window":{"from":5000,"to":15000},"page":"First","raw":0,"tokens":[],"previous":[],"current":[],"finished":false},"delivered":{"keys":["i0"],"keyless":0}"#,
    ),
    (
        3,
        r#""position":{"done":0,"window":{"from":5000,"to":15000},"page":{"Token":"p1"},"raw":2,"tokens":[55168184026952120],"previous":[],"current":["i0","i1"],"finished":false},"delivered":{"keys":["i2"],"keyless":0}"#,
    ),
    (
        5,
        r#""position":{"done":0,"window":{"from":5000,"to":15000},"page":{"Token":"p2"},"raw":4,"tokens":[55168184026952120,7879515726216264613],"previous":[],"current":["i0","i1","i2","i3"],"finished":false},"delivered":{"keys":["i4"],"keyless":0}"#,
    ),
    (
        8,
        r#""position":{"done":2,"window":{"from":25000,"to":35000},"page":"First","raw":0,"tokens":[],"previous":["i3","i4","i5","i6","i7"],"current":[],"finished":false},"delivered":{"keys":[],"keyless":0}"#,
    ),
    (
        14,
        r#""position":{"done":5,"window":{"from":45000,"to":47500},"page":"First","raw":0,"tokens":[],"previous":[],"current":[],"finished":true},"delivered":{"keys":[],"keyless":0}"#,
    ),
];
const BY_NUMBER: &[(usize, &str)] = &[
    (
        0,
        r#""position":{"done":0,"window":null,"page":"First","raw":0,"tokens":[],"previous":[],"current":[],"finished":false},"delivered":{"keys":[],"keyless":0}"#,
    ),
    (
        1,
        r#""position":{"done":0,"window":{"from":5000,"to":15000},"page":"First","raw":0,"tokens":[],"previous":[],"current":[],"finished":false},"delivered":{"keys":["i0"],"keyless":0}"#,
    ),
    (
        3,
        r#""position":{"done":0,"window":{"from":5000,"to":15000},"page":{"Number":2},"raw":2,"tokens":[],"previous":[],"current":["i0","i1"],"finished":false},"delivered":{"keys":["i2"],"keyless":0}"#,
    ),
    (
        8,
        r#""position":{"done":2,"window":{"from":25000,"to":35000},"page":"First","raw":0,"tokens":[],"previous":["i3","i4","i5","i6","i7"],"current":[],"finished":false},"delivered":{"keys":[],"keyless":0}"#,
    ),
    (
        14,
        r#""position":{"done":5,"window":{"from":45000,"to":47500},"page":"First","raw":0,"tokens":[],"previous":[],"current":[],"finished":true},"delivered":{"keys":[],"keyless":0}"#,
    ),
];
const WHOLE_BY_TOKEN: &[(usize, &str)] = &[
    (
        0,
        r#""position":{"done":0,"window":null,"page":"First","raw":0,"tokens":[],"previous":[],"current":[],"finished":false},"delivered":{"keys":[],"keyless":0}"#,
    ),
    (
        3,
        r#""position":{"done":0,"window":null,"page":{"Token":"p1"},"raw":2,"tokens":[55168184026952120],"previous":[],"current":[],"finished":false},"delivered":{"keys":["i2"],"keyless":0}"#,
    ),
];
const WHOLE_BY_NUMBER: &[(usize, &str)] = &[
    (
        3,
        r#""position":{"done":0,"window":null,"page":{"Number":2},"raw":2,"tokens":[],"previous":[],"current":[],"finished":false},"delivered":{"keys":["i2"],"keyless":0}"#,
    ),
    (
        4,
        r#""position":{"done":0,"window":null,"page":{"Number":3},"raw":4,"tokens":[],"previous":[],"current":[],"finished":false},"delivered":{"keys":[],"keyless":0}"#,
    ),
];

const OVERLAP: Duration = Duration::from_millis(1);

fn cursor(operation: &str, parameters: u64, place: &str) -> Cursor {
    let text =
        format!(r#"{{"version":1,"operation":"{operation}","parameters":{parameters},{place}}}"#);
    serde_json::from_value(json!(text)).unwrap()
}

async fn lead_to_the_rest<const N: bool>(
    parameters: List<N>,
    hash: u64,
    cursors: &[(usize, &str)],
) {
    let operation = <List<N> as Endpoint>::OPERATION.id;
    for (before, place) in cursors {
        for windows in [1, 3] {
            let fake = Arc::new(Fake::with(TIMES, Edges::BothIn));
            let items = Items::new(draft(&fake), parameters.clone()).parallel(windows);
            let got = rest(items.resume(cursor(operation, hash, place))).await;
            let all = rest(Items::new(draft(&fake), parameters.clone())).await;
            assert_eq!(got, all[*before..], "{operation} behind {before}, {windows} at once");
            // They do not say how far windows overlapped.
            let items = Items::new(draft(&fake), parameters.clone()).overlap(OVERLAP);
            let got = rest(items.resume(cursor(operation, hash, place))).await;
            assert_eq!(got, all[*before..], "{operation} behind {before}, with an overlap");
        }
    }
}

#[tokio::test]
async fn cursors_of_version_1_lead_to_the_exact_rest() {
    lead_to_the_rest::<false>(list(RANGE, 2), 7080749852874520536, BY_TOKEN).await;
    lead_to_the_rest::<true>(list(RANGE, 2), 1746460197554492543, BY_NUMBER).await;
    lead_to_the_rest::<false>(whole(2), 5856559336015415779, WHOLE_BY_TOKEN).await;
    lead_to_the_rest::<true>(whole(2), 15604935710146588578, WHOLE_BY_NUMBER).await;
}

#[tokio::test]
async fn what_version_1_did_not_note_is_never_handed_out_twice() {
    // It kept no keys of a list that is one window, so that it cannot be cut any more.
    let times: Vec<_> = (0..50).map(|n| 5_000 + n * 800).collect();
    let fake = Arc::new(Fake::with(&times, Edges::BothIn));
    let new = || Items::new(draft(&fake), unlimited(RANGE, 2));
    let text: String =
        serde_json::from_value(serde_json::to_value(new().cursor()).unwrap()).unwrap();
    let current: serde_json::Value = serde_json::from_str(&text).unwrap();
    let hash = current["parameters"].as_u64().unwrap();
    let (before, place) = WHOLE_BY_NUMBER[1];
    let mut items = new().resume(cursor("fake.by_number", hash, place));
    for time in &times[before..40] {
        let item = items.try_next().await.unwrap().unwrap();
        assert!(item.ends_with(&format!("@{time}")), "{item}, {time}");
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BeyondCap);
}

#[tokio::test]
async fn one_that_was_changed_is_refused() {
    let hash = 7080749852874520536;
    let (_, place) = BY_TOKEN[2];
    for (part, other) in [
        (r#""window":{"from":5000,"to":15000}"#, r#""window":null"#),
        (r#""to":15000"#, r#""to":999999"#),
        (r#"{"Token":"p1"}"#, r#"{"Number":2}"#),
        (r#""raw":2"#, r#""raw":-2"#),
    ] {
        let place = place.replace(part, other);
        let fake = Arc::new(Fake::with(TIMES, Edges::BothIn));
        let items = Items::new(draft(&fake), list::<false>(RANGE, 2));
        let mut items = items.resume(cursor("fake.by_token", hash, &place));
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging, "{error}");
        assert!(fake.requests().is_empty());
    }
}
