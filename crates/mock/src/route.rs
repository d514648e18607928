//! Path templates: which request belongs to which operation.

use crate::text;
use std::cmp::Ordering;

/// A path such as `/open_api/:project_key/work_item/filter`, cut into segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Fixed(String),
    Named(String),
}

impl Template {
    pub(crate) fn new(path: &str) -> Template {
        let segments = path.trim_start_matches('/').split('/');
        Template {
            segments: segments
                .map(|segment| match segment.strip_prefix(':') {
                    Some(name) => Segment::Named(name.to_owned()),
                    None => Segment::Fixed(segment.to_owned()),
                })
                .collect(),
        }
    }

    /// The parameters in a path that is still encoded; nothing when the path is another one. A
    /// parameter is exactly one segment: an encoded slash does not make two of it.
    pub(crate) fn matches(&self, path: &str) -> Option<Vec<(String, String)>> {
        let mut given = path.strip_prefix('/')?.split('/');
        let mut found = Vec::new();
        for segment in &self.segments {
            let text = given.next()?;
            match segment {
                // Most paths are other ones, and most are not encoded.
                Segment::Fixed(fixed) if fixed == text => {}
                Segment::Fixed(fixed) => {
                    text.contains('%')
                        .then(|| text::decode(text, false))?
                        .filter(|t| t == fixed)?;
                }
                Segment::Named(name) => found.push((name.clone(), text::decode(text, false)?)),
            }
        }
        given.next().is_none().then_some(found)
    }

    /// The first segment, which tells platforms apart.
    pub(crate) fn first(&self) -> Option<&str> {
        match self.segments.first() {
            Some(Segment::Fixed(fixed)) => Some(fixed),
            _ => None,
        }
    }

    /// Where fixed text and a parameter could both take a segment, fixed text does.
    pub(crate) fn closer(&self, other: &Template) -> Ordering {
        let fixed = |template: &Template| -> Vec<bool> {
            let segments = template.segments.iter();
            segments.map(|segment| matches!(segment, Segment::Fixed(_))).collect()
        };
        fixed(self).cmp(&fixed(other))
    }

    /// Whether both take the same paths.
    pub(crate) fn same(&self, other: &Template) -> bool {
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(|pair| match pair {
                (Segment::Fixed(a), Segment::Fixed(b)) => a == b,
                (Segment::Named(_), Segment::Named(_)) => true,
                _ => false,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_one_segment() {
        let template = Template::new("/files/:file_token/versions");
        let found = template.matches("/files/..%2Fx%3Fy/versions");
        assert_eq!(found, Some(vec![("file_token".to_owned(), "../x?y".to_owned())]));
        assert_eq!(template.matches("/files/a/b/versions"), None);
        assert_eq!(template.matches("/files/a"), None);
    }

    #[test]
    fn fixed_text_wins() {
        let fixed = Template::new("/open_api/work_item/filter");
        let named = Template::new("/open_api/:project_key/filter");
        assert_eq!(fixed.closer(&named), Ordering::Greater);
    }
}
