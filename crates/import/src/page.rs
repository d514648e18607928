//! The facts of a page, before they become a spec: what its tables say, row by row, and what stands
//! around them. One table model for every platform and rendering.

use crate::document::{Line, Position};
use larkspur_spec::model::{Media, Method, Quota};
use std::collections::BTreeMap;

/// The rendering that a page reached us in, as far as its facts depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rendering {
    /// Its name in reports.
    pub name: &'static str,
    /// The platform's folder under `specs`, whose vocabulary its documents are read with.
    pub platform: &'static str,
    /// What it cannot tell.
    pub loses: &'static [Lost],
}

/// The facts of one page about one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The platform's folder under `specs`: `feishu`, `feishu_project`, `fxiaoke`.
    pub platform: &'static str,
    /// The rendering, as [`crate::dialect`] calls it.
    pub dialect: &'static str,
    /// What the rendering cannot tell, so that a spec keeps what another one told.
    pub loses: &'static [Lost],
    /// The page's title.
    pub title: Line,
    /// Where the page says it is from.
    pub source: PageSource,
    /// The HTTP method.
    pub method: Method,
    /// The path with `:name` for parameters, and where it stands.
    pub path: Line,
    /// The base address, where it is none of the platform's hosts.
    pub host: Option<String>,
    /// Query pairs that stand in the address itself and are always sent.
    pub fixed_query: Vec<(String, String)>,
    /// App types that may call it.
    pub apps: Vec<String>,
    /// Auth schemes it takes, in the words of `platform.yaml`; `None`: the page does not say.
    pub auth: Option<Vec<String>>,
    /// The scopes, by their group.
    pub scopes: PageScopes,
    /// The quota windows; empty where the page names none.
    pub quota: Vec<Quota>,
    /// The page says not to use it any more; what it names instead, as text of ours or a name.
    pub deprecated: Option<String>,
    /// Path parameters.
    pub path_parameters: Vec<Row>,
    /// Query parameters.
    pub query: Vec<Row>,
    /// Header parameters beside the token and the content type.
    pub header: Vec<Row>,
    /// How the body is written, where the page says.
    pub body_media: Option<Media>,
    /// Body fields.
    pub body: Vec<Row>,
    /// What the reply is.
    pub response_media: Media,
    /// Reply fields, with those of the envelope.
    pub response: Vec<Row>,
    /// The documented codes.
    pub errors: Vec<ErrorRow>,
    /// The examples of bodies and replies.
    pub examples: Vec<PageExample>,
    /// The query of the link to try the call.
    pub try_it: Option<String>,
    /// What could not be read and must be asked or told.
    pub doubts: Vec<Doubt>,
}

impl Page {
    /// A page of which no more than the call is known yet.
    pub(crate) fn new(
        rendering: Rendering,
        title: Line,
        source: PageSource,
        method: Method,
        path: Line,
    ) -> Self {
        Self {
            platform: rendering.platform,
            dialect: rendering.name,
            loses: rendering.loses,
            title,
            source,
            method,
            path,
            host: None,
            fixed_query: Vec::new(),
            apps: Vec::new(),
            auth: None,
            scopes: PageScopes::default(),
            quota: Vec::new(),
            deprecated: None,
            path_parameters: Vec::new(),
            query: Vec::new(),
            header: Vec::new(),
            body_media: None,
            body: Vec::new(),
            response_media: Media::Json,
            response: Vec::new(),
            errors: Vec::new(),
            examples: Vec::new(),
            try_it: None,
            doubts: Vec::new(),
        }
    }
}

/// What a rendering cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lost {
    /// Which app types may hold a scope.
    ScopeApps,
    /// How deep a row is nested.
    Levels,
    /// The page's public address.
    Address,
    /// The page's own identifier.
    Id,
    /// The day of the last change.
    Updated,
}

/// Where a page says it is from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageSource {
    /// Its address: the public one, else the one within the vendor's document tree.
    pub url: Option<String>,
    /// The address it has inside the vendor's document tree, `/uAjLw4CM/.../instance/list`.
    pub full_path: Option<String>,
    /// Its own identifier.
    pub id: Option<String>,
    /// The day of its last change, `YYYY-MM-DD`.
    pub updated: Option<String>,
}

impl PageSource {
    /// The addresses it has.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        [&self.url, &self.full_path].into_iter().flatten().map(String::as_str)
    }
}

/// The scopes a page names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageScopes {
    /// One of these is enough.
    pub any_of: Vec<String>,
    /// Each of these is needed.
    pub all_of: Vec<String>,
    /// Needed for sensitive fields that the page does not name beside the fields.
    pub sensitive: Vec<String>,
    /// App types by scope, where the rendering says.
    pub apps: BTreeMap<String, Vec<String>>,
}

/// A row of a table of parameters or fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Where it starts.
    pub at: Position,
    /// How deep it is nested, from 0; `None`: the rendering lost it.
    pub level: Option<usize>,
    /// The wire name.
    pub name: String,
    /// The type as the page writes it, bare.
    pub type_name: String,
    /// Whether a request must carry it; `None`: the table has no such column.
    pub required: Option<bool>,
    /// What the page says about it.
    pub description: Vec<Line>,
}

/// A row of the table of codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorRow {
    /// Where it starts.
    pub at: Position,
    /// The HTTP status.
    pub http: Option<u16>,
    /// The code.
    pub code: i64,
    /// The platform's message for it.
    pub message: String,
    /// The page's advice.
    pub advice: Vec<Line>,
}

/// What an example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleKind {
    /// A request body.
    Request,
    /// A whole reply.
    Reply,
    /// A reply that tells of a failure.
    Failure,
}

/// An example as the page prints it; it may be no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageExample {
    /// What it shows.
    pub kind: ExampleKind,
    /// Where it starts.
    pub at: Position,
    /// Its text.
    pub text: String,
}

/// Something a person must decide or know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Where on the page.
    pub at: Position,
    /// The place in the spec, as a dotted path (`body.fields.items`), or `page`.
    pub place: String,
    /// The question, as a sentence.
    pub asks: String,
    /// What was assumed until it is answered.
    pub assumed: Option<String>,
}

impl Doubt {
    pub(crate) fn new(
        at: Position,
        place: impl Into<String>,
        asks: impl Into<String>,
        assumed: impl Into<String>,
    ) -> Self {
        Self { at, place: place.into(), asks: asks.into(), assumed: Some(assumed.into()) }
    }
}

/// Why a text is not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    /// Where on the page, as far as there is a place.
    pub at: Option<Position>,
    /// A short word for tools: `empty`, `binary`, `unknown-dialect`, `no-endpoint`, `site-dump`,
    /// `cut-off`, `too-large`, ...
    pub kind: &'static str,
    /// The reason, and what to do, as a sentence.
    pub why: String,
}

/// Pages and operations for tests, with nothing in them but what is given.
#[cfg(test)]
pub(crate) mod fixture {
    use super::*;
    use larkspur_spec::model::Operation;

    /// A page that says nothing but its request line, its token and its title.
    pub(crate) fn page(platform: &'static str, method: Method, path: Line, title: Line) -> Page {
        let rendering = Rendering { name: "test", platform, loses: &[] };
        let auth = Some(vec!["tenant".to_owned()]);
        Page { auth, ..Page::new(rendering, title, PageSource::default(), method, path) }
    }

    /// An operation without anything.
    pub(crate) fn operation() -> Operation {
        let bare = serde_json::json!({
            "title": "", "http": { "method": "GET", "path": "/" }, "response": {}
        });
        serde_json::from_value(bare).expect("an operation of three keys")
    }
}
