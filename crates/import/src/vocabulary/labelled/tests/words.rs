//! Lines and addresses, taken for themselves.

use super::super::{Address, value};
use crate::document::{Line, Position};

fn line(text: &str) -> Line {
    Line { text: text.to_owned(), at: Position { line: 3, column: 5 } }
}

#[test]
fn an_address_is_read_with_and_without_a_host_and_with_a_placeholder_for_it() {
    for (written, host, path, column) in [
        ("/open_api/:barn/owl", None, "/open_api/:barn/owl", 5),
        ("https://${Cloud Domain}/cgi/owl", None, "/cgi/owl", 28),
        ("https://[${域名}]/cgi/owl", None, "/cgi/owl", 20),
        ("`https://owl.example/cgi/{id}/x`", Some("https://owl.example"), "/cgi/:id/x", 25),
        ("https://owl.example/a then more", Some("https://owl.example"), "/a", 24),
        ("https://owl.example/${a b}", Some("https://owl.example"), "/:a b", 24),
    ] {
        let read = Address::parse(&line(written)).unwrap_or_else(|| panic!("{written}"));
        assert_eq!(read.host.as_deref(), host, "{written}");
        assert_eq!(read.path.text, path, "{written}");
        assert_eq!(read.path.at, Position { line: 3, column }, "{written}");
    }
}

#[test]
fn a_query_tells_pairs_with_a_value_from_those_with_a_placeholder() {
    let read = Address::parse(&line("https://${a}/b?id=${Random String}&kind=owl&page="));
    let read = read.expect("an address");
    assert_eq!(read.fixed, [("kind".to_owned(), "owl".to_owned())]);
    assert_eq!(read.variable, ["id", "page"]);
}

#[test]
fn what_has_no_path_is_no_address() {
    for text in
        ["", "https://${a}", "https://${a", "see the manual", "owl/a", "https://owl.example"]
    {
        assert_eq!(Address::parse(&line(text)), None, "{text}");
    }
}

#[test]
fn a_value_stands_behind_its_label_in_any_dress() {
    for (written, read, column) in [
        ("Method: POST", "POST", 13),
        ("- **Method**： POST", "POST", 19),
        ("Method:", "", 12),
        ("METHOD :POST", "POST", 13),
    ] {
        let found = value(&line(written), &["method"]).unwrap_or_else(|| panic!("{written}"));
        assert_eq!((found.text.as_str(), found.at.column), (read, column), "{written}");
    }
    for text in ["POST", "The method: POST", "Methods: POST", ""] {
        assert_eq!(value(&line(text), &["method"]), None, "{text}");
    }
}
