//! The example of each operation: a program of a few lines that compiles as a doctest, made from
//! the spec's own invented values.

use super::operation::{Context, find_record};
use crate::model::{Item, Location, Operation, Parameter, ReplyKind, Type};
use crate::names;
use larkspur_spec::model as spec;
use serde_json::Value;

/// Writes Rust expressions for invented values.
struct Writer<'a> {
    items: &'a [Item],
    shared: &'a [Item],
    module: &'a str,
}

pub(super) fn lines(
    annotated: &Operation,
    operation: &spec::Operation,
    context: &Context<'_>,
) -> Vec<String> {
    let platform = &context.tree.name;
    let folders: Vec<_> = context_path(annotated);
    let module = annotated.method_name.clone();
    let writer = Writer { items: &annotated.items, shared: context.shared_items, module: &module };
    let mut calls = String::new();
    for folder in &folders {
        calls.push_str(&format!(".{}()", names::ident(folder)));
    }
    let mut body = vec![format!("client{calls}.{}()", names::ident(&module))];
    body.extend(writer.setters(annotated, operation).iter().map(|call| format!("    {call}")));
    let path = folders.iter().map(|folder| names::ident(folder).to_string());
    let path = path.chain([names::ident(&module).to_string()]).collect::<Vec<_>>().join("::");
    let mut lines = vec![
        format!("use larkspur::{platform}::{path};"),
        format!(
            "# async fn example(client: larkspur::{platform}::Client) -> Result<(), {module}::Error> {{"
        ),
    ];
    lines[1] =
        lines[1].replace(&format!("{module}::Error"), &format!("{}::Error", names::ident(&module)));
    lines.extend(ending(annotated, body));
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned()]);
    if lines.iter().any(|line| line.contains("Timestamp::")) {
        lines.insert(1, "use larkspur::Timestamp;".to_owned());
    }
    if lines.iter().any(|line| {
        line.contains(" types::") || line.contains("(types::") || line.contains("[types::")
    }) {
        lines.insert(1, format!("use larkspur::{platform}::types;"));
    }
    lines
}

/// The accessor methods from the client to the operation, as the spec's path spells them.
fn context_path(annotated: &Operation) -> Vec<String> {
    let segments: Vec<_> = annotated.id.split('.').skip(1).collect();
    let folders = &segments[..segments.len().saturating_sub(1)];
    folders.iter().map(|folder| names::snake(folder)).collect()
}

fn ending(annotated: &Operation, mut call: Vec<String>) -> Vec<String> {
    if annotated.paging.is_some() {
        call[0] = format!("let mut items = {}", call[0]);
        call.push("    .items();".to_owned());
        call.extend([
            "while let Some(item) = items.try_next().await? {".to_owned(),
            "    println!(\"{item:?}\");".to_owned(),
            "}".to_owned(),
        ]);
        return call;
    }
    let name = if matches!(annotated.reply, ReplyKind::Download) { "file" } else { "reply" };
    call[0] = format!("let {name} = {}", call[0]);
    call.extend(["    .send()".to_owned(), "    .await?;".to_owned()]);
    call.push(format!("println!(\"{{{name}:?}}\");"));
    call
}

impl Writer<'_> {
    fn setters(&self, annotated: &Operation, operation: &spec::Operation) -> Vec<String> {
        let window = annotated.windows.iter().find(|window| !window.states.is_empty());
        let in_window = |p: &Parameter| {
            p.state.is_some_and(|state| window.is_some_and(|w| w.states.contains(&state)))
        };
        let mut calls = Vec::new();
        let mut window_done = false;
        for parameter in annotated.parameters.iter().filter(|p| p.state.is_some()) {
            if in_window(parameter) {
                let name = window.map_or("", |window| window.name.as_str());
                if !std::mem::replace(&mut window_done, true) {
                    calls.push(format!(
                        ".{}(Timestamp::from_seconds(1_760_000_000), Timestamp::from_seconds(1_760_036_000))",
                        names::ident(name)
                    ));
                }
                continue;
            }
            let value = example_of(parameter, operation);
            let value = self.value(&parameter.field.ty, value.as_ref());
            calls.push(format!(".{}({value})", names::ident(&parameter.field.name)));
        }
        calls
    }

    fn value(&self, ty: &Type, value: Option<&Value>) -> String {
        let text = || match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => "example".to_owned(),
            Some(other) => other.to_string(),
        };
        let number = || value.and_then(|v| v.as_i64().or_else(|| v.as_str()?.parse().ok()));
        match ty {
            Type::Text => format!("{:?}", text()),
            Type::Integer { .. } => number().unwrap_or(1).to_string(),
            Type::Float { .. } => format!("{:?}", value.and_then(Value::as_f64).unwrap_or(1.0)),
            Type::Flag { .. } => value.and_then(Value::as_bool).unwrap_or(true).to_string(),
            Type::Time { millis: true, .. } => {
                format!("Timestamp::from_millis({})", number().unwrap_or(1_760_000_000_000))
            }
            Type::Time { .. } => {
                format!("Timestamp::from_seconds({})", number().unwrap_or(1_760_000_000))
            }
            Type::Json => format!("{:?}", text()),
            Type::File => format!("larkspur::FilePart::from_bytes(\"example.txt\", {:?})", text()),
            Type::Enum { name, shared, .. } => match value {
                Some(_) => format!("{:?}", text()),
                None => format!("{:?}", self.first_value(name, *shared)),
            },
            Type::Record { name, shared, .. } => self.record(name, *shared, value),
            Type::List(item) => {
                let items = value.and_then(Value::as_array);
                let items = items.map(|items| items.iter().map(|v| self.value(item, Some(v))));
                let items: Vec<_> = items.map_or_else(Vec::new, Iterator::collect);
                if items.is_empty() {
                    format!("[{}]", self.value(item, None))
                } else {
                    format!("[{}]", items.join(", "))
                }
            }
            Type::Map(inner) => format!("[(\"key\", {})]", self.value(inner, None)),
        }
    }

    /// The first known value of an enumeration.
    fn first_value(&self, name: &str, shared: bool) -> &str {
        let items = if shared { self.shared } else { self.items };
        let first = items.iter().find_map(|item| match item {
            Item::Enum(of) if of.name == name => of.variants.first(),
            _ => None,
        });
        first.map_or("example", |variant| variant.wire.as_str())
    }

    fn record(&self, name: &str, shared: bool, value: Option<&Value>) -> String {
        let module = if shared { "types" } else { self.module };
        let module = names::ident(module);
        let mut text = format!("{module}::{name}::default()");
        let items = if shared { self.shared } else { self.items };
        let one_of = items.iter().find_map(|item| match item {
            Item::OneOf(of) if of.name == name => of.variants.first(),
            _ => None,
        });
        if let Some(of) = one_of {
            return format!("{module}::{name}::{}({})", of.name, self.value(&of.ty, value));
        }
        let Some(record) = find_record(items, name) else {
            return text;
        };
        for field in &record.fields {
            let given = value.and_then(|value| value.get(&field.wire));
            if let Some(given) = given.filter(|given| !given.is_null()) {
                let value = self.value(&field.ty, Some(given));
                text.push_str(&format!(".{}({value})", names::ident(&field.name)));
            }
        }
        text
    }
}

fn example_of(parameter: &Parameter, operation: &spec::Operation) -> Option<Value> {
    let wire = &parameter.field.wire;
    let call = operation.examples.first();
    let (fields, given) = match parameter.location {
        Location::Path => (&operation.path, call.and_then(|call| call.parameters.get(wire))),
        Location::Query => (&operation.query, call.and_then(|call| call.parameters.get(wire))),
        Location::Header => (&operation.header, call.and_then(|call| call.parameters.get(wire))),
        Location::Body => {
            let given = call.and_then(|call| call.body.as_ref()?.get(wire));
            (&operation.body.as_ref()?.fields, given)
        }
        Location::WholeBody => return call.and_then(|call| call.body.clone()),
    };
    given.cloned().or_else(|| fields.get(wire)?.example.clone())
}
