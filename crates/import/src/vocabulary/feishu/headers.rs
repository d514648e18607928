//! The header parameters: the token and the media type have places of their own in a spec.

use super::super::tables::joined;
use super::super::wording::{holds_any, media_types};
use crate::document::Line;
use crate::page::{Doubt, Row};
use larkspur_spec::model::Media;

/// Kinds of token and the auth scheme of `platform.yaml` that each belongs to.
const TOKENS: &[(&str, &str)] = &[
    ("tenant_access_token", "tenant"),
    ("user_access_token", "user"),
    ("app_access_token", "app"),
];

/// What prose calls a header.
const HEADER_WORDS: &[&str] = &["header", "请求头"];

/// What the header parameters say.
#[derive(Debug, Default)]
pub(super) struct Headers {
    /// Auth schemes; `None`: the page does not say.
    pub(super) auth: Option<Vec<String>>,
    /// How the body is written.
    pub(super) media: Option<Media>,
    /// The others.
    pub(super) others: Vec<Row>,
}

impl Headers {
    /// Takes the rows of a table of header parameters. A table without a token is that of a call
    /// that anybody may make.
    pub(super) fn take(&mut self, rows: Vec<Row>, doubts: &mut Vec<Doubt>) {
        let mut auth = Vec::new();
        let mut known = true;
        for row in rows {
            match row.name.to_ascii_lowercase().as_str() {
                "authorization" => {
                    auth = tokens(&row);
                    known = !auth.is_empty();
                    ask_about_token(&row, known, doubts);
                }
                "content-type" => self.media = media(&row, doubts),
                _ => self.others.push(row),
            }
        }
        if known && (self.auth.is_none() || !auth.is_empty()) {
            self.auth = Some(auth);
        }
    }

    /// Notes a header that the text asks for.
    pub(super) fn note(lines: &[Line], doubts: &mut Vec<Doubt>) {
        let named = lines.iter().find_map(|line| Some((line, header_name(&line.text)?)));
        let spoken_of = || lines.iter().find(|line| holds_any(&line.text, HEADER_WORDS));
        let (line, asks) = match named {
            Some((line, name)) => {
                (line, format!("The text asks for a header {name}: is it a parameter of the call?"))
            }
            None => match spoken_of() {
                Some(line) => {
                    (line, "The text speaks of a header: is it a parameter of the call?".to_owned())
                }
                None => return,
            },
        };
        doubts.push(Doubt {
            at: line.at,
            place: "header".into(),
            asks,
            assumed: Some("it is not sent".into()),
        });
    }
}

/// Whether a row speaks of a header, for rows under a heading that does not say where they belong.
pub(super) fn is_header(row: &Row) -> bool {
    row.description.iter().any(|line| holds_any(&line.text, HEADER_WORDS))
}

/// The schemes of a row: as code where the row marks them so, since its prose links to pages about
/// the other kinds.
fn tokens(row: &Row) -> Vec<String> {
    let marked = row.description.iter().flat_map(|line| line.text.split('`').skip(1).step_by(2));
    let schemes =
        in_order(marked.filter_map(|code| TOKENS.iter().find(|(token, _)| *token == code.trim())));
    if !schemes.is_empty() {
        return schemes;
    }
    let text = joined(&row.description);
    let mut found: Vec<_> =
        TOKENS.iter().filter_map(|token| Some((text.find(token.0)?, token))).collect();
    found.sort_by_key(|(place, _)| *place);
    in_order(found.into_iter().map(|(_, token)| token))
}

fn in_order<'a>(tokens: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Vec<String> {
    let mut schemes: Vec<String> = Vec::new();
    for (_, scheme) in tokens {
        if !schemes.iter().any(|known| known == scheme) {
            schemes.push((*scheme).to_owned());
        }
    }
    schemes
}

fn ask_about_token(row: &Row, known: bool, doubts: &mut Vec<Doubt>) {
    let (asks, assumed) = match (known, row.required) {
        (false, _) => (
            "The page asks for a token and names no known kind: which auth schemes does the call take?",
            "all",
        ),
        (true, Some(false)) => (
            "The page says that the token may be left out: is the call open to anybody?",
            "it is sent",
        ),
        _ => return,
    };
    doubts.push(Doubt {
        at: row.at,
        place: "auth".into(),
        asks: asks.into(),
        assumed: Some(assumed.into()),
    });
}

fn media(row: &Row, doubts: &mut Vec<Doubt>) -> Option<Media> {
    let named: Vec<Media> = media_types(&joined(&row.description)).collect();
    let asks = match named[..] {
        [media] => return Some(media),
        [] => "The page names no known media type for the body: how is it written?",
        _ => "The page names several media types for the body: which one is meant?",
    };
    let assumed = named.first().copied();
    let words = assumed.map_or("json".to_owned(), |media| format!("{media:?}").to_lowercase());
    doubts.push(Doubt {
        at: row.at,
        place: "body.media".into(),
        asks: asks.into(),
        assumed: Some(words),
    });
    assumed
}

/// A word of the form `X-Some-Name`.
fn header_name(text: &str) -> Option<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .find(|word| word.len() > 2 && (word.starts_with("X-") || word.starts_with("x-")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Position;

    fn row(name: &str, lines: &[&str]) -> Row {
        let line = |text: &&str| Line { text: (*text).into(), at: Position { line: 9, column: 1 } };
        Row {
            name: name.into(),
            required: Some(true),
            description: lines.iter().map(line).collect(),
            ..Row::default()
        }
    }

    fn read(rows: Vec<Row>) -> (Headers, Vec<Doubt>) {
        let (mut headers, mut doubts) = (Headers::default(), Vec::new());
        headers.take(rows, &mut doubts);
        (headers, doubts)
    }

    #[test]
    fn the_token_row_gives_the_schemes() {
        for (lines, schemes) in [
            (
                &["`tenant_access_token`", "或", "`user_access_token`", "Bearer `access_token`"][..],
                &["tenant", "user"][..],
            ),
            (&["`user_access_token`", "[about tenant_access_token](https://a.example)"], &["user"]),
            (&["user_access_token or app_access_token"], &["user", "app"]),
        ] {
            let (headers, doubts) = read(vec![row("authorization", lines)]);
            assert_eq!(
                (headers.auth.unwrap_or_default(), doubts),
                (schemes.iter().map(|s| (*s).to_owned()).collect(), vec![])
            );
        }
    }

    #[test]
    fn a_table_without_a_token_is_an_open_call_and_no_table_says_nothing() {
        assert_eq!(read(vec![row("Content-Type", &["application/json"])]).0.auth, Some(vec![]));
        assert_eq!(Headers::default().auth, None);
    }

    #[test]
    fn a_token_of_unknown_kind_is_asked_about() {
        let (headers, doubts) = read(vec![row("Authorization", &["Bearer xyz"])]);
        assert_eq!((headers.auth, doubts.len()), (None, 1));
    }

    #[test]
    fn the_media_type_is_found_inside_its_sentence() {
        for (text, media, asked) in [
            ("**固定值**：\"application/json; charset=utf-8\"", Some(Media::Json), false),
            ("\"multipart/form-data; boundary=---1\"", Some(Media::Multipart), false),
            ("application/x-www-form-urlencoded", Some(Media::Form), false),
            ("text/owl", None, true),
            ("application/json or multipart/form-data", Some(Media::Multipart), true),
        ] {
            let (headers, doubts) = read(vec![row("content-type", &[text])]);
            assert_eq!((headers.media, !doubts.is_empty()), (media, asked), "{text}");
        }
    }

    #[test]
    fn a_header_in_the_text_is_asked_about_by_name() {
        let mut doubts = Vec::new();
        Headers::note(
            &row("", &["还需添加 Header：", "Key: X-Owl-Token"]).description,
            &mut doubts,
        );
        Headers::note(&row("", &["see above"]).description, &mut doubts);
        assert_eq!(doubts.len(), 1);
        assert!(doubts[0].asks.contains("X-Owl-Token"));
    }
}
