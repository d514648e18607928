//! A body or reply that is a shared type as a whole: whether it stays one.
//!
//! The rules are those of a field ([`super::field`]), but its marks are in `hand` of the operation,
//! and all that its type says are its fields.

use super::ChangeKind::{BothChanged, CaughtUp, Marked, SharedTypeLeft};
use super::field::{same, set};
use super::{Merger, put};
use larkspur_spec::facts::{self, Entry, View};
use serde_json::Value;

/// What both sides say of a body or reply.
struct Sides {
    /// The name of the fact that is its type.
    fact: String,
    /// The type as the spec writes it, and as the page does.
    spec: Option<Value>,
    page: Option<Value>,
    /// The fields of the spec's type as the page is known to have them, and those it has now.
    seen: Vec<Entry>,
    now: Vec<Entry>,
    /// Whether both mean the same.
    fits: bool,
}

impl Merger<'_> {
    /// Whether a body or reply keeps the shared type it names. Where the page has changed what the
    /// type says, `spec` and `out` get it written out instead.
    pub(super) fn keeps_type(
        &mut self,
        part: &str,
        spec: &mut Value,
        page: &Value,
        out: &mut Value,
    ) -> bool {
        let (Some(own), Some(new)) = (spec.get(part), page.get(part)) else {
            return false;
        };
        if self.types.named(own).is_none() {
            return false;
        }
        let sides = self.sides_of_type(part, own, new);
        if let Some(recorded) = facts::marks(spec).get(&sides.fact) {
            self.held_type(part, &sides, recorded, out);
            return true;
        }
        if sides.fits {
            return true;
        }
        let page_changed = self.page_changed(&sides.seen, &sides.now)
            || self.digest.is_some() && self.takes(part, &sides.fact, spec, page);
        if !page_changed {
            let knew = self.digest.is_none() || self.knew(&sides.now);
            put::mark_in(out, &sides.fact, sides.page.clone());
            let kind = if knew { Marked } else { BothChanged };
            self.tell(part, Some(&sides.fact), sides.spec, sides.page, kind);
            return true;
        }
        self.tell(part, Some(&sides.fact), sides.spec, sides.page, SharedTypeLeft);
        let inline = self.written_out(own);
        set(out, part, Some(inline.clone()));
        set(spec, part, Some(inline));
        false
    }

    fn sides_of_type(&self, part: &str, own: &Value, new: &Value) -> Sides {
        let seen = self.below(own, part, View::Page);
        let now = self.below(new, part, View::Spec);
        let spec = own.get("type").cloned();
        // A body or reply that says nothing of its type is a record.
        let page = Some(new.get("type").cloned().unwrap_or_else(|| "object".into()));
        let is_same_type = spec.as_ref().map(|ty| self.types.plain_type(ty)) == page;
        let fits = same(&seen, &now) && is_same_type;
        Sides { fact: format!("{part}.type"), spec, page, seen, now, fits }
    }

    /// A shared type that a person chose against the page.
    fn held_type(&mut self, part: &str, sides: &Sides, recorded: &Value, out: &mut Value) {
        let (fact, old, says) = (&sides.fact, sides.spec.clone(), sides.page.clone());
        if sides.fits {
            put::mark_in(out, fact, None);
            return self.tell(part, Some(fact), old, says, CaughtUp);
        }
        if Some(recorded) != says.as_ref() {
            put::mark_in(out, fact, says.clone());
            self.tell(part, Some(fact), old, says, BothChanged);
        }
        self.tell_below(&sides.seen, &sides.now);
    }

    /// A body or reply with its shared type written out.
    fn written_out(&self, own: &Value) -> Value {
        let mut inline = self.types.write_out(own);
        if let Some(inline) = inline.as_object_mut() {
            // A record has more keys than a body.
            let is_own = |key: &str| own.get(key).is_some();
            inline.retain(|key, _| is_own(key) || matches!(key.as_str(), "doc" | "fields"));
        }
        inline
    }
}
