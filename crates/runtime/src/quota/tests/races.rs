//! Callers that do anything at any time: whatever they do, no platform has to refuse, no place is
//! lost, and nobody waits for ever.

use super::servers::{Counting, refused};
use super::*;
use crate::quota::MemoryQuotas;
use proptest::prelude::*;
use tokio::task::JoinSet;

/// How a caller ends its call.
#[derive(Debug, Clone, Copy)]
enum Ending {
    Counted,
    NeverSent,
    Dropped,
    Held(u64),
}

#[derive(Debug, Clone, Copy)]
struct Caller {
    client: usize,
    comes: u64,
    latency: u64,
    /// When it is counted, in hundredths of its latency.
    counted: u64,
    until: Option<u64>,
    /// Given up after that time, wherever it is.
    gives_up: Option<u64>,
    ending: Ending,
}

prop_compose! {
    fn a_caller()(
        client in 0_usize..2,
        comes in 0_u64..3000,
        latency in prop_oneof![Just(0), 0_u64..50, 0_u64..3000],
        counted in 0_u64..=100,
        until in prop_oneof![Just(None), (0_u64..8000).prop_map(Some)],
        gives_up in prop_oneof![3 => Just(None), 1 => (0_u64..4000).prop_map(Some)],
        ending in prop_oneof![
            6 => Just(Ending::Counted),
            1 => Just(Ending::NeverSent),
            1 => Just(Ending::Dropped),
            1 => (0_u64..3000).prop_map(Ending::Held),
        ],
    ) -> Caller {
        Caller { client, comes, latency, counted, until, gives_up, ending }
    }
}

/// What the platform saw, and when.
type Arrivals = Arc<Mutex<Vec<u64>>>;

async fn call(quotas: Arc<Quotas>, windows: Arc<[Quota]>, caller: Caller, arrivals: Arrivals) {
    let start = Instant::now();
    tokio::time::sleep(ms(caller.comes)).await;
    let Ok(permit) = take(&quotas, &windows, caller.until.map(ms)).await else {
        assert!(caller.until.is_some(), "who has no deadline is never too late");
        return;
    };
    let waited = start.elapsed() - ms(caller.comes);
    assert!(caller.until.is_none_or(|until| waited <= ms(until + 2)), "{waited:?} {caller:?}");
    let before = caller.latency * caller.counted / 100;
    tokio::time::sleep(ms(before)).await;
    if !matches!(caller.ending, Ending::NeverSent) {
        let at = u64::try_from(start.elapsed().as_micros()).unwrap();
        arrivals.lock().unwrap().push(at);
    }
    tokio::time::sleep(ms(caller.latency - before)).await;
    match caller.ending {
        Ending::Counted => permit.settle(true).await,
        Ending::NeverSent => permit.settle(false).await,
        Ending::Dropped => drop(permit),
        Ending::Held(pause) => {
            permit.hold(ms(pause)).await;
            permit.settle(true).await;
        }
    }
}

/// Lets them all loose, and then asks for the whole quota at once.
async fn loose(clients: [Arc<Quotas>; 2], windows: Arc<[Quota]>, callers: Vec<Caller>) -> Vec<u64> {
    let (arrivals, mut set) = (Arrivals::default(), JoinSet::new());
    for caller in callers {
        let quotas = Arc::clone(&clients[caller.client]);
        let work = call(quotas, Arc::clone(&windows), caller, Arc::clone(&arrivals));
        set.spawn(async move {
            match caller.gives_up {
                Some(after) => drop(tokio::time::timeout(ms(caller.comes + after), work).await),
                None => work.await,
            }
        });
    }
    set.join_all().await;
    tokio::time::sleep(MINUTE).await;
    let (start, whole) = (Instant::now(), windows.iter().map(|window| window.calls).min().unwrap());
    for _ in 0..whole {
        take(&clients[0], &windows, None).await.unwrap().settle(true).await;
    }
    assert_eq!(start.elapsed(), Duration::ZERO, "a place was lost");
    arrivals.lock().unwrap().clone()
}

fn on_virtual_time<T>(work: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_callers_do_no_call_is_refused_and_no_place_is_lost(
        windows in proptest::collection::vec(
            (1_u64..6, 1_u64..2000).prop_map(|(calls, per)| quota(calls, ms(per))),
            1..3,
        ),
        callers in proptest::collection::vec(a_caller(), 1..40),
        phase in 0_u64..2_000_000,
        shared in any::<bool>(),
    ) {
        let arrivals = on_virtual_time(async {
            let clients = if shared {
                let store: Arc<dyn QuotaStore> = Arc::new(MemoryQuotas::new());
                [quotas(Some(Arc::clone(&store))), quotas(Some(store))]
            } else {
                let one = quotas(None);
                [Arc::clone(&one), one]
            };
            loose(clients, windows.clone().into(), callers.clone()).await
        });
        for counting in [Counting::Sliding, Counting::Fixed { phase }] {
            prop_assert_eq!(refused(&arrivals, &windows, counting), 0, "{:?}", counting);
        }
    }
}
