//! Where an operation's items are, and which of their fields steer: the key and the instants.

use crate::catalogue::definition;
use larkspur_spec::duration;
use larkspur_spec::model::{Field, Media, Operation, Type, Window};
use larkspur_spec::tree::PlatformTree;

/// A list that an operation answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct List {
    /// The reply field with the items, dotted; empty when the reply is the list itself.
    pub(crate) items: String,
    /// What one item is.
    pub(crate) item: Type,
    /// The entry that has the list's constraints and, for objects, the fields of an item.
    pub(crate) field: Field,
    /// The field that tells an item from the others, dotted.
    pub(crate) key: Option<String>,
    /// The time ranges that filter it.
    pub(crate) windows: Vec<Span>,
}

/// A time range of the request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    pub(crate) window: Window,
    /// The longest range in milliseconds.
    pub(crate) longest: Option<i64>,
    /// The field of an item that holds the instant, if the item shows it.
    pub(crate) shown: Option<String>,
}

impl List {
    /// The list of an operation: the one that is paged, or the only list of records at the top
    /// of the reply.
    pub(crate) fn of(platform: &PlatformTree, operation: &Operation) -> Option<List> {
        let response = &operation.response;
        // What an upload answers is as long as what was sent, and no data set.
        let is_upload = operation.body.as_ref().is_some_and(|body| body.media == Media::Multipart);
        if response.media != Media::Json || is_upload {
            return None;
        }
        let whole =
            Field { ty: response.ty.clone(), fields: response.fields.clone(), ..Field::default() };
        let items = match &operation.paging {
            Some(paging) => paging.items.clone(),
            None => only_list(platform, &whole)?,
        };
        let field = at(platform, &whole, &items)?;
        let Type::List(item) = &field.ty else {
            return None;
        };
        let fields = &definition(platform, item, field).fields;
        let key = operation.paging.as_ref().and_then(|paging| paging.key.clone());
        let key = key.or_else(|| fields.keys().find(|name| is_key(name)).cloned());
        let windows = operation.rules.iter().filter_map(|rule| rule.window.as_ref());
        Some(List {
            items,
            item: (**item).clone(),
            key,
            windows: windows.map(|window| Span::new(window, fields)).collect(),
            field: field.clone(),
        })
    }

    /// The dotted path of the field that tells an item from the others, and what it is.
    pub(crate) fn keyed<'a>(&'a self, platform: &'a PlatformTree) -> Option<(&'a str, &'a Field)> {
        let path = self.key.as_deref()?;
        Some((path, at(platform, definition(platform, &self.item, &self.field), path)?))
    }
}

impl Span {
    fn new(window: &Window, fields: &larkspur_spec::model::Map<Field>) -> Span {
        let longest = window.longest.as_deref().and_then(|text| duration::parse(text).ok());
        let parent = window.start.rsplit_once('.').map(|(parent, _)| parent);
        let is_time = |name: &&str| fields.get(*name).is_some_and(|f| f.ty == Type::Timestamp);
        Span {
            longest: longest.and_then(|longest| i64::try_from(longest.as_millis()).ok()),
            shown: parent.filter(is_time).map(str::to_owned),
            window: window.clone(),
        }
    }
}

/// The path of the only list of records in a reply; empty when the reply itself is one.
fn only_list(platform: &PlatformTree, whole: &Field) -> Option<String> {
    if is_records(platform, whole) {
        return Some(String::new());
    }
    let mut lists = whole.fields.iter().filter(|(_, field)| is_records(platform, field));
    let (name, _) = lists.next()?;
    lists.next().is_none().then(|| name.clone())
}

fn is_records(platform: &PlatformTree, field: &Field) -> bool {
    match &field.ty {
        Type::List(item) => {
            definition(platform, item, field).ty == Type::Object || **item == Type::Object
        }
        _ => false,
    }
}

fn at<'a>(platform: &'a PlatformTree, whole: &'a Field, path: &str) -> Option<&'a Field> {
    path.split('.')
        .filter(|name| !name.is_empty())
        .try_fold(whole, |field, name| definition(platform, &field.ty, field).fields.get(name))
}

/// Whether a field of that name is likely to tell records apart.
fn is_key(name: &str) -> bool {
    let words = crate::text::words(name);
    matches!(words.last().map(String::as_str), Some("id" | "guid" | "uuid"))
}
