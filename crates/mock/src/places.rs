//! The order of a list's items, and how it changes while others read it.
//!
//! Items are not stored. Each has a number for life, which makes all of its values; where a time
//! window filters the list, it has an instant as well. Lists are in the order of instants, then
//! of numbers, so that a place in the order is still one when the item that stood there is gone:
//! page tokens go on behind a place, and are exact for whatever stays.

use std::collections::BTreeSet;
use std::ops::Range;

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Nought where no window filters the list.
    pub(crate) instant: i64,
    pub(crate) number: usize,
}

/// The items of a list, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    /// The numbers below this stand first, at no instant, as long as nothing more is known of
    /// them: a list of any length needs no memory then.
    counted: usize,
    listed: Vec<Place>,
    /// The number of the next item that appears.
    next: usize,
    /// The numbers from here on appeared since the mark.
    fresh: usize,
    /// What disappeared since the mark.
    gone: Vec<Place>,
    /// Items that count but are not shown.
    hidden: BTreeSet<usize>,
}

impl Places {
    /// So many items that nothing filters by time.
    pub(crate) fn counted(count: usize) -> Places {
        Places::new(count, Vec::new())
    }

    /// One item for each of these instants, which ascend.
    pub(crate) fn timed(instants: &[i64]) -> Places {
        let places = instants.iter().enumerate();
        let places = places.map(|(number, instant)| Place { instant: *instant, number });
        Places::new(0, places.collect())
    }

    fn new(counted: usize, listed: Vec<Place>) -> Places {
        let count = counted + listed.len();
        Places {
            counted,
            listed,
            next: count,
            fresh: count,
            gone: Vec::new(),
            hidden: BTreeSet::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.counted + self.listed.len()
    }

    /// The place at a position.
    pub(crate) fn at(&self, position: usize) -> Option<Place> {
        match position.checked_sub(self.counted) {
            None => Some(Place { instant: 0, number: position }),
            Some(position) => self.listed.get(position).copied(),
        }
    }

    /// The places at some positions.
    pub(crate) fn range(&self, positions: Range<usize>) -> impl Iterator<Item = Place> {
        positions.map_while(|position| self.at(position))
    }

    /// How many items stand before the first one for which `is_before` does not hold.
    pub(crate) fn before(&self, is_before: impl Fn(Place) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.at(middle).is_some_and(&is_before) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// Whether the item of a number is there.
    pub(crate) fn contains(&self, number: usize) -> bool {
        let usual = self.at(number).is_some_and(|place| place.number == number);
        usual || self.listed.iter().any(|place| place.number == number)
    }

    pub(crate) fn is_shown(&self, place: Place) -> bool {
        !self.hidden.contains(&place.number)
    }

    /// Lets an item appear, and returns where.
    pub(crate) fn add(&mut self, instant: i64) -> Place {
        let place = Place { instant, number: self.next };
        self.next += 1;
        self.list();
        let position = self.listed.partition_point(|other| *other < place);
        self.listed.insert(position, place);
        place
    }

    /// Lets the items disappear whose numbers fit.
    pub(crate) fn remove(&mut self, fits: impl Fn(usize) -> bool) {
        self.list();
        let gone = self.listed.extract_if(.., |place| fits(place.number));
        self.gone.extend(gone);
    }

    /// Hides items: they count and take their places, and nobody is shown them.
    pub(crate) fn hide(&mut self, numbers: impl IntoIterator<Item = usize>) {
        self.hidden.extend(numbers);
    }

    /// From now on, what changes counts as changed.
    pub(crate) fn mark(&mut self) {
        self.fresh = self.next;
        self.gone.clear();
    }

    /// Whether an item was there when the mark was set.
    pub(crate) fn was_marked(&self, place: Place) -> bool {
        place.number < self.fresh
    }

    /// What disappeared since the mark.
    pub(crate) fn gone(&self) -> &[Place] {
        &self.gone
    }

    /// Lists the numbers that were only counted.
    fn list(&mut self) {
        let counted = std::mem::take(&mut self.counted);
        let places = (0..counted).map(|number| Place { instant: 0, number });
        self.listed.splice(0..0, places);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(places: &Places) -> Vec<usize> {
        places.range(0..places.len()).map(|place| place.number).collect()
    }

    #[test]
    fn a_counted_list_is_the_same_as_a_listed_one() {
        let counted = Places::counted(5);
        let mut listed = counted.clone();
        listed.remove(|_| false);
        assert_ne!(counted, listed);
        assert_eq!(numbers(&counted), numbers(&listed));
        for bound in 0..7 {
            let before = |place: Place| place.number < bound;
            assert_eq!(counted.before(before), listed.before(before));
            assert_eq!(counted.contains(bound), listed.contains(bound));
        }
    }

    #[test]
    fn what_appears_stands_by_its_instant_and_a_place_outlives_its_item() {
        let mut places = Places::timed(&[10, 20, 30]);
        let between = places.add(20);
        assert_eq!(numbers(&places), [0, 1, 3, 2]);
        places.remove(|number| number == 3);
        assert_eq!(places.before(|place| place <= between), 2);
        assert_eq!((places.gone(), places.was_marked(between)), (&[between][..], false));
        places.mark();
        assert_eq!((places.gone(), places.was_marked(between)), (&[][..], true));
    }
}
