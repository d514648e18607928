//! Which ids exist.
//!
//! The ids of the spec's examples do, the keys of the items seeded, and what calls have made
//! since. Where an operation documents a code for a thing that is not there, any other id gets
//! it; where it documents none, a list that hangs on the id is empty.

use crate::catalogue::Served;
use crate::data::DataSet;
use crate::faults;
use larkspur_spec::model::{Field, Type};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Known ids by platform and parameter.
type Known = BTreeMap<(String, String), BTreeSet<String>>;

/// What the specs say of ids.
#[derive(Debug)]
pub(crate) struct Documented {
    known: Known,
    /// The code of an unknown id by operation and parameter.
    codes: BTreeMap<String, BTreeMap<String, i64>>,
}

/// The ids of a mock.
#[derive(Debug)]
pub(crate) struct Ids {
    any: bool,
    documented: Arc<Documented>,
    learned: Mutex<Known>,
}

impl Documented {
    pub(crate) fn new(operations: &[Served]) -> Documented {
        let mut known = Known::new();
        let mut codes = BTreeMap::new();
        for served in operations {
            let found = codes.entry(served.id.clone()).or_insert_with(BTreeMap::new);
            for (name, field) in ids(served) {
                let place = (served.platform.name.clone(), name.clone());
                known.entry(place).or_default().extend(examples(served, name, field));
                if let Some(code) = faults::not_found(served, name, field.required) {
                    found.insert(name.clone(), code);
                }
            }
        }
        for ((_, name), values) in &mut known {
            if values.is_empty() {
                values.insert(format!("mock-{name}"));
            }
        }
        Documented { known, codes }
    }
}

impl Ids {
    pub(crate) fn new(documented: Arc<Documented>, any: bool) -> Ids {
        Ids { any, documented, learned: Mutex::default() }
    }

    fn learned(&self) -> MutexGuard<'_, Known> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this id exists.
    pub(crate) fn learn(&self, platform: &str, name: &str, value: &str) {
        let place = (platform.to_owned(), name.to_owned());
        self.learned().entry(place).or_default().insert(value.to_owned());
    }

    /// The ids an operation takes, by parameter.
    pub(crate) fn of(&self, served: &Served) -> BTreeMap<String, Vec<String>> {
        let learned = self.learned();
        let list = |name: &String| {
            let place = (served.platform.name.clone(), name.clone());
            let all = [self.documented.known.get(&place), learned.get(&place)];
            let all: BTreeSet<&String> = all.into_iter().flatten().flatten().collect();
            all.into_iter().cloned().collect()
        };
        let wanted = |(name, field): &(&String, &Field)| {
            let hangs = served.list.is_some() && served.operation.paging.is_none();
            let names = served.operation.path.contains_key(*name) || (hangs && field.required);
            names || self.code(served, name).is_some()
        };
        ids(served).filter(wanted).map(|(name, _)| (name.clone(), list(name))).collect()
    }

    fn code(&self, served: &Served, name: &str) -> Option<i64> {
        self.documented.codes.get(&served.id)?.get(name).copied()
    }

    fn exists(&self, served: &Served, set: &DataSet, name: &str, values: &Value) -> bool {
        let Some(given) = values.get(name).filter(|_| !self.any) else {
            return true;
        };
        let place = (served.platform.name.clone(), name.to_owned());
        let learned = self.learned();
        let known = [self.documented.known.get(&place), learned.get(&place)];
        texts(given).iter().all(|id| {
            let seeded = || served.list.as_ref().is_some_and(|list| set.has(served, list, id));
            known.iter().flatten().any(|known| known.contains(id)) || seeded()
        })
    }

    /// The first parameter that names something unknown, and the code for it.
    pub(crate) fn missing(
        &self,
        served: &Served,
        set: &DataSet,
        values: &Value,
    ) -> Option<(String, i64)> {
        ids(served).find_map(|(name, _)| {
            let code = self.code(served, name)?;
            (!self.exists(served, set, name, values)).then(|| (name.clone(), code))
        })
    }

    /// Whether a required id without a code of its own is unknown.
    pub(crate) fn foreign(&self, served: &Served, set: &DataSet, values: &Value) -> bool {
        ids(served).any(|(name, field)| {
            let silent = field.required && self.code(served, name).is_none();
            silent && !self.exists(served, set, name, values)
        })
    }
}

/// The parameters that can be ids: text or whole numbers with neither a list of values nor a
/// part in paging.
fn ids(served: &Served) -> impl Iterator<Item = (&String, &Field)> {
    let paging = served.operation.paging.as_ref();
    let steers = move |name: &String| {
        paging.is_some_and(|paging| {
            let names = [&paging.token, &paging.page, &paging.size];
            names.iter().any(|steering| steering.as_ref() == Some(name))
        })
    };
    served.parameters().filter(move |(name, field)| {
        let simple = matches!(field.ty.innermost(), Type::String | Type::Integer);
        simple && field.values.is_empty() && !steers(name)
    })
}

fn examples(served: &Served, name: &str, field: &Field) -> Vec<String> {
    let calls = served.operation.examples.iter().flat_map(|example| {
        let body = example.body.as_ref().and_then(|body| body.get(name));
        [example.parameters.get(name), body]
    });
    let values = calls.chain([field.example.as_ref()]).flatten();
    values.flat_map(texts).collect()
}

/// An id, or a list of them, as text.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}
