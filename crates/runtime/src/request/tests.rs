//! Whatever a caller passes, it stays a value: no text changes the route, adds a pair, or adds a
//! header.

use super::RequestParts;
use crate::decode::{List, Text};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

proptest! {
    #[test]
    fn any_path_value_is_one_segment_or_refused(value in any::<String>()) {
        let mut parts = RequestParts::default();
        parts.literal("/before/");
        parts.segment::<Text>("name", Some(&value));
        parts.literal("/after");
        let faults = parts.take_faults();
        if matches!(value.as_str(), "" | "." | "..") {
            prop_assert_eq!(faults.len(), 1);
            return Ok(());
        }
        prop_assert!(faults.is_empty());
        let uri: http::Uri = format!("http://host{}", parts.path).parse().expect("an address");
        prop_assert_eq!(uri.query(), None);
        let segments: Vec<_> = uri.path().split('/').map(decoded).collect();
        prop_assert_eq!(segments, ["", "before", value.as_str(), "after"]);
    }

    #[test]
    fn any_query_values_come_back_as_they_were(values in prop::collection::vec(any::<String>(), 0..4)) {
        let mut parts = RequestParts::default();
        parts.query_list::<Text>("name=&", Some(&values));
        let pairs: Vec<_> = parts.query.split('&').filter(|pair| !pair.is_empty()).collect();
        prop_assert_eq!(pairs.len(), values.len());
        for (pair, value) in pairs.into_iter().zip(&values) {
            let (name, found) = pair.split_once('=').expect("a pair");
            prop_assert_eq!(decoded(name), "name=&");
            prop_assert_eq!(&decoded(found), value);
        }
    }

    #[test]
    fn any_header_value_is_sent_as_it_is_or_refused(value in any::<String>()) {
        let mut parts = RequestParts::default();
        parts.header::<Text>("x-name", Some(&value));
        let refused = !parts.take_faults().is_empty();
        match parts.headers.get("x-name") {
            Some(sent) => prop_assert!(!refused && sent.as_bytes() == value.as_bytes()),
            None => prop_assert!(refused),
        }
    }

    #[test]
    fn any_json_text_comes_back_as_it_was(values in prop::collection::vec(any::<String>(), 0..4)) {
        let mut parts = RequestParts::default();
        parts.json(|body| body.put::<List<Text>>("list", Some(&values)));
        let crate::body::Body::Json(bytes) = &parts.body else { panic!("a JSON body") };
        let read: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
        prop_assert_eq!(read, serde_json::json!({ "list": values }));
    }
}
