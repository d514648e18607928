//! The scopes a call needs, from the rows of the basic facts.

use super::super::tables::Fact;
use super::super::wording::{holds_any, label};
use super::endpoint::app_type;
use crate::document::Line;
use crate::page::{Doubt, PageScopes};
use indexmap::IndexSet;
use std::collections::BTreeMap;

/// Words for "none is needed", and what stands between scopes.
pub(super) const NONE: &[&str] = &["", "无", "无需", "不需要", "none", "-", "/", "或", "or"];

/// Where the remark at the label asks for every scope.
const ALL: &[&str] = &[
    "全部权限",
    "所有权限",
    "以下全部",
    "同时开启",
    "均需",
    "allscopes",
    "allofthe",
    "alltherequired",
];

/// Where it asks for one of them; this is the usual case.
const ANY: &[&str] = &["任一", "任意", "any", "oneof"];

/// Where some scopes are needed and others are not, which only the prose tells apart.
const MIXED: &[&str] = &["可选权限", "必选权限", "optionalscope", "requiredandoptional"];

/// The groups of scopes of a page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Scopes {
    any_of: Vec<String>,
    all_of: Vec<String>,
    sensitive: Vec<String>,
}

impl Scopes {
    /// The scopes with the app types that may hold them, where those are not the call's own.
    pub(super) fn with_apps(
        self,
        apps: &[String],
        known: &BTreeMap<String, Vec<String>>,
    ) -> PageScopes {
        let named = [&self.any_of, &self.all_of, &self.sensitive].into_iter().flatten();
        let differing = named.filter_map(|scope| {
            let holders: Vec<String> = known
                .get(scope)?
                .iter()
                .filter_map(|word| app_type(word))
                .map(str::to_owned)
                .collect();
            let same =
                holders.len() == apps.len() && holders.iter().all(|holder| apps.contains(holder));
            (!holders.is_empty() && !same).then(|| (scope.clone(), holders))
        });
        let apps = differing.collect();
        PageScopes { any_of: self.any_of, all_of: self.all_of, sensitive: self.sensitive, apps }
    }
}

/// Reads the row of the scopes that the call needs.
pub(super) fn needed(fact: &Fact<'_>, scopes: &mut Scopes, doubts: &mut Vec<Doubt>) {
    let (named, rest) = scopes_of(fact.value);
    let remark = &fact.label;
    let all = holds_any(remark, ALL) && !holds_any(remark, ANY);
    let mixed = holds_any(remark, MIXED);
    let unread = rest.first();
    if mixed || unread.is_some() {
        doubts.push(Doubt {
            at: unread.map_or(fact.at, |line| line.at),
            place: "scopes".into(),
            asks: "The page says in its text which scopes are needed together: how do they group?"
                .into(),
            assumed: Some(if all { "all of them" } else { "any of them" }.into()),
        });
    }
    if all {
        scopes.all_of = named;
    } else {
        scopes.any_of = named;
    }
}

/// Reads the row of the scopes that sensitive fields need. Its prose only introduces them.
pub(super) fn sensitive(fact: &Fact<'_>, scopes: &mut Scopes) {
    scopes.sensitive = scopes_of(fact.value).0;
}

/// The scopes of a cell in its order, and the lines that name none and still say something.
fn scopes_of(lines: &[Line]) -> (Vec<String>, Vec<&Line>) {
    let mut named: IndexSet<String> = IndexSet::new();
    let mut rest = Vec::new();
    for line in lines {
        let found = scopes_in(&line.text);
        if found.is_empty() && !NONE.contains(&label(&line.text).as_str()) {
            rest.push(line);
        }
        named.extend(found.into_iter().map(str::to_owned));
    }
    (named.into_iter().collect(), rest)
}

/// Names in parentheses, `text(scope:name)`; one without a colon counts only at the end of a line,
/// since prose has words in parentheses too. What follows `]` is the target of a link.
fn scopes_in(text: &str) -> Vec<&str> {
    let text = text.trim();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find(['(', '（']).map(|open| from + open) {
        let inside = open + if text[open..].starts_with('(') { 1 } else { '（'.len_utf8() };
        let length =
            text[inside..].find(|c: char| !is_scope_character(c)).unwrap_or(text.len() - inside);
        let (name, after) = (&text[inside..inside + length], &text[inside + length..]);
        let last = matches!(after, ")" | "）");
        let closed = after.starts_with([')', '）']);
        if closed
            && (name.contains(':') || last)
            && !name.is_empty()
            && !text[..open].ends_with(']')
        {
            found.push(name);
        }
        from = inside + length;
    }
    found
}

fn is_scope_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Position;

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts
            .iter()
            .map(|text| Line { text: (*text).into(), at: Position { line: 4, column: 2 } })
            .collect()
    }

    fn read(remark: &str, texts: &[&str]) -> (Scopes, Vec<Doubt>) {
        let (mut scopes, mut doubts) = (Scopes::default(), Vec::new());
        let value = lines(texts);
        needed(
            &Fact { label: remark.into(), at: Position::default(), value: &value },
            &mut scopes,
            &mut doubts,
        );
        (scopes, doubts)
    }

    #[test]
    fn scopes_stand_in_parentheses() {
        for (text, expected) in [
            ("喂猫头鹰(owl:feed)", vec!["owl:feed"]),
            ("离线(offline_access)", vec!["offline_access"]),
            ("看(owl:read)喂(owl:feed.once)", vec!["owl:read", "owl:feed.once"]),
            ("全角（owl:read）", vec!["owl:read"]),
            ("[link](https) 与 (note) 说明", vec![]),
            ("看(owl:read", vec![]),
            ("()", vec![]),
        ] {
            assert_eq!(scopes_in(text), expected, "{text}");
        }
    }

    #[test]
    fn any_one_is_enough_unless_the_label_asks_for_all() {
        let (any, doubts) =
            read("权限要求开启任一权限即可", &["看(owl:read)", "喂(owl:feed)", "看(owl:read)"]);
        assert_eq!(
            (any.any_of, doubts),
            (vec!["owl:read".to_owned(), "owl:feed".to_owned()], vec![])
        );
        let (all, doubts) = read("权限要求需开启全部权限", &["看(owl:read)"]);
        assert_eq!((all.all_of, all.any_of, doubts), (vec!["owl:read".to_owned()], vec![], vec![]));
        assert_eq!(read("权限要求", &["无"]), (Scopes::default(), vec![]));
    }

    #[test]
    fn scopes_that_prose_groups_are_asked_about() {
        assert_eq!(read("权限要求根据对象申请可选权限", &["看(owl:read)"]).1.len(), 1);
        let (_, doubts) = read("权限要求", &["看(owl:read)", "必须有前者"]);
        assert_eq!((doubts.len(), doubts[0].at.line), (1, 4));
    }

    #[test]
    fn app_types_are_kept_only_where_they_are_not_those_of_the_call() {
        let known = [
            ("owl:read", &["custom", "isv"][..]),
            ("owl:feed", &["custom"]),
            ("owl:else", &["custom"]),
        ];
        let known = known.map(|(scope, apps)| {
            (scope.to_owned(), apps.iter().map(|a| (*a).to_owned()).collect())
        });
        let apps = ["custom".to_owned(), "isv".to_owned()];
        let (scopes, _) = read("权限要求", &["看(owl:read)", "喂(owl:feed)"]);
        let page = scopes.with_apps(&apps, &known.into());
        assert_eq!(
            page.apps.into_iter().collect::<Vec<_>>(),
            [("owl:feed".to_owned(), vec!["custom".to_owned()])]
        );
    }
}
