//! What must hold in every OpenAPI document, whatever it was made of.

use super::super::extension::Object;
use serde_json::Value;
use std::collections::BTreeSet;

/// Everything that does not hold together.
pub(super) fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    references(document, document, &mut faults);
    component_keys(document, &mut faults);
    let (mut ids, mut forms) = (BTreeSet::new(), BTreeSet::new());
    for (path, item) in entries(&document["paths"]) {
        let form: Vec<&str> =
            path.split('/').map(|at| if at.starts_with('{') { "{}" } else { at }).collect();
        if !forms.insert(form) {
            faults.push(format!("{path} is there twice"));
        }
        for (_, operation) in entries(item) {
            let also = operation["x-larkspur-also"].as_array().into_iter().flatten();
            for operation in [operation].into_iter().chain(also) {
                let id = operation["operationId"].as_str().unwrap_or_default();
                if id.is_empty() || !ids.insert(id) {
                    faults.push(format!("{path} has the id {id:?} of another"));
                }
                let found = in_operation(document, path, operation);
                faults.extend(found.into_iter().map(|fault| format!("{id}: {fault}")));
            }
        }
    }
    faults
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Object::iter)
}

/// Every reference leads somewhere.
fn references(document: &Value, value: &Value, faults: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let target = fields.get("$ref").and_then(Value::as_str);
            let target = target
                .filter(|at| at.strip_prefix('#').is_none_or(|at| document.pointer(at).is_none()));
            faults.extend(target.map(|at| format!("{at} leads nowhere")));
            fields.values().for_each(|value| references(document, value, faults));
        }
        Value::Array(items) => items.iter().for_each(|value| references(document, value, faults)),
        _ => {}
    }
}

fn component_keys(document: &Value, faults: &mut Vec<String>) {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    for (_, components) in entries(&document["components"]) {
        let keys = entries(components).map(|(key, _)| key);
        let odd = keys.filter(|key| key.is_empty() || !key.chars().all(fits));
        faults.extend(odd.map(|key| format!("{key:?} is no key of a component")));
    }
}

fn in_operation(document: &Value, path: &str, operation: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut places = BTreeSet::new();
    let mut in_path = BTreeSet::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let target = parameter["$ref"].as_str().and_then(|at| document.pointer(&at[1..]));
        let parameter = target.unwrap_or(parameter);
        let (name, place) = (parameter["name"].as_str(), parameter["in"].as_str());
        if name.is_none() || !places.insert((name, place)) {
            faults.push(format!("{name:?} is there twice or has no name"));
        }
        if place == Some("path") {
            in_path.extend(name);
            if parameter["required"] != true {
                faults.push(format!("{name:?} is in the path and not required"));
            }
        }
    }
    let braces = path.split('/').filter_map(|at| at.strip_prefix('{')?.strip_suffix('}'));
    if braces.collect::<BTreeSet<_>>() != in_path {
        faults.push(format!("{path} and its parameters {in_path:?} differ"));
    }
    let asked = operation["security"].as_array().into_iter().flatten().flat_map(entries);
    let schemes = &document["components"]["securitySchemes"];
    let unknown = asked.filter(|(name, _)| schemes.get(name).is_none());
    faults.extend(unknown.map(|(name, _)| format!("there is no security scheme {name}")));
    let tags: BTreeSet<Option<&str>> =
        document["tags"].as_array().into_iter().flatten().map(|tag| tag["name"].as_str()).collect();
    let own = operation["tags"].as_array().into_iter().flatten();
    let own = own.filter(|tag| !tags.contains(&tag.as_str()));
    faults.extend(own.map(|tag| format!("the tag {tag} is not declared")));
    for (status, response) in entries(&operation["responses"]) {
        if response.get("$ref").is_none() && !response["description"].is_string() {
            faults.push(format!("the response {status} has no description"));
        }
    }
    faults
}
