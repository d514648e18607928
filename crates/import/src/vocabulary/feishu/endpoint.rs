//! The table of basic facts: address, method, limits, app types, scopes.

use super::super::address::{self, Address, address};
use super::super::tables::{Fact, facts, joined};
use super::super::wording::{label, plain};
use super::super::{quota, wording};
use super::roles::{Part, Role};
use super::scopes::{self, Scopes};
use crate::document::{Block, Line, Position, TableRow};
use crate::page::{Doubt, Refusal};
use larkspur_spec::model::{Method, Quota};
use larkspur_spec::resolve::template_parameters;

/// What a row of the table tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basic {
    Url,
    Method,
    Quota,
    Apps,
    Scopes,
    Sensitive,
    Event,
}

/// A label may be followed by a remark in the same cell, so a row is known by how its label begins.
const LABELS: &[(Basic, &[&str])] = &[
    (Basic::Url, &["httpurl", "请求url", "请求地址", "requesturl"]),
    (Basic::Method, &["httpmethod", "请求方式", "请求方法", "requestmethod"]),
    (Basic::Quota, &["接口频率限制", "频率限制", "ratelimit", "frequencylimit"]),
    (Basic::Apps, &["支持的应用类型", "应用类型", "supportedapptype", "supportedapptypes"]),
    (Basic::Scopes, &["权限要求", "requiredscope", "requiredscopes", "permissionrequired"]),
    (
        Basic::Sensitive,
        &["字段权限要求", "requiredfieldscope", "requiredfieldscopes", "fieldpermissionrequired"],
    ),
    (Basic::Event, &["事件类型", "eventtype"]),
];

/// The host is not part of a spec when it is one of the platform's own.
const HOSTS: &[&str] =
    &["https://open.feishu.cn", "https://open.larksuite.com", "https://open.larkoffice.com"];

const APPS: &[(&str, &[&str])] = &[
    ("custom", &["custom", "customapp", "自建应用", "企业自建应用"]),
    ("isv", &["isv", "storeapp", "商店应用", "应用商店应用"]),
];

/// A limit of its own, told elsewhere on the page or not at all.
const SPECIAL_LIMIT: &[&str] = &["特殊频控", "特殊限频", "specialratelimit", "special"];

/// What the table of basic facts says.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) method: Method,
    pub(super) path: Line,
    pub(super) host: Option<String>,
    pub(super) fixed_query: Vec<(String, String)>,
    pub(super) apps: Vec<String>,
    pub(super) quota: Vec<Quota>,
    /// The table speaks of a limit and leaves the numbers to the text.
    pub(super) special_limit: Option<Position>,
    pub(super) scopes: Scopes,
}

/// Whether a table is one of basic facts.
pub(super) fn is_basic(rows: &[TableRow]) -> bool {
    facts(rows)
        .iter()
        .any(|fact| matches!(meaning(&fact.label), Some(Basic::Url | Basic::Method | Basic::Event)))
}

/// Reads the table of basic facts.
pub(super) fn endpoint(parts: &[Part<'_>], doubts: &mut Vec<Doubt>) -> Result<Endpoint, Refusal> {
    let tables: Vec<&[TableRow]> =
        parts.iter().flat_map(|part| part.section.blocks).filter_map(basic_table).collect();
    let rows: Vec<Fact<'_>> = tables.iter().flat_map(|rows| facts(rows)).collect();
    let find = |wanted| rows.iter().find(|fact| meaning(&fact.label) == Some(wanted));
    if let Some(event) = find(Basic::Event) {
        return Err(no_endpoint(Some(event.at), EVENT));
    }
    let Some(url) = find(Basic::Url) else { return Err(without_url(parts)) };
    if let Some(second) = rows.iter().filter(|fact| meaning(&fact.label) == Some(Basic::Url)).nth(1)
    {
        return Err(no_endpoint(Some(second.at), SEVERAL));
    }
    let method = method(find(Basic::Method), url.at)?;
    let address = request_line(url, doubts)?;
    let mut endpoint = Endpoint {
        method,
        path: Line { text: address.path, at: first(url) },
        host: (!HOSTS.contains(&address.base.as_str())).then_some(address.base),
        fixed_query: address.fixed,
        apps: Vec::new(),
        quota: Vec::new(),
        special_limit: None,
        scopes: Scopes::default(),
    };
    rows.iter().for_each(|fact| endpoint.take(fact, doubts));
    Ok(endpoint)
}

impl Endpoint {
    fn take(&mut self, fact: &Fact<'_>, doubts: &mut Vec<Doubt>) {
        match meaning(&fact.label) {
            Some(Basic::Quota) => self.limit(fact, doubts),
            Some(Basic::Apps) => self.apps = apps(fact, doubts),
            Some(Basic::Scopes) => scopes::needed(fact, &mut self.scopes, doubts),
            Some(Basic::Sensitive) => scopes::sensitive(fact, &mut self.scopes),
            Some(Basic::Url | Basic::Method | Basic::Event) => {}
            None if fact.label.is_empty() => {}
            None => doubts.push(Doubt {
                at: fact.at,
                place: "page".into(),
                asks: format!(
                    "The table of basic facts has a row {:?}: does it say anything for the spec?",
                    fact.label
                ),
                assumed: Some("nothing".into()),
            }),
        }
    }

    fn limit(&mut self, fact: &Fact<'_>, doubts: &mut Vec<Doubt>) {
        let text = plain(&joined(fact.value));
        self.quota = quota::windows(&text);
        let all_read = !self.quota.is_empty() && self.quota.len() >= quota::named(&text);
        if all_read || says_nothing(&text) {
            return;
        }
        if SPECIAL_LIMIT.iter().any(|word| label(&text).starts_with(word)) {
            self.special_limit = Some(first(fact));
            return;
        }
        doubts.push(Doubt {
            at: first(fact),
            place: "quota".into(),
            asks: "The limit is not worded as calls per time: which quota holds?".into(),
            assumed: Some(
                if self.quota.is_empty() { "the platform's" } else { "what could be read" }.into(),
            ),
        });
    }
}

fn basic_table(block: &Block) -> Option<&[TableRow]> {
    match block {
        Block::Table { rows, .. } if is_basic(rows) => Some(rows),
        _ => None,
    }
}

/// The longest label that a text begins with, since one label is the end of another.
fn meaning(text: &str) -> Option<Basic> {
    LABELS
        .iter()
        .flat_map(|(basic, words)| words.iter().map(|word| (*basic, *word)))
        .filter(|(_, word)| text.starts_with(word))
        .max_by_key(|(_, word)| word.len())
        .map(|(basic, _)| basic)
}

fn method(fact: Option<&Fact<'_>>, url: Position) -> Result<Method, Refusal> {
    let Some(fact) = fact else {
        return Err(no_endpoint(
            Some(url),
            "the page has an HTTP URL but no HTTP Method; add the row or import another copy",
        ));
    };
    let word = label(&joined(fact.value));
    address::method(&word).ok_or_else(|| Refusal {
        at: Some(first(fact)),
        kind: "bad-method",
        why: format!("{word:?} is none of the methods a spec knows: GET, POST, PUT, PATCH, DELETE"),
    })
}

fn request_line(fact: &Fact<'_>, doubts: &mut Vec<Doubt>) -> Result<Address, Refusal> {
    let text = joined(fact.value);
    let read = address(&text)
        .filter(|address| template_parameters(&address.path).all(|name| !name.is_empty()));
    let Some(read) = read else {
        return Err(Refusal {
            at: Some(first(fact)),
            kind: "bad-address",
            why: "the row HTTP URL holds no address of the form https://host/path".into(),
        });
    };
    if fact.value.iter().filter(|line| line.text.contains("://")).count() > 1 {
        let asks = "The page gives several addresses: is the first one right?".into();
        doubts.push(Doubt {
            at: first(fact),
            place: "http".into(),
            asks,
            assumed: Some(read.path.clone()),
        });
    }
    if !read.variable.is_empty() {
        let asks = format!(
            "The address has query pairs without a value of their own: are {} query parameters?",
            read.variable.join(", ")
        );
        doubts.push(Doubt {
            at: first(fact),
            place: "http.query".into(),
            asks,
            assumed: Some("they are not sent by themselves".into()),
        });
    }
    Ok(read)
}

fn apps(fact: &Fact<'_>, doubts: &mut Vec<Doubt>) -> Vec<String> {
    let mut read: Vec<String> = Vec::new();
    for line in fact.value {
        let words =
            line.text.split(['、', ',', '，', '/', ';', '；']).filter(|word| !says_nothing(word));
        for word in words {
            match app_type(word) {
                Some(app) if !read.iter().any(|known| known == app) => read.push(app.to_owned()),
                Some(_) => {}
                None => doubts.push(Doubt {
                    at: line.at,
                    place: "apps".into(),
                    asks: format!("{:?} is no known app type: which one is meant?", word.trim()),
                    assumed: Some("left out".into()),
                }),
            }
        }
    }
    read
}

/// The name of an app type in a spec.
pub(super) fn app_type(word: &str) -> Option<&'static str> {
    let key = label(word);
    APPS.iter().find(|(_, words)| words.contains(&key.as_str())).map(|(app, _)| *app)
}

fn says_nothing(text: &str) -> bool {
    scopes::NONE.contains(&wording::label(text).as_str())
}

fn first(fact: &Fact<'_>) -> Position {
    fact.value.first().map_or(fact.at, |line| line.at)
}

const EVENT: &str =
    "this is the page of an event, not of an endpoint: events are no part of the specs";
const SEVERAL: &str =
    "the page has a second HTTP URL: split it into one page per endpoint and import those";

fn without_url(parts: &[Part<'_>]) -> Refusal {
    match parts.iter().find(|part| part.role == Role::Event) {
        Some(part) => no_endpoint(part.section.heading.map(|heading| heading.at), EVENT),
        None => no_endpoint(
            None,
            "the page has no table with HTTP URL and HTTP Method, so it describes no endpoint (an overview, a guide or a list of questions looks like this)",
        ),
    }
}

fn no_endpoint(at: Option<Position>, why: &str) -> Refusal {
    Refusal { at, kind: "no-endpoint", why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_lists_is_written_as_it_is_compared() {
        let labels = LABELS.iter().flat_map(|(_, words)| *words);
        for word in labels.chain(APPS.iter().flat_map(|(_, words)| *words)).chain(SPECIAL_LIMIT) {
            assert_eq!(&label(word), word);
        }
    }

    #[test]
    fn a_label_is_known_by_its_longest_beginning() {
        assert_eq!(meaning("权限要求开启任一权限即可"), Some(Basic::Scopes));
        assert_eq!(meaning("字段权限要求"), Some(Basic::Sensitive));
        assert_eq!(meaning("推送方式"), None);
    }
}
