//! Work on all processors, results in the order of the items.
//!
//! A tree of a thousand files is read at every command, and each file is read alone. So the
//! items are cut into as many stretches as there are processors.

use std::num::NonZero;
use std::thread;

/// Below so many items to a thread, starting it costs more than it saves.
const FEWEST: usize = 16;

/// Applies a function to every item.
pub fn map<T: Sync, R: Send>(items: &[T], apply: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let stretch = items.len().div_ceil(threads).max(FEWEST);
    let mut stretches = items.chunks(stretch);
    let first = stretches.next().unwrap_or_default();
    let apply = &apply;
    let each = move |items: &[T]| -> Vec<R> { items.iter().map(apply).collect() };
    thread::scope(|scope| {
        let rest: Vec<_> = stretches.map(|items| scope.spawn(move || each(items))).collect();
        let mut results = each(first);
        for handle in rest {
            match handle.join() {
                Ok(more) => results.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        for count in [0, 1, 15, 16, 17, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(map(&items, |item| item * 2), (0..count).map(|i| i * 2).collect::<Vec<_>>());
        }
    }
}
