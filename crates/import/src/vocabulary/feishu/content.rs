//! What the parts of a page hold: parameters, fields, codes, examples, each in its place.

use super::super::tables::{codes, parameters};
use super::super::wording::holds_any;
use super::endpoint::is_basic;
use super::examples;
use super::headers::{Headers, is_header};
use super::roles::{Part, Role};
use crate::document::{Block, Line, Position, TableRow};
use crate::page::{Doubt, ErrorRow, PageExample, Row};
use larkspur_spec::model::{Media, Method};
use std::collections::HashSet;

/// How prose says that the reply is a file.
const BINARY: &[&str] = &["二进制", "文件流", "字节流", "binary", "byte stream", "file stream"];

/// Types of a row that stands for the whole file.
const FILE_TYPES: &[&str] = &["file", "binary", "bytes", "stream"];

/// The tables and examples of a page, sorted.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) headers: Headers,
    pub(super) path: Vec<Row>,
    pub(super) query: Vec<Row>,
    pub(super) body: Vec<Row>,
    pub(super) response: Vec<Row>,
    pub(super) errors: Vec<ErrorRow>,
    pub(super) examples: Vec<PageExample>,
    binary: bool,
    /// The outermost names of each place so far.
    names: HashSet<(Target, String)>,
}

/// A place where rows go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Header,
    Path,
    Query,
    Body,
    Response,
}

impl Target {
    fn place(self) -> &'static str {
        match self {
            Target::Header => "header",
            Target::Path => "path",
            Target::Query => "query",
            Target::Body => "body",
            Target::Response => "response",
        }
    }
}

/// Reads every part but the table of basic facts.
pub(super) fn content(parts: &[Part<'_>], method: Method, doubts: &mut Vec<Doubt>) -> Content {
    let mut read = Content::default();
    for part in parts {
        for block in part.section.blocks {
            match block {
                Block::Table { at, head, rows } if !is_basic(rows) => {
                    read.table(part, method, (*at, head, rows), doubts)
                }
                Block::Text(lines) => read.text(part, lines, doubts),
                _ => {}
            }
        }
        read.examples.extend(examples::examples(part));
    }
    read
}

impl Content {
    /// How the reply comes: what fields it has decides, then what the text says of it.
    pub(super) fn response_media(&self) -> Media {
        let is_file = |row: &Row| FILE_TYPES.contains(&row.type_name.to_lowercase().as_str());
        let replies = || self.examples.iter().any(examples::is_reply);
        match &self.response[..] {
            [only] if is_file(only) => Media::Binary,
            [_, ..] => Media::Json,
            [] if self.binary => Media::Binary,
            [] if replies() => Media::Json,
            [] => Media::None,
        }
    }

    /// How the body is written: by the header, or because it carries a file.
    pub(super) fn body_media(&self) -> Option<Media> {
        let carries_file =
            || self.body.iter().any(|row| row.type_name.eq_ignore_ascii_case("file"));
        self.headers.media.or_else(|| carries_file().then_some(Media::Multipart))
    }

    fn text(&mut self, part: &Part<'_>, lines: &[Line], doubts: &mut Vec<Doubt>) {
        if let (true, Some(line)) =
            (part.role.is_read(), lines.iter().find(|line| looks_like_row(&line.text)))
        {
            doubts.push(Doubt {
                at: line.at,
                place: "page".into(),
                asks: "This text looks like rows of the table above it: what do they add?".into(),
                assumed: Some("nothing".into()),
            });
        }
        match part.role {
            Role::Request | Role::RequestHeader => Headers::note(lines, doubts),
            Role::Response | Role::ResponseBody | Role::ResponseHeader => {
                self.binary |= lines.iter().any(|line| holds_any(&line.text, BINARY));
            }
            _ => {}
        }
    }

    fn table(
        &mut self,
        part: &Part<'_>,
        method: Method,
        table: (Position, &[String], &[TableRow]),
        doubts: &mut Vec<Doubt>,
    ) {
        let (at, head, rows) = table;
        match part.role {
            Role::Outside | Role::ResponseHeader | Role::Event => {}
            // Details of one code, which come inside its message: a caller never gets them as the
            // code of the reply.
            Role::SubCodes => {}
            Role::Errors => self.codes(table, doubts),
            Role::RequestExample | Role::ResponseExample => {
                doubts.push(unread(at, part, doubts_place(part.role)))
            }
            _ => {
                let target = target(part.role, method);
                let Some(read) = parameters(head, rows, target.place(), doubts) else {
                    return self.other_table(part, table, doubts);
                };
                match (part.own, part.role) {
                    (true, Role::Request) => {
                        doubts.push(misplaced(at, target));
                        self.take(target, at, read, doubts);
                    }
                    (true, _) => self.take(target, at, read, doubts),
                    (false, Role::Request) if read.iter().all(is_header) => {
                        self.take(Target::Header, at, read, doubts)
                    }
                    (false, _) => doubts.push(unread(at, part, target.place())),
                }
            }
        }
    }

    fn codes(&mut self, table: (Position, &[String], &[TableRow]), doubts: &mut Vec<Doubt>) {
        let (at, head, rows) = table;
        match codes(head, rows, doubts) {
            Some(read) if read.by_status => doubts.push(Doubt {
                at,
                place: "errors".into(),
                asks: "The page tells failures apart by HTTP status alone: which codes come with them?".into(),
                assumed: Some("none".into()),
            }),
            Some(read) => self.errors.extend(read.rows),
            None => doubts.push(Doubt {
                at,
                place: "errors".into(),
                asks: "The table under the codes has no column for a code: does it say anything for the spec?".into(),
                assumed: Some("nothing".into()),
            }),
        }
    }

    /// A table of another kind where parameters are expected: codes that stand without a heading of
    /// their own, or something that only a person can place.
    fn other_table(
        &mut self,
        part: &Part<'_>,
        table: (Position, &[String], &[TableRow]),
        doubts: &mut Vec<Doubt>,
    ) {
        let reply = matches!(part.role, Role::Response | Role::ResponseBody);
        if reply && codes(table.1, &[], &mut Vec::new()).is_some() {
            self.codes(table, doubts);
        } else {
            doubts.push(unread(table.0, part, "page"));
        }
    }

    fn take(&mut self, target: Target, at: Position, mut rows: Vec<Row>, doubts: &mut Vec<Doubt>) {
        self.compare_names(target, at, &rows, doubts);
        match target {
            Target::Header => self.headers.take(rows, doubts),
            Target::Path => {
                // A path without one of its parameters is another path.
                rows.iter_mut().for_each(|row| row.required = Some(true));
                self.path.append(&mut rows);
            }
            Target::Query => self.query.append(&mut rows),
            Target::Body => self.body.append(&mut rows),
            Target::Response => self.response.append(&mut rows),
        }
    }

    /// Several tables of one place are one list, unless they name the same things.
    fn compare_names(
        &mut self,
        target: Target,
        at: Position,
        rows: &[Row],
        doubts: &mut Vec<Doubt>,
    ) {
        let outermost = rows.iter().filter(|row| row.level.unwrap_or_default() == 0);
        let names: HashSet<(Target, String)> =
            outermost.map(|row| (target, row.name.clone())).collect();
        let mut twice: Vec<&str> = names
            .iter()
            .filter(|name| self.names.contains(*name))
            .map(|(_, name)| name.as_str())
            .collect();
        twice.sort_unstable();
        if !twice.is_empty() {
            doubts.push(Doubt {
                at,
                place: target.place().into(),
                asks: format!(
                    "A second table names {} again: are these alternatives?",
                    twice.join(", ")
                ),
                assumed: Some("one table after the other".into()),
            });
        }
        self.names.extend(names);
    }
}

/// Text between two or more bars, outside of code.
fn looks_like_row(text: &str) -> bool {
    text.split('`').step_by(2).map(|prose| prose.matches(" | ").count()).sum::<usize>() >= 2
}

fn target(role: Role, method: Method) -> Target {
    match role {
        Role::RequestHeader => Target::Header,
        Role::Path => Target::Path,
        Role::Query => Target::Query,
        Role::Response | Role::ResponseBody => Target::Response,
        Role::Body => Target::Body,
        _ if matches!(method, Method::Get | Method::Delete) => Target::Query,
        _ => Target::Body,
    }
}

fn doubts_place(role: Role) -> &'static str {
    if role == Role::ResponseExample { "response" } else { "body" }
}

fn misplaced(at: Position, target: Target) -> Doubt {
    Doubt {
        at,
        place: target.place().into(),
        asks: "The table stands under no heading that says where its parameters go: do they belong here?".into(),
        assumed: Some(format!("they belong to the {}", target.place())),
    }
}

fn unread(at: Position, part: &Part<'_>, place: &str) -> Doubt {
    let heading = part.section.heading.map_or("", |heading| heading.text.as_str());
    Doubt {
        at,
        place: place.to_owned(),
        asks: format!(
            "The table under {heading:?} is no list of the parameters themselves: what does it add?"
        ),
        assumed: Some("nothing".into()),
    }
}
