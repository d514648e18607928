//! The request line and the forms of bodies.

use super::Lint;
use super::context::{Context, Report};
use crate::diagnostic::Severity::{Error, Warning};
use crate::index::child;
use crate::model::{Media, Operation, Type};
use crate::resolve::{template_parameters, with_parameters};
use crate::suggest;
use std::collections::BTreeMap;

pub(super) static PATH_FORM: Lint = Lint {
    id: "path-form",
    severity: Error,
    doc: "A path that cannot be put behind a host.",
    check: path_form,
};

fn path_form(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        bad_path(&at.file, "/http/path", &at.operation.http.path, report);
    }
    for platform in context.platforms() {
        for (name, scheme) in &platform.platform.auth {
            if let Some(issue) = &scheme.issue {
                let pointer = format!("{}/issue/path", child("/auth", name));
                bad_path(&platform.file, &pointer, &issue.path, report);
            }
        }
    }
}

fn bad_path(file: &str, pointer: &str, path: &str, report: &mut Report<'_>) {
    let unfit = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '{' | '}');
    let (message, help) = if !path.starts_with('/') {
        ("a path begins with `/`", "write it from the host on, such as `/open-apis/...`")
    } else if let Some(found) = path.chars().find(|c| unfit(*c)) {
        let help = match found {
            '?' => "put fixed query pairs into `http.query` and parameters into `query`",
            '{' | '}' => "write a path parameter as `:name`",
            _ => "take it out, or write it percent-encoded",
        };
        let message = format!("a path holds no {found:?}");
        return report.value(file, pointer, message, help);
    } else if path.contains("//") || template_parameters(path).any(str::is_empty) {
        ("a segment of the path is empty", "take the second `/` out, or name the parameter")
    } else {
        return;
    };
    report.value(file, pointer, message, help);
}

pub(super) static PATH_PARAMETERS: Lint = Lint {
    id: "path-parameters",
    severity: Error,
    doc: "The parameters in the path and the entries of `path` differ.",
    check: path_parameters,
};

fn path_parameters(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        let operation = &at.operation;
        let in_path: Vec<&str> = template_parameters(&operation.http.path).collect();
        let known: Vec<&str> = operation.path.keys().map(String::as_str).collect();
        for (number, name) in in_path.iter().enumerate() {
            if in_path[..number].contains(name) {
                let message = format!("the path has `:{name}` twice");
                report.value(&at.file, "/http/path", message, "give each its own name");
            } else if !known.contains(name) && !name.is_empty() {
                let message = format!("nothing is said about the path parameter `{name}`");
                let help = match suggest::nearest(name, known.iter().copied()) {
                    Some(near) => format!("`path` has `{near}`: make the names one"),
                    None => format!(
                        "add it below `path`, as in `{name}: {{ type: string, required: true }}`"
                    ),
                };
                report.value(&at.file, "/http/path", message, help);
            }
        }
        for name in known.into_iter().filter(|name| !in_path.contains(name)) {
            report.key(
                &at.file,
                child("/path", name),
                format!("the path has no `:{name}`"),
                suggest::help(name, "the path has the parameters", &in_path),
            );
        }
    }
}

pub(super) static MEDIA: Lint = Lint {
    id: "media",
    severity: Error,
    doc: "A body or reply that has fields though its form has none.",
    check: media,
};

fn media(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        let reply = &at.operation.response;
        let shaped = !reply.fields.is_empty() || reply.ty != Type::Object;
        formless(&at.file, "/response", reply.media, shaped, report);
        let Some(body) = &at.operation.body else {
            continue;
        };
        let fields = !body.fields.is_empty() || body.ty != Type::Object;
        formless(&at.file, "/body", body.media, fields || !body.one_of.is_empty(), report);
        if fields && !body.one_of.is_empty() {
            let message = "a body has either fields or alternatives";
            let help = "put the common fields into each alternative of `one_of`";
            report.key(&at.file, "/body/one_of", message, help);
        }
    }
}

fn formless(file: &str, pointer: &str, media: Media, shaped: bool, report: &mut Report<'_>) {
    if !shaped {
        return;
    }
    let word = match media {
        Media::Binary => "binary",
        Media::None => "none",
        Media::Form | Media::Multipart if pointer == "/response" => {
            let message = "a reply is never written as a form";
            let help = "use `json`, `binary` or `none`";
            return report.value(file, child(pointer, "media"), message, help);
        }
        _ => return,
    };
    report.value(
        file,
        child(pointer, "media"),
        format!("`media: {word}` has no fields and no type"),
        "delete the fields and the type, or mend the media",
    );
}

pub(super) static SAME_ENDPOINT: Lint = Lint {
    id: "same-endpoint",
    severity: Warning,
    doc: "Two operations make the same call, and neither has a note about it.",
    check: same_endpoint,
};

fn same_endpoint(context: &Context<'_>, report: &mut Report<'_>) {
    let mut seen = BTreeMap::new();
    for (platform, at) in context.operations() {
        let key = (&platform.name, request_line(&at.operation));
        let Some((first, noted)) = seen.get(&key) else {
            seen.insert(key, (&at.file, at.operation.note.is_some()));
            continue;
        };
        if !noted && at.operation.note.is_none() {
            report.key(
                &at.file,
                "/http",
                format!("{first} makes the same call"),
                "delete one of the two, or say in `note` why there are two",
            );
        }
    }
}

/// The request line without the names of path parameters.
fn request_line(operation: &Operation) -> String {
    let http = &operation.http;
    let path = with_parameters(&http.path, |_| ":".to_owned());
    let host = http.host.as_deref().unwrap_or_default();
    let query = serde_json::to_string(&http.query).unwrap_or_default();
    format!("{} {host}{} {query}", http.method.as_str(), path)
}
