//! An operation whose records and enumerations stand in files of their own, as it is used: its
//! types are where they would be if it were one file.

#![allow(missing_docs, reason = "a test has no readers of its docs")]

// Names such as `中文名` are there on purpose.
#[rustfmt::skip]
mod generated;

/// The platform of the course.
pub mod course {
    pub use crate::generated::course::*;

    /// Its client.
    #[derive(Debug, Clone)]
    pub struct Client {
        runtime: larkspur_runtime::Client,
    }

    impl Client {
        pub(crate) fn runtime(&self) -> &larkspur_runtime::Client {
            &self.runtime
        }
    }
}

use course::shapes::v1::long::update;
use larkspur_runtime::Endpoint;
use serde_json::{from_value, json, to_value};

#[test]
fn types_in_files_of_their_own_are_found_in_the_module_of_the_operation() {
    let property = update::Property::default()
        .ui_type("round")
        .std(update::Std::default().name("six letters"))
        .中文名([update::中文名::default()]);
    let ui_type = Some(update::RequestUiType::Wide);
    let parameters = update::Parameters { ui_type, property: Some(property) };
    let mut violations = larkspur_runtime::Violations::new();
    parameters.validate(&mut violations);
    assert_eq!(violations.into_vec().len(), 2);
}

#[test]
fn a_reply_is_read_through_all_of_its_files() {
    let wire = json!({
        "property": { "ui_type": "square", "std": { "name": "a" } },
        "items": [{ "id": "b", "level": -1 }],
        "has_more": false,
    });
    let reply: update::Reply = from_value(wire.clone()).expect("the reply is read");
    assert_eq!(reply.items[0].level, Some(update::Level::ValueMinus1));
    assert_eq!(to_value(&reply).expect("the reply is written"), wire);
}
