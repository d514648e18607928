//! Which spec a page belongs to: the one that was made of it, or a new one.
//!
//! A page is known by its identifier or its address. Renderings lose these, and the same page has
//! two addresses (a public one and one within the vendor's document tree), so method and path help
//! out where nothing speaks against it. Several pages may describe one method and path; where a
//! rendering cannot tell them apart, a person is asked instead of one page overwriting another.

use crate::names;
use crate::page::Page;
use crate::vocabulary::feishu::{is_historic, is_in_tree};
use larkspur_spec::model::{Operation, Source};
use larkspur_spec::resolve::with_parameters;
use larkspur_spec::tree::PlatformTree;
use std::collections::BTreeMap;

/// A spec of the tree or of this run.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The segments of its id, after the platform.
    pub segments: Vec<String>,
    /// The file, relative to the tree.
    pub file: String,
    /// What it says.
    pub operation: Operation,
}

/// Where a page goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Into the spec of that file.
    Update(String),
    /// Into a new spec with these segments.
    New(Vec<String>),
    /// Nowhere, until a person says which.
    Ask(String),
}

/// The specs of one platform, found by page.
#[derive(Debug, Default)]
pub struct Shelf {
    known: BTreeMap<String, Known>,
    by_line: BTreeMap<String, Vec<String>>,
}

impl Shelf {
    /// The shelf of a platform's tree.
    pub fn of(platform: &PlatformTree) -> Self {
        let mut shelf = Self::default();
        for at in platform.operations.values() {
            let segments: Vec<String> = at.segments().into_iter().map(str::to_owned).collect();
            let file = format!("{}/{}.yaml", platform.name, segments.join("/"));
            shelf.put(Known { segments, file, operation: at.operation.clone() });
        }
        shelf
    }

    /// The spec of a file.
    pub fn get(&self, file: &str) -> Option<&Known> {
        self.known.get(file)
    }

    /// Puts a spec there, in place of the one it had of that file.
    pub fn put(&mut self, known: Known) {
        let line = request_line(&known.operation);
        let files = self.by_line.entry(line).or_default();
        if !files.contains(&known.file) {
            files.push(known.file.clone());
        }
        self.known.insert(known.file.clone(), known);
    }

    /// Where a page goes; `draft` is its operation.
    pub fn place(&self, page: &Page, draft: &Operation) -> Place {
        if let Some(known) = self.by_page(&draft.source) {
            return Place::Update(known.file.clone());
        }
        let name = names::name(page);
        let files = self.by_line.get(&request_line(draft)).map(Vec::as_slice).unwrap_or_default();
        let candidates = files.iter().filter_map(|file| self.known.get(file));
        let same: Vec<&Known> =
            candidates.filter(|known| !is_other(known, page, draft, &name)).collect();
        match same.as_slice() {
            [] => match name {
                Ok(segments) => self.free(segments, page),
                Err(none) => Place::Ask(none.to_string()),
            },
            [known] => {
                unsure(known, page).map_or_else(|| Place::Update(known.file.clone()), Place::Ask)
            }
            several => Place::Ask(which(several)),
        }
    }

    /// The spec that was made of the page, by identifier or address.
    fn by_page(&self, source: &Source) -> Option<&Known> {
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        self.known.values().find(|known| {
            let own = &known.operation.source;
            same(&own.id, &source.id) || same(&own.url, &source.url)
        })
    }

    /// The name itself, or with the last segment of the page's address where another page has it.
    fn free(&self, segments: Vec<String>, page: &Page) -> Place {
        let taken =
            |segments: &[String]| self.known.values().any(|known| known.segments == segments);
        if !taken(&segments) {
            return Place::New(segments);
        }
        let with_address = names::with_address(&segments, &page.source);
        match with_address.filter(|longer| !taken(longer)) {
            Some(longer) => Place::New(longer),
            None => Place::Ask(format!(
                "`{}` is the name of another page's operation, and the address of this page gives no other: \
                 create the file by hand with the page's `source.url`, and import again",
                segments.join("/")
            )),
        }
    }
}

/// Method, host and path without the names of its parameters.
fn request_line(operation: &Operation) -> String {
    let http = &operation.http;
    let path = with_parameters(&http.path, |_| ":".to_owned());
    format!("{} {}{path}", http.method.as_str(), http.host.as_deref().unwrap_or_default())
}

/// Whether a spec of the same method and path is certainly that of another page.
fn is_other(
    known: &Known,
    page: &Page,
    draft: &Operation,
    name: &Result<Vec<String>, names::NoName>,
) -> bool {
    let (own, new) = (&known.operation.source, &draft.source);
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let sort = |url: &Option<String>| url.as_deref().and_then(is_in_tree);
    differ(&own.id, &new.id)
        || sort(&own.url) == sort(&new.url) && differ(&own.url, &new.url)
        || new.url.is_some()
            && own.url.is_some()
            && own.url.as_deref().is_some_and(is_historic)
                != page.source.addresses().any(is_historic)
        || names::has_a_page_for_each_grant(&draft.http.path)
            && name.as_ref().is_ok_and(|name| *name != known.segments)
}

/// Why the one spec of this method and path may still be that of another page.
fn unsure(known: &Known, page: &Page) -> Option<String> {
    let told = page.source.id.is_some() || page.source.addresses().next().is_some();
    let title = known.operation.source.title.as_deref()?;
    let differs = !told && title != page.title.text;
    differs.then(|| {
        format!(
            "{} has the same method and path and is of a page called `{title}`; this page is called `{}` and has no \
             address: set `source.title` there to this title if it is the same page, or create a file for this page by hand",
            known.file, page.title.text
        )
    })
}

fn which(several: &[&Known]) -> String {
    let files: Vec<&str> = several.iter().map(|known| known.file.as_str()).collect();
    format!(
        "{} describe the same method and path, and this rendering does not say which page it is: import a rendering \
         with the page's address",
        files.join(" and ")
    )
}

#[cfg(test)]
mod tests;
