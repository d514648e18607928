//! Who may call: the credentials a mock takes, made from what the auth schemes ask for.

use crate::error::MockError;
use larkspur_spec::tree::PlatformTree;
use std::collections::BTreeMap;

/// What one platform of a mock accepts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    values: BTreeMap<String, String>,
    kept: BTreeMap<String, String>,
    tokens: BTreeMap<String, String>,
}

impl Credentials {
    /// A credential by the name that the spec has for it: `app_id`, `plugin_secret`, `user_key`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// All credentials by name.
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }

    /// A value that comes with a token and that calls have to repeat, such as `ea`.
    pub fn kept(&self, name: &str) -> Option<&str> {
        self.kept.get(name).map(String::as_str)
    }

    /// The token that is always good for a scheme whose tokens the user supplies.
    pub fn token(&self, scheme: &str) -> Option<&str> {
        self.tokens.get(scheme).map(String::as_str)
    }

    /// All such tokens by scheme.
    pub fn tokens(&self) -> &BTreeMap<String, String> {
        &self.tokens
    }

    /// Invented credentials for everything that the platform's schemes mention.
    pub(crate) fn invent(platform: &PlatformTree) -> Credentials {
        let mut made = Credentials::default();
        for (scheme, auth) in &platform.platform.auth {
            let issue = auth.issue.as_ref();
            for name in issue.iter().flat_map(|issue| issue.keep.keys()) {
                made.kept.insert(name.clone(), format!("mock-{name}"));
            }
            let sent = issue.iter().flat_map(|issue| issue.send.values());
            let refresh = auth.refresh.iter().flat_map(|refresh| refresh.send.values());
            let sent = sent.chain(refresh);
            let sent = sent.filter_map(|value| Template::read(value.as_str()?));
            let headers = auth.headers.values().filter_map(|text| Template::read(text));
            let names = sent.chain(headers).map(|template| template.name);
            for name in names.filter(|name| !matches!(*name, "token" | "refresh_token")) {
                if !made.kept.contains_key(name) {
                    let value = format!("mock-{}-{name}", platform.name);
                    made.values.insert(name.to_owned(), value);
                }
            }
            if issue.is_none() {
                let token = format!("{}-mock-{}-{scheme}", letter(scheme), platform.name);
                made.tokens.insert(scheme.clone(), token);
            }
        }
        made
    }

    /// Replaces a credential; the platform has to know one of that name.
    pub(crate) fn replace(&mut self, name: &str, value: String) -> Result<(), MockError> {
        match self.values.get_mut(name) {
            Some(known) => {
                *known = value;
                Ok(())
            }
            None => Err(MockError::UnknownCredential(name.to_owned())),
        }
    }
}

/// The letter that tokens of a scheme begin with.
pub(crate) fn letter(scheme: &str) -> char {
    scheme.chars().next().unwrap_or('x')
}

/// A text with one name in braces: `Bearer {token}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template<'a> {
    before: &'a str,
    pub(crate) name: &'a str,
    after: &'a str,
}

impl<'a> Template<'a> {
    pub(crate) fn read(text: &'a str) -> Option<Template<'a>> {
        let (before, rest) = text.split_once('{')?;
        let (name, after) = rest.split_once('}')?;
        Some(Template { before, name, after })
    }

    /// What stands for the name in a text of this form; nothing when that would be empty.
    pub(crate) fn take<'t>(&self, text: &'t str) -> Option<&'t str> {
        let inner = text.strip_prefix(self.before)?.strip_suffix(self.after)?;
        (!inner.is_empty()).then_some(inner)
    }
}
