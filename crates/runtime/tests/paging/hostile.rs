//! Whatever is given as a cursor is refused or leads to an end, and never to a panic or a loop.

use crate::fake::*;
use crate::legs::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

const RANGE: (i64, i64) = (0, 40_000);

fn platform() -> Arc<Fake> {
    let times: Vec<_> = (0..100).map(|n| n * 400).collect();
    Arc::new(Fake::with(&times, Edges::BothIn).slow(scattered(7)))
}

/// A cursor in the middle of everything: cut, out of order, in the middle of pages.
async fn honest(stop: usize, parameters: &ByNumber) -> Cursor {
    let mut cursor = None;
    for leg in [stop, 3] {
        let items = Items::new(draft(&platform()), parameters.clone()).parallel(3);
        let mut items = items.order(Order::AsItComes);
        if let Some(cursor) = cursor.take() {
            items = items.resume(cursor);
        }
        for _ in 0..leg {
            items.try_next().await.unwrap();
        }
        cursor = Some(items.cursor());
    }
    cursor.unwrap()
}

/// All places in a value.
fn places(value: &Value, place: &str, found: &mut Vec<String>) {
    found.push(place.to_owned());
    match value {
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                places(value, &format!("{place}/{index}"), found);
            }
        }
        Value::Object(map) => {
            map.iter().for_each(|(name, value)| places(value, &format!("{place}/{name}"), found));
        }
        _ => {}
    }
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0i64..50_000).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        Just(json!(1e300)),
        Just(json!([])),
        Just(json!({})),
        Just(json!("Start")),
        Just(json!("Nothing")),
        Just(json!({ "After": 0 })),
        Just(json!({ "Number": i64::MAX })),
        Just(json!({ "Token": "p1" })),
        Just(json!({ "from": 0, "to": 0 })),
        Just(json!({ "from": i64::MIN, "to": i64::MAX })),
        Just(json!({ "from": 40_000, "to": 0 })),
        Just(json!([{ "window": { "from": 0, "to": 40_000 } }, { "page": "First" }])),
        Just(json!([{ "window": { "from": 0, "to": 40_000 }, "keys": ["i1", "i2"] }])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_changed_cursor_leads_to_an_end(
        stop in 0usize..80,
        changes in prop::collection::vec((any::<prop::sample::Index>(), anything()), 1..4),
        windows in 1usize..4,
        order in prop::sample::select(vec![Order::ByWindow, Order::AsItComes]),
        cut in any::<bool>(),
    ) {
        let parameters: ByNumber = if cut { list(RANGE, 4) } else { unlimited(RANGE, 4) };
        on_virtual_time(async {
            let cursor = honest(stop, &parameters).await;
            let text: String = serde_json::from_value(serde_json::to_value(&cursor).unwrap()).unwrap();
            let mut content: Value = serde_json::from_str(&text).unwrap();
            for (index, value) in changes {
                let mut all = Vec::new();
                places(&content, "", &mut all);
                all.retain(|place| !matches!(place.as_str(), "" | "/version" | "/operation" | "/parameters"));
                if let Some(target) = content.pointer_mut(index.get::<String>(&all)) {
                    *target = value;
                }
            }
            let cursor: Cursor = serde_json::from_value(json!(content.to_string())).unwrap();
            let fake = platform();
            let items = Items::new(draft(&fake), parameters.clone()).parallel(windows).order(order);
            let mut items = items.resume(cursor);
            let _ = (items.windows(), items.progress(), items.cursor(), format!("{items:?}"));
            while items.next().await.is_some() {
                prop_assert!(fake.requests().len() < 1_000, "{}", content);
            }
            prop_assert!(items.end().is_some());
            Ok(())
        })?;
    }

    #[test]
    fn any_text_is_refused(text in ".*") {
        let cursor: Cursor = serde_json::from_value(json!(text)).unwrap();
        on_virtual_time(async {
            let mut items = Items::new(draft(&platform()), list::<false>(RANGE, 4)).resume(cursor);
            let error = items.next().await.unwrap().unwrap_err();
            prop_assert_eq!(error.kind(), ErrorKind::Paging);
            Ok(())
        })?;
    }
}
