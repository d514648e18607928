//! A new operation uses the shared types that its platform already has.
//!
//! Most pages repeat the same few enumerations and records. Where a field of a draft says exactly
//! what a shared type says, and bears its name, the spec names the type instead of repeating it.

use heck::ToUpperCamelCase as _;
use larkspur_spec::model::{Field, Map, Operation, Type};
use larkspur_spec::tree::SharedType;
use std::collections::BTreeMap;

/// Puts the names of shared types in place of what they say.
pub(crate) fn fold(operation: &mut Operation, types: &BTreeMap<String, SharedType>) {
    let body = operation.body.as_mut().map(|body| &mut body.fields);
    let parameters = [&mut operation.path, &mut operation.query, &mut operation.header];
    let all = parameters.into_iter().chain(body).chain([&mut operation.response.fields]);
    all.for_each(|fields| fold_fields(fields, types));
}

fn fold_fields(fields: &mut Map<Field>, types: &BTreeMap<String, SharedType>) {
    for (name, field) in fields.iter_mut() {
        fold_fields(&mut field.fields, types);
        let called = field.record.clone().unwrap_or_else(|| name.to_upper_camel_case());
        if let Some(shared) = types.get(&called)
            && says_the_same(field, &shared.field)
        {
            name_it(field, called);
        }
    }
}

/// Whether a field's values are exactly what a shared type describes, but for what people wrote.
fn says_the_same(field: &Field, shared: &Field) -> bool {
    let values = |field: &Field| -> Vec<(String, Vec<String>)> {
        field.values.iter().map(|(value, of)| (value.clone(), of.scopes.clone())).collect()
    };
    let has_more = !field.values.is_empty() || !field.fields.is_empty();
    has_more
        && *field.ty.innermost() == shared.ty
        && values(field) == values(shared)
        && field.fields.keys().eq(shared.fields.keys())
        && field
            .fields
            .iter()
            .zip(shared.fields.values())
            .all(|((_, own), theirs)| is_equal(own, theirs))
}

/// Whether two fields of a record state the same facts.
fn is_equal(own: &Field, theirs: &Field) -> bool {
    let bare = |field: &Field| Field {
        record: None,
        doc: None,
        rust: None,
        example: None,
        note: None,
        values: Map::new(),
        fields: Map::new(),
        ..field.clone()
    };
    let named = own.ty == theirs.ty && own.ty.innermost() != &Type::Object;
    bare(own) == bare(theirs)
        && (named || says_the_same(own, &Field { ty: Type::Object, ..theirs.clone() }))
}

/// Names the shared type where the field described its values itself.
fn name_it(field: &mut Field, name: String) {
    field.ty = field.ty.with_innermost(Type::Named(name));
    field.record = None;
    field.values = Map::new();
    field.fields = Map::new();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(yaml: serde_json::Value) -> Field {
        serde_json::from_value(yaml).unwrap_or_default()
    }

    fn types() -> BTreeMap<String, SharedType> {
        let lid = field(
            serde_json::json!({ "type": "string", "enum": { "screw": {}, "cork": { "doc": "x" } } }),
        );
        let jar = field(
            serde_json::json!({ "type": "object", "fields": { "id": { "type": "string" } } }),
        );
        [("LidType", lid), ("Jar", jar)]
            .into_iter()
            .map(|(name, field)| (name.to_owned(), SharedType { file: String::new(), field }))
            .collect()
    }

    #[test]
    fn a_field_that_says_what_a_shared_type_says_names_it() {
        let mut fields: Map<Field> = [
            ("lid_type", serde_json::json!({ "type": "string", "required": true, "enum": { "screw": {}, "cork": {} } })),
            ("jars", serde_json::json!({ "type": ["object"], "record": "Jar", "fields": { "id": { "type": "string", "doc": "x" } } })),
        ]
        .into_iter()
        .map(|(name, json)| (name.to_owned(), field(json)))
        .collect();
        fold_fields(&mut fields, &types());
        assert_eq!(
            fields["lid_type"],
            field(serde_json::json!({ "type": "LidType", "required": true }))
        );
        assert_eq!(fields["jars"], field(serde_json::json!({ "type": ["Jar"] })));
    }

    #[test]
    fn a_field_that_says_more_or_less_stays_as_it_is() {
        for json in [
            serde_json::json!({ "type": "string", "enum": { "screw": {} } }),
            serde_json::json!({ "type": "string" }),
            serde_json::json!({ "type": "integer", "enum": { "screw": {}, "cork": {} } }),
        ] {
            let mut fields: Map<Field> =
                [("lid_type".to_owned(), field(json.clone()))].into_iter().collect();
            fold_fields(&mut fields, &types());
            assert_eq!(fields["lid_type"], field(json));
        }
    }
}
