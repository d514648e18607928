//! A year of approvals through the documented quota, on virtual time: how close to the shortest
//! possible time it comes, and whether the platform ever had to refuse. Then the memory of a
//! million items.

use larkspur::feishu;
use larkspur_benches::bound::{Counting, Limit, shortest};
use larkspur_benches::report;
use larkspur_in_process::{InProcess, Latency};
use larkspur_mock::{Chaos, Enforce, Kind, Mock};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const APPROVALS: &str = "feishu.approval.v4.instance.list";
/// A year in windows of ten hours.
const WINDOWS: usize = 876;
const WINDOW: Duration = Duration::from_secs(36_000);
const ITEMS: usize = 20_000;
/// The documented quota.
const CALLS: usize = 100;
const PER: Duration = Duration::from_secs(60);
const BAR: f64 = 1.02;
/// What breaks, where something does: what a client can get over without being told to wait.
const BREAKS: &[Kind] = &[
    Kind::Refuse,
    Kind::DropBefore,
    Kind::DropAfter,
    Kind::CutBody,
    Kind::ServerError,
    Kind::Html,
    Kind::TokenExpired,
];

#[derive(Clone, Copy)]
enum Reading {
    OneByOne,
    Ahead,
    AtOnce(usize),
}

impl Reading {
    fn lanes(self) -> usize {
        match self {
            // Whoever looks ahead has one call under way while the last one is consumed, which
            // takes no time here.
            Self::OneByOne | Self::Ahead => 1,
            Self::AtOnce(windows) => windows,
        }
    }
}

struct Case {
    counting: Counting,
    latency: Duration,
    reading: Reading,
    faults: f64,
}

fn main() {
    let mut held = true;
    for faults in [0.0, 0.01] {
        head(faults);
        for counting in [
            Counting::Sliding,
            Counting::Fixed(Duration::ZERO),
            Counting::Fixed(Duration::from_secs(45)),
        ] {
            for latency in [20, 200].map(Duration::from_millis) {
                for reading in [Reading::OneByOne, Reading::Ahead, Reading::AtOnce(8)] {
                    held &= row(&Case { counting, latency, reading, faults });
                }
            }
        }
    }
    report::line("\nmemory of a million items, beyond what the mock needs");
    for list in ["token", "number"] {
        memory(list);
    }
    assert!(held, "a harvest took more than {BAR} of the shortest time, or was refused");
}

fn head(faults: f64) {
    report::line(format_args!(
        "\na year of approvals, {} % faults: {:<27} {:>10} {:>10} {:>7} {:>10} {:>9} {:>12}",
        faults * 100.0,
        "",
        "took s",
        "shortest s",
        "ratio",
        "calls",
        "throttled",
        "grid known s"
    ));
}

/// The shortest time is that of somebody who does not know where the windows of the platform
/// begin: whoever wants to be right with every grid keeps to any stretch of that length.
fn row(case: &Case) -> bool {
    let (took, calls, throttled) = year(case);
    // A token comes first, whoever asks.
    let least = |counting| {
        let limit = Limit { calls: CALLS, per: PER, counting };
        case.latency + shortest(calls, case.reading.lanes(), case.latency, limit)
    };
    let knowing = least(case.counting);
    let least = least(Counting::Sliding);
    let ratio = took.as_secs_f64() / least.as_secs_f64();
    let held = ratio <= BAR && throttled == 0;
    let counting = match case.counting {
        Counting::Sliding => "sliding window".to_owned(),
        Counting::Fixed(age) => format!("fixed window, {} s old", age.as_secs()),
    };
    let reading = match case.reading {
        Reading::OneByOne => "one by one".to_owned(),
        Reading::Ahead => "a page ahead".to_owned(),
        Reading::AtOnce(windows) => format!("{windows} at once"),
    };
    report::line(format_args!(
        "{counting:<24} {:>4} ms  {reading:<22} {:>10.2} {:>10.2} {ratio:>7.4} {calls:>10} {throttled:>9} {:>12.2}{}",
        case.latency.as_millis(),
        took.as_secs_f64(),
        least.as_secs_f64(),
        knowing.as_secs_f64(),
        if held { "" } else { "  MISSED" }
    ));
    held
}

/// How long a year takes, with how many calls, and how many of them were throttled.
fn year(case: &Case) -> (Duration, usize, usize) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let start = larkspur::Timestamp::from_seconds(1_735_689_600);
        let end = start.plus(WINDOW * u32::try_from(WINDOWS).unwrap_or_default());
        let mock = Arc::new(platform(case, start.as_millis(), end.as_millis()));
        let latency = Latency::fixed(case.latency);
        let transport = InProcess::new(Arc::clone(&mock), latency, 1);
        let client = client(&mock, transport);
        let code = mock.ids(APPROVALS).expect("it is served")["approval_code"][0].clone();
        let list = client.approval().v4().instance().list().approval_code(code);
        let items = list.between(start, end).items();
        let mut items = match case.reading {
            Reading::OneByOne => items,
            Reading::Ahead => items.prefetch(),
            Reading::AtOnce(windows) => items.parallel(windows),
        };
        let (began, mut count) = (Instant::now(), 0);
        loop {
            match items.next().await {
                Some(Ok(_)) => count += 1,
                Some(Err(error)) => panic!("the harvest stopped: {error}"),
                None => break,
            }
        }
        assert_eq!(count, ITEMS, "the harvest is not exact");
        (began.elapsed(), mock.calls(APPROVALS), mock.throttled())
    })
}

fn platform(case: &Case, start: i64, end: i64) -> Mock {
    let enforce = match case.counting {
        Counting::Sliding => Enforce::Sliding,
        Counting::Fixed(phase) => Enforce::Fixed { phase },
    };
    let mock = Mock::builder().seed_over(APPROVALS, start, end, ITEMS).quota(enforce);
    let mock = mock.chaos(Chaos::seeded(1).with(BREAKS, case.faults));
    mock.keep_requests(0).build().expect("the mock is in order")
}

fn client(mock: &Mock, transport: InProcess) -> feishu::Client {
    let known = mock.credentials("feishu").expect("it is served");
    let [id, secret] = ["app_id", "app_secret"].map(|name| known.get(name).unwrap_or_default());
    let builder = feishu::Client::builder().app(id, secret).base_url(mock.base_url());
    builder.transport(Arc::new(transport)).random_seed(1).build().expect("a client")
}

fn memory(list: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_million")).arg(list).output();
    let output = output.expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    report::line(String::from_utf8_lossy(&output.stdout).trim_end());
}
