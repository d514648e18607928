//! Reading a list in legs, each by another process that reads it in its own way.

use crate::fake::*;
use larkspur_runtime::*;
use proptest::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// What a list hands out until it stops, and the error that stops it.
pub(crate) async fn until_error<const NUMBERED: bool>(
    items: &mut Items<List<NUMBERED>>,
) -> (Vec<String>, Error<Code>) {
    let mut got = Vec::new();
    loop {
        match items.next().await.expect("an error and no end") {
            Ok(item) => got.push(item),
            Err(error) => return (got, error),
        }
    }
}

/// The same for a list of its own, which is given back.
pub(crate) async fn stopped<const NUMBERED: bool>(
    mut items: Items<List<NUMBERED>>,
) -> (Vec<String>, Error<Code>, Items<List<NUMBERED>>) {
    let (got, error) = until_error(&mut items).await;
    (got, error, items)
}

pub(crate) fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Answers that overtake each other, the same each time.
pub(crate) fn scattered(seed: u64) -> impl Fn(usize) -> Duration {
    move |n| millis((n as u64 + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57)
}

/// How a list is read up to its next stop.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    items: usize,
    whole_pages: bool,
    windows: usize,
    prefetch: bool,
    order: Order,
    /// Drops the future of `next` at each poll.
    impatient: bool,
}

pub(crate) fn legs(order: impl Strategy<Value = Order>) -> impl Strategy<Value = Vec<Leg>> {
    let leg = (0usize..12, any::<bool>(), 1usize..6, any::<bool>(), order, any::<bool>());
    let leg = leg.prop_map(|(items, whole_pages, windows, prefetch, order, impatient)| Leg {
        items,
        whole_pages,
        windows,
        prefetch,
        order,
        impatient,
    });
    prop::collection::vec(leg, 1..6)
}

/// Reads the list in legs, each by another process, until the last has nothing more. Errors end
/// a leg.
pub(crate) async fn read<const N: bool>(
    fake: &Arc<Fake>,
    parameters: &List<N>,
    overlap: Duration,
    legs: &[Leg],
) -> Vec<String> {
    let mut got = Vec::new();
    let mut cursor = None;
    for leg in legs.iter().cycle().take(1_000) {
        let last = got.len() + leg.items;
        let end;
        macro_rules! run {
            ($stream:ident, $take:expr) => {{
                let stream = $stream::new(draft(fake), parameters.clone()).overlap(overlap);
                let mut stream = stream.parallel(leg.windows).order(leg.order);
                if leg.prefetch {
                    stream = stream.prefetch();
                }
                if let Some(cursor) = &cursor {
                    stream = stream.resume(Cursor::clone(cursor));
                }
                while got.len() <= last {
                    let next = match leg.impatient {
                        false => stream.next().await,
                        true => loop {
                            tokio::select! {
                                biased;
                                next = stream.next() => break next,
                                () = tokio::time::sleep(millis(1)) => {}
                            }
                        },
                    };
                    match next {
                        None => break,
                        Some(Ok(next)) => $take(&mut got, next),
                        Some(Err(_)) => {}
                    }
                }
                cursor = Some(stored(&stream.cursor()));
                end = stream.end();
            }};
        }
        match leg.whole_pages {
            false => run!(Items, |got: &mut Vec<String>, item| got.push(item)),
            true => run!(Pages, |got: &mut Vec<String>, page: Response<Reply>| {
                got.extend(page.into_inner().items);
            }),
        }
        if end == Some(End::Finished) {
            return got;
        }
    }
    panic!("the list does not end: {got:?}");
}

pub(crate) fn on_virtual_time<T>(work: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(work)
}
