//! Where a page says it is from, in the words of each rendering, and what its address tells.

use crate::day;
use crate::document::Line;
use crate::page::PageSource;
use std::collections::BTreeMap;

const URL: &[&str] = &["source", "source_url", "Source", "url"];
const FULL_PATH: &[&str] = &["fullPath", "full_path"];
const ID: &[&str] = &["id"];
const DAY: &[&str] = &["last_remote_update", "updated"];
const MILLISECONDS: &[&str] = &["updatedAt", "updateTime", "last_remote_update_timestamp"];

/// Where the vendor's document tree is served from, for pages that only know their place in it.
const DOCUMENTS: &str = "https://open.feishu.cn/document";

/// What addresses of the vendor's pages have before the path in the document tree.
const DOCUMENT: &str = "/document/";

/// What the address of a page about an older version of a call has in it.
const HISTORIC: &str = "historic-version";

/// The vendor prints days of its own time zone.
const EAST_OF_UTC_HOURS: i64 = 8;

const HOUR: i64 = 3600;
const DAY_SECONDS: i64 = 24 * HOUR;

/// Reads what stands before the page.
pub(super) fn source(meta: &BTreeMap<String, Line>) -> PageSource {
    let get = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| meta.get(*key))
            .map(|line| line.text.clone())
            .filter(|text| !text.is_empty())
    };
    let said = get(URL);
    let full_path = get(FULL_PATH).or_else(|| said.as_deref().and_then(tree_path));
    let in_tree = || full_path.as_ref().map(|path| format!("{DOCUMENTS}{path}"));
    let url = said.or_else(in_tree);
    let updated = get(DAY).filter(|day| day::is_day(day)).or_else(|| {
        let milliseconds: i64 = get(MILLISECONDS)?.parse().ok()?;
        day_of(milliseconds)
    });
    PageSource { url, full_path, id: get(ID), updated }
}

/// Whether the address of a page is that of an older version of its call.
pub(crate) fn is_historic(address: &str) -> bool {
    address.contains(HISTORIC)
}

/// Whether an address lies within the vendor's document tree or is a public one, where it is that of
/// a page at all. The same page has one of each, so that only two of one sort can be compared.
pub(crate) fn is_in_tree(url: &str) -> Option<bool> {
    let (_, path) = url.split_once(DOCUMENT)?;
    Some(is_opaque(path.split('/').next().unwrap_or_default()))
}

/// The path in the vendor's document tree, where an address is made of it.
fn tree_path(url: &str) -> Option<String> {
    let (_, path) = url.split_once(DOCUMENT).filter(|_| is_in_tree(url) == Some(true))?;
    Some(format!("/{path}"))
}

/// Paths in the tree open with a folder that has a made-up name like `uAjLw4CM`.
fn is_opaque(folder: &str) -> bool {
    folder.starts_with('u')
        && folder.len() >= 8
        && folder.chars().all(|c| c.is_ascii_alphanumeric())
        && folder.chars().any(|c| c.is_ascii_uppercase())
}

/// The day of an instant, in the vendor's time zone.
fn day_of(milliseconds: i64) -> Option<String> {
    let seconds = milliseconds.div_euclid(1000).checked_add(EAST_OF_UTC_HOURS * HOUR)?;
    day::of(seconds.div_euclid(DAY_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> PageSource {
        let line = |text: &str| Line { text: text.into(), ..Line::default() };
        source(&pairs.iter().map(|(key, text)| ((*key).to_owned(), line(text))).collect())
    }

    #[test]
    fn the_day_is_the_one_of_the_vendors_time_zone() {
        for (milliseconds, expected) in [
            (0, Some("1970-01-01")),
            (57_599_999, Some("1970-01-01")),
            (57_600_000, Some("1970-01-02")),
            (951_753_600_000, Some("2000-02-29")),
            (1_709_136_000_000, Some("2024-02-29")),
            (1_735_660_799_999, Some("2024-12-31")),
            (1_735_660_800_000, Some("2025-01-01")),
            (4_107_513_599_999, Some("2100-02-28")),
            (4_107_513_600_000, Some("2100-03-01")),
            (-86_400_000, None),
            (i64::MAX, None),
            (i64::MIN, None),
        ] {
            assert_eq!(day_of(milliseconds).as_deref(), expected, "{milliseconds}");
        }
    }

    #[test]
    fn each_rendering_has_its_own_words() {
        let tags = read(&[
            ("source", "https://a.example/document/owls/feed"),
            ("id", "71"),
            ("fullPath", "/uAbCdE12/feed"),
            ("updatedAt", "1735660800000"),
        ]);
        assert_eq!(tags.url.as_deref(), Some("https://a.example/document/owls/feed"));
        assert_eq!(
            (tags.id.as_deref(), tags.full_path.as_deref()),
            (Some("71"), Some("/uAbCdE12/feed"))
        );
        assert_eq!(tags.updated.as_deref(), Some("2025-01-01"));
        let lines =
            read(&[("source_url", "https://a.example/x"), ("last_remote_update", "2025-01-01")]);
        assert_eq!((lines.updated.as_deref(), lines.full_path), (Some("2025-01-01"), None));
        let tree = read(&[("fullPath", "/uAbCdE12/feed"), ("updateTime", "1735660800000")]);
        assert_eq!(tree.updated.as_deref(), Some("2025-01-01"));
        let served = "https://open.feishu.cn/document/uAbCdE12/feed";
        assert_eq!(tree.url.as_deref(), Some(served), "the place in the tree is an address too");
    }

    #[test]
    fn an_address_made_of_the_tree_path_gives_both() {
        for (url, full_path) in [
            ("https://a.example/document/uAbCdE12/uX/feed", Some("/uAbCdE12/uX/feed")),
            ("https://a.example/document/users-and-owls/feed", None),
            ("https://a.example/document/usersandowls/feed", None),
            ("https://a.example/x", None),
        ] {
            assert_eq!(read(&[("Source", url)]).full_path.as_deref(), full_path, "{url}");
        }
    }

    #[test]
    fn a_date_that_cannot_be_read_is_none() {
        assert_eq!(read(&[("updatedAt", "soon")]).updated, None);
        assert_eq!(
            read(&[("last_remote_update", "2025/1/1"), ("last_remote_update_timestamp", "0")])
                .updated
                .as_deref(),
            Some("1970-01-01")
        );
    }
}
