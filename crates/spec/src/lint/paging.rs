//! Paging: that everything a list is read by exists and is what it has to be.

use super::Lint;
use super::context::{Context, Report};
use super::rules::{nowhere, parameter};
use crate::diagnostic::Severity::Error;
use crate::model::{Field, Paging, Type};
use crate::resolve::{Resolved, next_token};
use crate::tree::{OperationFile, PlatformTree};

pub(super) static PAGING_FIELD: Lint = Lint {
    id: "paging-field",
    severity: Error,
    doc: "Paging names a field that is not there, or one of the wrong type.",
    check: paging_field,
};

fn paging_field(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        if let Some(paging) = &at.operation.paging {
            requests(platform, at, paging, report);
            replies(platform, at, paging, report);
        }
    }
}

fn requests(platform: &PlatformTree, at: &OperationFile, paging: &Paging, report: &mut Report<'_>) {
    let text = [Type::String, Type::Integer];
    let number = [Type::Integer];
    let names = [
        ("token", &paging.token, &text[..]),
        ("page", &paging.page, &number),
        ("size", &paging.size, &number),
    ];
    for (key, path, types) in names {
        let Some(path) = path else {
            continue;
        };
        let pointer = format!("/paging/{key}");
        if let Some(found) = parameter(platform, at, path, &pointer, report) {
            typed(platform, at, found.field, types, &pointer, report);
        }
    }
}

fn replies(platform: &PlatformTree, at: &OperationFile, paging: &Paging, report: &mut Report<'_>) {
    let text = [Type::String, Type::Integer];
    // Where `next` is left out, the name of `token` stands for it.
    let next_key = if paging.next.is_some() { "next" } else { "token" };
    let next = next_token(paging);
    let names = [
        (next_key, next.as_deref(), &text[..]),
        ("more", paging.more.as_deref(), &[Type::Boolean]),
        ("total", paging.total.as_deref(), &[Type::Integer]),
    ];
    for (key, path, types) in names {
        let Some(path) = path else {
            continue;
        };
        let pointer = format!("/paging/{key}");
        match platform.reply_field(&at.operation.response, path) {
            Ok((_, field)) => typed(platform, at, field, types, &pointer, report),
            Err(error) => nowhere(&at.file, "reply", path, &pointer, &error, report),
        }
    }
}

fn typed(
    platform: &PlatformTree,
    at: &OperationFile,
    field: &Field,
    types: &[Type],
    pointer: &str,
    report: &mut Report<'_>,
) {
    let Some(field) = platform.described(field) else {
        return;
    };
    if types.contains(&field.ty) {
        return;
    }
    let names: Vec<String> = types.iter().map(super::fields::name).collect();
    let wanted = names.join("` or `");
    report.value(
        &at.file,
        pointer,
        format!(
            "that field has to be of type `{wanted}`, and is `{}`",
            super::fields::name(&field.ty)
        ),
        "name another field, or mend the type of this one",
    );
}

pub(super) static PAGING_ITEMS: Lint = Lint {
    id: "paging-items",
    severity: Error,
    doc: "The items of paging are no list, or have no such key.",
    check: paging_items,
};

fn paging_items(context: &Context<'_>, report: &mut Report<'_>) {
    for (platform, at) in context.operations() {
        if let Some(paging) = &at.operation.paging {
            items(platform, at, paging, report);
        }
    }
}

fn items(platform: &PlatformTree, at: &OperationFile, paging: &Paging, report: &mut Report<'_>) {
    let pointer = "/paging/items";
    let field = match platform.reply_field(&at.operation.response, &paging.items) {
        Ok((_, field)) => field,
        Err(error) => return nowhere(&at.file, "reply", &paging.items, pointer, &error, report),
    };
    let Some(field) = platform.described(field) else {
        return;
    };
    let Type::List(item) = &field.ty else {
        let message = format!("`{}` is no list", paging.items);
        let help = "name the reply field that holds the items, or make its type a list";
        return report.value(&at.file, pointer, message, help);
    };
    let Some(key) = &paging.key else {
        return;
    };
    let found = match platform.resolve(item, &field.fields) {
        Resolved::Unknown => return,
        Resolved::Record(fields) => platform.follow(fields, key).map(|_| ()),
        _ => Err(crate::resolve::PathError::NoRecord(paging.items.clone())),
    };
    if let Err(error) = found {
        nowhere(&at.file, "item", key, "/paging/key", &error, report);
    }
}

pub(super) static PAGING_KIND: Lint = Lint {
    id: "paging-kind",
    severity: Error,
    doc: "Paging goes neither by a token nor by a page number, or by both.",
    check: paging_kind,
};

fn paging_kind(context: &Context<'_>, report: &mut Report<'_>) {
    for (_, at) in context.operations() {
        let Some(paging) = &at.operation.paging else {
            continue;
        };
        let token = paging.token.is_some() && paging.more.is_some();
        let page = paging.page.is_some() && paging.total.is_some();
        let mixed = paging.token.is_some() && paging.page.is_some();
        if mixed || !(token || page) {
            report.key(
                &at.file,
                "/paging",
                "it is not clear how this list is read to its end",
                "give `token` and `more` for page tokens, or `page` and `total` for page numbers",
            );
        }
    }
}
