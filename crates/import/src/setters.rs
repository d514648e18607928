//! Parameters of one name, told apart.
//!
//! A call may take `id` in its path and `id` in its body, or `userId` beside `user_id`. Each is a
//! setter of one Rust method, so the later ones get a Rust name of their own. A name that is there
//! stays: it belongs to people.

use heck::ToSnakeCase as _;
use larkspur_spec::load::is_segment;
use larkspur_spec::model::{Field, Map, Operation};
use std::collections::BTreeSet;

/// Names the parameters of an operation apart, and leaves it alone where they are.
pub(crate) fn tell_apart(operation: &mut Operation) {
    let mut taken = names_of_people(operation);
    let Operation { path, query, header, body, .. } = operation;
    let body = body.as_mut().filter(|body| body.one_of.is_empty());
    let body = body.map(|body| ("body", &mut body.fields));
    let all = [("path", path), ("query", query), ("header", header)].into_iter().chain(body);
    for (location, fields) in all {
        for (name, field) in fields.iter_mut().filter(|(_, field)| field.rust.is_none()) {
            if !taken.insert(name.to_snake_case()) {
                let free = free(location, name, &taken);
                taken.insert(free.clone());
                field.rust = Some(free);
            }
        }
    }
}

/// The names that were given, by fields and by rules.
fn names_of_people(operation: &Operation) -> BTreeSet<String> {
    let given = |fields: &Map<Field>| -> Vec<String> {
        fields.values().filter_map(|field| Some(field.rust.as_ref()?.to_snake_case())).collect()
    };
    let body = operation.body.as_ref().filter(|body| body.one_of.is_empty());
    let fields = [&operation.path, &operation.query, &operation.header].into_iter();
    let fields = fields.chain(body.map(|body| &body.fields)).flat_map(given);
    let windows = operation.rules.iter().filter_map(|rule| rule.window.as_ref());
    fields.chain(windows.map(|window| window.name.to_snake_case())).collect()
}

/// `body_id`, or with a number where that is taken as well.
fn free(location: &str, name: &str, taken: &BTreeSet<String>) -> String {
    let longer = format!("{location}_{}", name.to_snake_case());
    let stem = if is_segment(&longer) { longer } else { location.to_owned() };
    let numbered = (2..).map(|number: u32| format!("{stem}_{number}"));
    let mut all = [stem.clone()].into_iter().chain(numbered);
    all.find(|free| !taken.contains(free)).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told_apart(operation: serde_json::Value) -> Vec<(String, Option<String>)> {
        let mut all = json!({
            "title": "x", "http": { "method": "POST", "path": "/x/:id" }, "response": {}
        });
        if let (Some(all), Some(more)) = (all.as_object_mut(), operation.as_object()) {
            all.extend(more.clone());
        }
        let mut operation: Operation = serde_json::from_value(all).expect("an operation");
        tell_apart(&mut operation);
        let again = operation.clone();
        tell_apart(&mut operation);
        assert_eq!(operation, again, "telling apart twice changes nothing");
        let body = operation.body.map(|body| body.fields).unwrap_or_default();
        let all = operation.path.into_iter().chain(operation.query).chain(body);
        all.map(|(name, field)| (name, field.rust)).collect()
    }

    fn named(expected: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
        let owned = |(name, rust): &(&str, Option<&str>)| ((*name).into(), rust.map(str::to_owned));
        expected.iter().map(owned).collect()
    }

    #[test]
    fn a_later_parameter_of_the_same_name_is_called_by_its_place() {
        let id = json!({ "type": "string" });
        assert_eq!(
            told_apart(json!({
                "path": { "id": { "type": "string", "required": true } },
                "query": { "id": id },
                "body": { "fields": { "id": id, "userId": id, "user_id": id, "user-id": id, "罐": id, " 罐": id } }
            })),
            named(&[
                ("id", None),
                ("id", Some("query_id")),
                ("id", Some("body_id")),
                ("userId", None),
                ("user_id", Some("body_user_id")),
                ("user-id", Some("body_user_id_2")),
                ("罐", None),
                (" 罐", Some("body")),
            ])
        );
    }

    #[test]
    fn a_name_that_a_person_gave_stays_and_is_avoided() {
        assert_eq!(
            told_apart(json!({
                "query": { "id": { "type": "string" }, "q": { "type": "string", "rust": "body_id" } },
                "body": { "fields": { "id": { "type": "string" }, "x": { "type": "string", "rust": "y" } } }
            })),
            named(&[
                ("id", None),
                ("q", Some("body_id")),
                ("id", Some("body_id_2")),
                ("x", Some("y"))
            ])
        );
    }
}
