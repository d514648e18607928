//! The pages of the Feishu Open Platform, which all follow one template: a table of basic facts,
//! tables of parameters by place, the reply, the codes. The words of the template are data in the
//! modules below; nothing here knows a single page.

mod content;
mod endpoint;
mod examples;
mod headers;
mod lifecycle;
mod roles;
mod scopes;
mod source;
mod whole;

use self::content::Content;
use self::endpoint::Endpoint;
use self::roles::{Part, Role};
pub(crate) use self::source::{is_historic, is_in_tree};
use super::address::match_path;
use super::quota;
use super::wording::plain;
use crate::document::{Block, Damage, Document, Line, Position};
use crate::page::{Doubt, Page, Refusal, Rendering};

/// The platform's folder under `specs`.
pub(crate) const PLATFORM: &str = "feishu";

/// Reads a page of the platform.
pub(super) fn read(document: Document, rendering: Rendering) -> Result<Page, Refusal> {
    let mut doubts = Vec::new();
    let parts = roles::parts(&document.blocks);
    let endpoint = endpoint::endpoint(&parts, &mut doubts)?;
    whole::check(&document, &parts, endpoint.path.at)?;
    let mut content = content::content(&parts, endpoint.method, &mut doubts);
    match_path(&endpoint.path, &mut content.path, &mut doubts);
    ask_for_special_limit(&endpoint, &parts, &mut doubts);
    doubts.extend(document.breaks.iter().filter_map(|place| broken(place, &parts)));
    doubts.sort_by_key(|doubt| doubt.at);
    Ok(page(&document, rendering, &parts, endpoint, content, doubts))
}

/// Puts together what was read.
fn page(
    document: &Document,
    rendering: Rendering,
    parts: &[Part<'_>],
    endpoint: Endpoint,
    content: Content,
    doubts: Vec<Doubt>,
) -> Page {
    let source = source::source(&document.meta);
    let titles = titles(document);
    let deprecated = lifecycle::deprecated(&titles, &source, parts);
    let title = titles
        .first()
        .map_or_else(Line::default, |line| Line { text: plain(&line.text), at: line.at });
    Page {
        host: endpoint.host,
        fixed_query: endpoint.fixed_query,
        scopes: endpoint.scopes.with_apps(&endpoint.apps, &document.scope_apps),
        apps: endpoint.apps,
        quota: endpoint.quota,
        deprecated,
        body_media: content.body_media(),
        response_media: content.response_media(),
        auth: content.headers.auth,
        header: content.headers.others,
        path_parameters: content.path,
        query: content.query,
        body: content.body,
        response: content.response,
        errors: content.errors,
        examples: content.examples,
        try_it: document.try_it.clone(),
        doubts,
        ..Page::new(rendering, title, source, endpoint.method, endpoint.path)
    }
}

/// A place where the rendering broke, as a question, unless the part says nothing for a spec.
fn broken(place: &Damage, parts: &[Part<'_>]) -> Option<Doubt> {
    let starts =
        |part: &Part<'_>| part.section.heading.map_or(Position::default(), |heading| heading.at);
    let next = parts.partition_point(|part| starts(part) <= place.at);
    let part = parts.get(next.checked_sub(1)?)?;
    part.role.is_read().then(|| Doubt {
        at: place.at,
        place: "page".into(),
        asks: format!("{}: what does the page say here?", place.what),
        assumed: Some("nothing".into()),
    })
}

/// The page's name in the catalogue, then the headings of the page itself.
fn titles(document: &Document) -> Vec<&Line> {
    let headings = document.blocks.iter().filter_map(|block| match block {
        Block::Heading { depth: 1, line } => Some(line),
        _ => None,
    });
    document.meta.get("title").into_iter().chain(headings).collect()
}

/// A limit that the table only calls special may stand in numbers in the text before the request.
fn ask_for_special_limit(endpoint: &Endpoint, parts: &[Part<'_>], doubts: &mut Vec<Doubt>) {
    let Some(at) = endpoint.special_limit else { return };
    let before = parts
        .iter()
        .take_while(|part| part.role == Role::Outside)
        .flat_map(|part| part.section.blocks);
    let lines = before.filter_map(|block| match block {
        Block::Text(lines) => Some(lines),
        _ => None,
    });
    let windows: Vec<String> = lines
        .flatten()
        .flat_map(|line| quota::windows(&line.text))
        .map(|window| format!("{} per {}", window.calls, window.per))
        .collect();
    if !windows.is_empty() {
        doubts.push(Doubt {
            at,
            place: "quota".into(),
            asks: format!(
                "The table calls the limit special, the text speaks of {}: is that the quota?",
                windows.join(" and ")
            ),
            assumed: Some("no quota".into()),
        });
    }
}

#[cfg(test)]
mod tests;
