//! Paging: which fields steer, and what tells items apart.

use super::operation::Draft;
use crate::model::{
    FieldPath, Item, KeyPath, PageSize, Paging, PagingStyle, Record, Type, WindowSetter,
};
use larkspur_spec::model as spec;
use serde_json::Value;

pub(super) fn annotate(
    draft: &mut Draft<'_>,
    operation: &spec::Operation,
    windows: &[WindowSetter],
) -> Option<Paging> {
    let of = operation.paging.as_ref()?;
    require_nested_list(draft, &of.items);
    let (items, list) = reply_path(draft, &of.items)?;
    let Type::List(item) = list else { return None };
    let paging = Paging {
        style: style(draft, operation, of)?,
        key: key(draft, of, &item),
        items_index: root_index(draft, &of.items),
        items,
        item: *item,
        windows: cut(windows, of.cap.is_some()),
    };
    steer(draft, &paging);
    Some(paging)
}

/// The windows a list is cut by: those with a longest span, and where the list has a cap any
/// other after them, since it is cut in halves that are below the cap.
fn cut(windows: &[WindowSetter], is_capped: bool) -> Vec<usize> {
    let of = |has_longest: bool| {
        let windows = windows.iter().enumerate();
        windows
            .filter(move |(_, window)| window.longest.is_some() == has_longest)
            .map(|(index, _)| index)
    };
    of(true).chain(of(false).filter(|_| is_capped)).collect()
}

fn reply(items: &[Item]) -> Option<&Record> {
    super::operation::find_record(items, "Reply")
}

fn reply_path(draft: &Draft<'_>, wire: &str) -> Option<(FieldPath, Type)> {
    let mut segments = wire.split('.');
    let first = segments.next()?;
    let field = reply(&draft.module.items)?.fields.iter().find(|field| field.wire == first)?;
    draft.follow(field, segments, wire)
}

fn root_index(draft: &Draft<'_>, wire: &str) -> Option<u32> {
    let index = reply(&draft.module.items)?.fields.iter().position(|field| field.wire == wire)?;
    // The runtime remembers the presence of the first 64 fields.
    u32::try_from(index).ok().filter(|index| *index < 64)
}

fn style(
    draft: &mut Draft<'_>,
    operation: &spec::Operation,
    of: &spec::Paging,
) -> Option<PagingStyle> {
    let parameter = |wire: &String| Some(draft.parameter_path(wire)?.0);
    if let Some(token) = &of.token {
        let next = of.next.as_deref().unwrap_or_else(|| token.rsplit('.').next().unwrap_or(token));
        let more = of.more.as_deref()?;
        return Some(PagingStyle::Token {
            token: parameter(token)?,
            next: reply_path(draft, next)?.0,
            more: default_flag(draft, more)?,
            more_index: root_index(draft, more),
        });
    }
    Some(PagingStyle::Number {
        page: parameter(of.page.as_ref()?)?,
        first: of.first.unwrap_or(1),
        total: reply_path(draft, of.total.as_deref()?)?.0,
        cap: of.cap.as_ref().map(|cap| (cap.hits, cap.code)),
        size: of.size.as_ref().and_then(|wire| size(draft, operation, wire)),
    })
}

fn size(draft: &Draft<'_>, operation: &spec::Operation, wire: &str) -> Option<PageSize> {
    let field = draft.context.tree.parameter(operation, wire).ok()?.field;
    Some(PageSize {
        parameter: draft.parameter_path(wire)?.0,
        default: field.default.as_ref().and_then(Value::as_i64),
    })
}

/// The flag at the root of a reply is a plain `bool`: a reply without it is refused anyway.
fn default_flag(draft: &mut Draft<'_>, wire: &str) -> Option<FieldPath> {
    for item in &mut draft.module.items {
        if let Item::Record(record) = item
            && record.name == "Reply"
            && let Some(field) = record.fields.iter_mut().find(|field| field.wire == wire)
        {
            field.optional = false;
        }
    }
    reply_path(draft, wire).map(|(path, _)| path)
}

/// The presence of a list at the root is noted while it is read. Further down it must be an
/// `Option`, so that a list that is missing can be told from an empty one.
fn require_nested_list(draft: &mut Draft<'_>, wire: &str) {
    let Some((above, last)) = wire.rsplit_once('.') else {
        return;
    };
    let Some((_, ty)) = reply_path(draft, above) else {
        return;
    };
    let Some(owner) = draft.record(&ty).map(|record| record.name.clone()) else {
        return;
    };
    for item in &mut draft.module.items {
        if let Item::Record(record) = item
            && record.name == owner
            && let Some(field) = record.fields.iter_mut().find(|field| field.wire == last)
        {
            field.optional = true;
        }
    }
}

fn key(draft: &Draft<'_>, of: &spec::Paging, item: &Type) -> Option<KeyPath> {
    let Some(wire) = &of.key else {
        let path = FieldPath { steps: Vec::new(), wire: String::new() };
        return matches!(item, Type::Text).then_some(KeyPath { path, text: true });
    };
    let mut segments = wire.split('.');
    let first = segments.next()?;
    let field = draft.record(item)?.fields.iter().find(|field| field.wire == first)?;
    let (path, ty) = draft.follow(field, segments, wire)?;
    Some(KeyPath { path, text: matches!(ty, Type::Text) })
}

fn steer(draft: &mut Draft<'_>, paging: &Paging) {
    for item in &mut draft.module.items {
        if let Item::Record(record) = item
            && record.name == "Reply"
        {
            record.steering = Some(paging.clone());
        }
    }
}
