//! The truth about lists, for tests to hold results against: computed from the items themselves,
//! apart from pages, tokens and windows of calls. And how tests change it.

use crate::catalogue::{Catalogue, Served};
use crate::data::DataSet;
use crate::error::MockError;
use crate::list::List;
use crate::mock::Mock;
use crate::places::Place;
use crate::rules::Asked;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Mock {
    /// Gives a list so many items from now on, or a download so many bytes.
    pub fn seed(&self, operation: &str, count: usize) -> Result<(), MockError> {
        let set = seeded(&self.app.catalogue, operation, count)?;
        self.app.put(operation, set);
        Ok(())
    }

    /// Gives a list other items from now on, as
    /// [`MockBuilder::seed_over`][crate::MockBuilder::seed_over] does.
    pub fn seed_over(
        &self,
        operation: &str,
        start_ms: i64,
        end_ms: i64,
        count: usize,
    ) -> Result<(), MockError> {
        let set = seeded_over(&self.app.catalogue, operation, start_ms, end_ms, count)?;
        self.app.put(operation, set);
        Ok(())
    }

    /// Lets one item appear in a list for each of these instants, in milliseconds, and returns
    /// their keys. Where no window filters the list, items appear at its end, whatever their
    /// instants.
    pub fn add_items(
        &self,
        operation: &str,
        instants: impl IntoIterator<Item = i64>,
    ) -> Result<Vec<String>, MockError> {
        let (served, list, _) = self.listed(operation)?;
        let instants: Vec<i64> = instants.into_iter().collect();
        let keys = self.app.change(operation, |set| {
            let timed = set.timed;
            let each = instants.iter().map(|at| {
                let place = set.places.add(if timed { *at } else { 0 });
                set.key(served, list, place)
            });
            each.collect()
        });
        Ok(keys.unwrap_or_default())
    }

    /// Lets the items with these keys disappear from a list.
    pub fn remove_items<K: AsRef<str>>(
        &self,
        operation: &str,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<(), MockError> {
        let numbers = self.numbers(operation, keys)?;
        self.app.change(operation, |set| set.places.remove(|number| numbers.contains(&number)));
        Ok(())
    }

    /// Hides the items with these keys from everybody: they are on no page, but they count in
    /// totals and take their places on pages.
    pub fn hide_items<K: AsRef<str>>(
        &self,
        operation: &str,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<(), MockError> {
        let numbers = self.numbers(operation, keys)?;
        self.app.change(operation, |set| set.places.hide(numbers));
        Ok(())
    }

    /// From now on [`Mock::keys_always`] and [`Mock::keys_ever`] count. At first, that is since
    /// the list was seeded.
    pub fn mark(&self) {
        self.app.mark();
    }

    /// The keys of all items of a list, in order.
    pub fn keys(&self, operation: &str) -> Result<Vec<String>, MockError> {
        let (served, list, set) = self.listed(operation)?;
        Ok(shown(&set).map(|place| set.key(served, list, place)).collect())
    }

    /// The keys of the items that one call over a range would get, if calls could be so long: by
    /// the instants that the list's first window filters by, and the ends as the mock has them.
    pub fn keys_between(
        &self,
        operation: &str,
        start_ms: i64,
        end_ms: i64,
    ) -> Result<Vec<String>, MockError> {
        let (served, list, set) = self.listed(operation)?;
        if !set.timed {
            return Err(MockError::NoWindow(operation.to_owned()));
        }
        let range = Asked { start: Some(start_ms), end: Some(end_ms) };
        let within = set.places.range(set.within(&[range], self.app.edges));
        let within = within.filter(|place| set.places.is_shown(*place));
        Ok(within.map(|place| set.key(served, list, place)).collect())
    }

    /// The keys of the items of a list that were there all the time since [`Mock::mark`].
    pub fn keys_always(&self, operation: &str) -> Result<Vec<String>, MockError> {
        let (served, list, set) = self.listed(operation)?;
        let always = shown(&set).filter(|place| set.places.was_marked(*place));
        Ok(always.map(|place| set.key(served, list, place)).collect())
    }

    /// The keys of the items of a list that were there at some time since [`Mock::mark`], those
    /// that are gone last.
    pub fn keys_ever(&self, operation: &str) -> Result<Vec<String>, MockError> {
        let (served, list, set) = self.listed(operation)?;
        let gone = set.places.gone().iter().copied();
        let gone = gone.filter(|place| set.places.is_shown(*place));
        Ok(shown(&set).chain(gone).map(|place| set.key(served, list, place)).collect())
    }

    /// The instants of all items of a list that a time window filters, in milliseconds and in
    /// the order of [`Mock::keys`].
    pub fn instants(&self, operation: &str) -> Result<Vec<i64>, MockError> {
        let (_, _, set) = self.listed(operation)?;
        Ok(shown(&set).filter(|_| set.timed).map(|place| place.instant).collect())
    }

    /// All items of a list, in order, as a call without parameters would see them.
    pub fn items(&self, operation: &str) -> Result<Vec<Value>, MockError> {
        let (served, list, set) = self.listed(operation)?;
        Ok(shown(&set).map(|place| set.item(served, list, place, &Value::Null)).collect())
    }

    fn listed(&self, operation: &str) -> Result<(&Served, &List, Arc<DataSet>), MockError> {
        let served = self.app.catalogue.operation(operation)?;
        let list = served.list.as_ref();
        let list = list.ok_or_else(|| MockError::NoList(operation.to_owned()))?;
        Ok((served, list, self.app.set(operation)))
    }

    fn numbers<K: AsRef<str>>(
        &self,
        operation: &str,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<BTreeSet<usize>, MockError> {
        let (served, list, set) = self.listed(operation)?;
        let keys: Vec<K> = keys.into_iter().collect();
        let keys: BTreeSet<&str> = keys.iter().map(AsRef::as_ref).collect();
        let all = set.places.range(0..set.places.len());
        let wanted = all.filter(|place| keys.contains(set.key(served, list, *place).as_str()));
        Ok(wanted.map(|place| place.number).collect())
    }
}

fn shown(set: &DataSet) -> impl Iterator<Item = Place> {
    let all = set.places.range(0..set.places.len());
    all.filter(|place| set.places.is_shown(*place))
}

/// A data set for a list or a download.
pub(crate) fn seeded(catalogue: &Catalogue, id: &str, count: usize) -> Result<DataSet, MockError> {
    let served = catalogue.operation(id)?;
    match served.list.is_some() || served.is_download() {
        true => Ok(DataSet::new(served, count)),
        false => Err(MockError::NoList(id.to_owned())),
    }
}

/// A data set for a list with a time window.
pub(crate) fn seeded_over(
    catalogue: &Catalogue,
    id: &str,
    start: i64,
    end: i64,
    count: usize,
) -> Result<DataSet, MockError> {
    let served = catalogue.operation(id)?;
    let span = served.list.as_ref().and_then(|list| list.windows.first());
    let span = span.ok_or_else(|| MockError::NoWindow(id.to_owned()))?;
    Ok(DataSet::over(span.longest, start, end, count))
}
