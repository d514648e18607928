//! What a description says about its field: default, range, values, scopes.
//!
//! The column of descriptions is where most facts of a page are: some under labels, others in the
//! middle of prose. A description is first cut into its labelled parts, then each kind of fact has
//! one reader over them. What stands under a label is believed; what stands in prose only where the
//! wording leaves no choice. A wrong limit would make the client refuse what the platform takes, so
//! that a limit that is not sure becomes a [`Remark`] and no fact.

mod limits;
mod literal;
mod moment;
mod sections;
#[cfg(test)]
mod tests;
mod values;
mod wording;

use crate::document::{Line, Position};
use crate::type_name::TypeName;
use indexmap::IndexSet;
use larkspur_spec::model::{EnumValue, Map};
use literal::Literal;
use sections::{Label, Section};
use serde_json::{Number, Value};
use std::collections::BTreeMap;

pub(crate) use limits::Limit;
pub(crate) use moment::Moment;

/// The facts of a description.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Described {
    /// What the platform takes when nothing is sent.
    pub(crate) default: Option<Value>,
    /// The only value allowed.
    pub(crate) fixed: Option<Value>,
    /// The example, as JSON where it is, else as text. Evidence; it never gets into a spec.
    pub(crate) example: Option<Value>,
    /// The known values, in the order of the page.
    pub(crate) values: Map<EnumValue>,
    /// The limits.
    pub(crate) limits: BTreeMap<Limit, Number>,
    /// The regular expression the text matches.
    pub(crate) pattern: Option<String>,
    /// A named form of the text.
    pub(crate) format: Option<&'static str>,
    /// Scopes needed for the field to be filled.
    pub(crate) scopes: IndexSet<String>,
    /// It is an instant.
    pub(crate) moment: Option<Moment>,
    /// Not to be used any more; text of ours.
    pub(crate) deprecated: Option<String>,
    /// What the text says about whether a request must carry it, for tables without that column.
    pub(crate) required: Option<bool>,
    /// The structure of another page that the value follows.
    pub(crate) structure: Option<String>,
    /// What could not be read.
    pub(crate) remarks: Vec<Remark>,
}

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// The default or the fixed value: a matter of requests.
    Default,
    /// A limit: a matter of requests.
    Limit,
    /// Anything else.
    Other,
}

/// Something in a description that a person must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// What it is about.
    pub(crate) about: About,
    /// Where on the page.
    pub(crate) at: Position,
    /// The question, as a sentence.
    pub(crate) asks: String,
    /// What was assumed until it is answered.
    pub(crate) assumed: Option<String>,
}

impl Described {
    fn remark(&mut self, about: About, at: Position, asks: impl Into<String>, assumed: &str) {
        let assumed = Some(assumed.to_owned());
        self.remarks.push(Remark { about, at, asks: asks.into(), assumed });
    }
}

/// Reads a description of a field of that type.
pub(crate) fn describe(lines: &[Line], ty: &TypeName) -> Described {
    let sections = sections::split(lines, ty);
    let mut described = Described::default();
    for section in &sections {
        read_section(section, ty, &mut described);
    }
    value_scopes(&sections, &mut described);
    limits::read(&sections, ty, &mut described);
    prose_default(&sections, ty, &mut described);
    moment::read(&sections, ty, &mut described);
    wording::read(&sections, ty, &mut described);
    reconcile(ty, &mut described, lines.first().map(|line| line.at).unwrap_or_default());
    described
}

fn read_section(section: &Section, ty: &TypeName, described: &mut Described) {
    match &section.label {
        Label::Default => {
            if let Some(value) = labelled_literal(section, ty, "default", described) {
                described.default.get_or_insert(value);
            }
        }
        Label::Fixed => {
            if let Some(value) = labelled_literal(section, ty, "fixed value", described) {
                described.fixed.get_or_insert(value);
            }
        }
        Label::Example => {
            described.example = described.example.take().or_else(|| literal::example(section));
        }
        Label::Values { sure } => values::read(section, *sure, ty, described),
        Label::Scopes => described.scopes.extend(wording::scopes(section)),
        Label::ScopesOf(_) | Label::Rules | Label::Prose => {}
    }
}

/// The value of `**默认值**：...`, where it is one of the type.
fn labelled_literal(
    section: &Section,
    ty: &TypeName,
    what: &str,
    described: &mut Described,
) -> Option<Value> {
    let line = section.lines.first()?;
    match literal::read(&line.text, ty) {
        Literal::Value(value) => Some(value),
        Literal::Absent => None,
        Literal::Unread => {
            let asks =
                format!("What the page gives as the {what} is no value of the type: which is it?");
            described.remark(About::Default, line.at, asks, "none");
            None
        }
    }
}

/// Gives the values the scopes that the page names for them.
fn value_scopes(sections: &[Section], described: &mut Described) {
    for section in sections {
        let Label::ScopesOf(value) = &section.label else {
            continue;
        };
        let scopes = wording::scopes(section);
        if let Some(known) = described.values.get_mut(value) {
            known.scopes.extend(scopes);
        } else if let Some(line) = section.lines.first() {
            let asks = format!(
                "The value {value} needs scopes of its own, but the page does not list it as a value."
            );
            described.remark(About::Other, line.at, asks, "no scopes");
        }
    }
}

/// A default in the middle of a sentence.
fn prose_default(sections: &[Section], ty: &TypeName, described: &mut Described) {
    if described.default.is_some() {
        return;
    }
    let prose = sections.iter().filter(|section| section.label == Label::Prose);
    for line in prose.flat_map(|section| &section.lines).filter(|line| !line.is_bullet) {
        match literal::in_prose(&line.text, ty) {
            Literal::Value(value) => {
                described.default = Some(value);
                return;
            }
            Literal::Unread => {
                let asks =
                    "The text names a default in words or units of its own: which value is it?";
                described.remark(About::Default, line.at, asks, "none");
            }
            Literal::Absent => {}
        }
    }
}

/// Takes back what contradicts what stands beside it.
fn reconcile(ty: &TypeName, described: &mut Described, at: Position) {
    if described.moment.is_some() {
        described.limits.clear();
        described.default = None;
        described.fixed = None;
        described.pattern = None;
    }
    for (low, high) in limits::PAIRS {
        let both = (described.limits.get(&low), described.limits.get(&high));
        if matches!(both, (Some(low), Some(high)) if low.as_f64() > high.as_f64()) {
            described.limits.remove(&low);
            described.limits.remove(&high);
            let asks = "The lower limit is above the upper one: which holds?";
            described.remark(About::Limit, at, asks, "none");
        }
    }
    let is_list = matches!(ty, TypeName::List(_));
    let (values, limits) = (&described.values, &described.limits);
    let fits = |value: &Value| {
        limits::allow(limits, value, is_list) && (values.is_empty() || values::knows(values, value))
    };
    let misfit = |value: &Option<Value>| value.as_ref().is_some_and(|value| !fits(value));
    let (default_is_off, fixed_is_off) = (misfit(&described.default), misfit(&described.fixed));
    if default_is_off {
        described.default = None;
        let asks = "The default is outside of the limits or of the listed values: which holds?";
        described.remark(About::Default, at, asks, "no default");
    }
    if fixed_is_off {
        described.fixed = None;
        let asks = "The fixed value is outside of the limits or of the listed values: which holds?";
        described.remark(About::Default, at, asks, "no fixed value");
    }
}
