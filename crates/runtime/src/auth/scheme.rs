//! What a scheme needs, and the headers that it makes of a token.

use crate::{Scheme, Secret, SendValue, Token, TokenSource};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A scheme that a client can use.
pub(crate) struct Available {
    pub(crate) scheme: &'static Scheme,
    pub(crate) source: Arc<dyn TokenSource>,
}

impl Scheme {
    /// The credentials that the token call sends.
    pub(crate) fn sent(&self) -> impl Iterator<Item = &'static str> + use<> {
        let send = self.issue.as_ref().map_or(&[][..], |issue| issue.send);
        send.iter().filter_map(|(_, value)| match value {
            SendValue::Credential(name) => Some(*name),
            _ => None,
        })
    }

    /// The values that headers use beside the token and what the token call answers.
    pub(crate) fn in_headers(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.placeholders().filter(|name| !self.kept(name))
    }

    /// The values that headers use beside the token.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &'static str> + use<> {
        let templates = self.headers.iter().flat_map(|(_, template)| pieces(template));
        templates.filter_map(|piece| match piece {
            Piece::Value(name) if name != "token" => Some(name),
            _ => None,
        })
    }

    /// All credentials that it needs where it gets its token itself.
    pub(crate) fn needed(&self) -> Vec<&'static str> {
        self.sent().chain(self.in_headers()).collect()
    }

    fn kept(&self, name: &str) -> bool {
        self.issue.iter().flat_map(|issue| issue.keep).any(|(kept, _)| *kept == name)
    }
}

enum Piece<'a> {
    Text(&'a str),
    Value(&'a str),
}

/// Splits `Bearer {token}` into its text and its names.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let named = rest.strip_prefix('{').and_then(|after| after.split_once('}'));
        if let Some((name, after)) = named {
            rest = after;
            return Some(Piece::Value(name));
        }
        let end = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map(|(index, _)| index);
        let (text, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(Piece::Text(text))
    })
}

/// Puts the headers of a scheme into a request. An error names what is wrong and holds no value.
pub(crate) fn fill(
    scheme: &Scheme,
    token: &Token,
    credentials: &BTreeMap<String, Secret>,
    headers: &mut HeaderMap,
) -> Result<(), String> {
    for (name, template) in scheme.headers {
        let mut text = String::with_capacity(template.len() + token.value().expose().len());
        for piece in pieces(template) {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Value(value) => text.push_str(
                    look_up(value, token, credentials)
                        .ok_or_else(|| format!("nothing tells the `{value}` of its `{name}`"))?,
                ),
            }
        }
        let unsendable = |_| format!("its `{name}` holds characters that cannot be sent");
        let mut value = HeaderValue::try_from(text).map_err(unsendable)?;
        value.set_sensitive(true);
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("`{name}` is no header name"))?;
        headers.insert(name, value);
    }
    Ok(())
}

/// What came with the token is fresher than what the client was given.
fn look_up<'a>(
    name: &str,
    token: &'a Token,
    credentials: &'a BTreeMap<String, Secret>,
) -> Option<&'a str> {
    if name == "token" {
        return Some(token.value().expose());
    }
    let extra = token.extra().find(|(extra, _)| *extra == name).map(|(_, value)| value);
    extra.or_else(|| credentials.get(name)).map(Secret::expose)
}
