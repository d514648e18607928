//! One harvest, and everything that is against it, as plain data drawn from one seed.

use larkspur::{Order, Quota, Timestamp};
use larkspur_in_process::Random;
use larkspur_mock::{Edges, Enforce, Kind, LastToken};
use std::time::Duration;

/// Where seeded time ranges begin.
pub(crate) const START: Timestamp = Timestamp::from_seconds(1_760_000_000);
/// The longest window of one call for approvals.
pub(crate) const WINDOW: Duration = Duration::from_secs(36_000);

const SECOND: Duration = Duration::from_secs(1);

/// How a list is paged through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Approvals: windows of ten hours, each paged by token.
    Windows,
    /// Task lists: one list, paged by token.
    Token,
    /// Work items: one range, paged by number, with a cap that makes it be cut in halves.
    Number,
    /// Approvals of the CRM: everything in one answer.
    Whole,
}

impl Style {
    /// The operation.
    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::Windows => "feishu.approval.v4.instance.list",
            Self::Token => "feishu.task.v2.tasklist.list",
            Self::Number => "feishu_project.work_item.filter",
            Self::Whole => "fxiaoke.crm.object.approval_instances.query",
        }
    }

    /// Its platform.
    pub(crate) fn platform(self) -> &'static str {
        self.operation().split('.').next().unwrap_or_default()
    }
}

/// How the program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Item by item.
    Items,
    /// Page by page.
    Pages,
}

/// What outlives a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shared {
    /// Its tokens.
    pub(crate) tokens: bool,
    /// Its share of the quota; otherwise the next process begins after a pause.
    pub(crate) quota: bool,
}

/// One harvest, and everything that is against it.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) seed: u64,
    pub(crate) style: Style,
    /// How many items the platform has.
    pub(crate) count: usize,
    pub(crate) page_size: i64,
    /// The range in which items happened, and the part of it that is asked for.
    pub(crate) seeded: (Timestamp, Timestamp),
    pub(crate) asked: (Timestamp, Timestamp),
    pub(crate) edges: Edges,
    pub(crate) overlap: Duration,
    pub(crate) last_token: LastToken,
    /// How many hits a search may have.
    pub(crate) cap: usize,
    pub(crate) by: By,
    pub(crate) parallel: usize,
    pub(crate) order: Order,
    pub(crate) prefetch: bool,
    /// How long one way takes.
    pub(crate) way: (Duration, Duration),
    pub(crate) windows: Vec<Quota>,
    pub(crate) enforced: Enforce,
    /// Behind how many of a thousand items or pages others use up a part of the quota.
    pub(crate) strangers: u64,
    /// What goes wrong, and with what part of all calls.
    pub(crate) faults: (&'static [Kind], f64),
    /// By how many seconds the platform is wrong about lives and waits.
    pub(crate) clock_off: i64,
    /// Whether the platform refuses what is beyond the cap with the first page.
    pub(crate) strict_cap: bool,
    /// Every so-manieth item may not be seen; 0: all may.
    pub(crate) hidden: usize,
    /// Behind how many of a thousand items or pages the process is killed.
    pub(crate) kills: u64,
    pub(crate) shared: Shared,
    /// Whether calls are made in the name of a person, with refresh tokens that work once.
    pub(crate) person: bool,
    /// How long tokens live.
    pub(crate) token_life: Duration,
}

impl Scenario {
    /// The scenario of a seed.
    pub(crate) fn drawn(style: Style, seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let random = &mut random;
        let edges = match style {
            Style::Windows => {
                random.pick(&[Edges::In, Edges::Out, Edges::ToTheSecond, Edges::BothOut])
            }
            _ => Edges::In,
        };
        let (seeded, asked) = ranges(style, random);
        let page_size = random.pick(&[1, 2, 3, 5, 8, 20]);
        let count = usize::try_from(page_size).unwrap_or(1) * random.below(14) as usize
            + random.below(9) as usize;
        let page_size = if style == Style::Whole { 100 } else { page_size };
        let slow = random.pick(&[0, 20, 200, 3_000]);
        let phase = random.span(Duration::ZERO, 60 * SECOND);
        let enforced = [Enforce::Off, Enforce::Sliding, Enforce::Fixed { phase }];
        Self {
            seed,
            style,
            count,
            page_size,
            seeded,
            asked,
            edges,
            // Only a platform that counts neither end in needs it; it harms no other.
            overlap: match edges {
                Edges::BothOut => random.span(Duration::from_millis(1), 2 * SECOND),
                _ if style == Style::Windows => random.span(Duration::ZERO, SECOND),
                _ => Duration::ZERO,
            },
            last_token: random.pick(&[LastToken::Absent, LastToken::Empty, LastToken::Stale]),
            // Several pages of any size, as on every platform.
            cap: random.pick(&[41, 50, 65, 100]),
            by: random.pick(&[By::Items, By::Items, By::Pages]),
            parallel: random.pick(&[1, 1, 2, 3, 8]),
            order: random.pick(&[Order::ByWindow, Order::ByWindow, Order::AsItComes]),
            prefetch: random.in_thousand(400),
            way: (Duration::ZERO, Duration::from_millis(slow)),
            windows: quota(random),
            enforced: random.pick(&enforced),
            strangers: random.pick(&[0, 0, 0, 30]),
            faults: (random.pick(&FAULTS), random.pick(&[0.0, 0.01, 0.05, 0.15, 0.3])),
            clock_off: random.pick(&[0, 0, 0, -3, 3]),
            strict_cap: random.in_thousand(300),
            hidden: if style == Style::Number { random.pick(&[0, 0, 2, 5]) } else { 0 },
            kills: random.pick(&[0, 0, 10, 60]),
            shared: Shared { tokens: random.in_thousand(500), quota: random.in_thousand(500) },
            person: style == Style::Token && random.in_thousand(400),
            token_life: random.pick(&[7200, 7200, 300, 60]) * SECOND,
        }
    }

    /// Whether the items come in the order in which they happened.
    pub(crate) fn in_order(&self) -> bool {
        self.order == Order::ByWindow || self.parallel == 1
    }
}

/// Each group of faults alone, and all together.
const FAULTS: [&[Kind]; 7] = [
    Kind::NETWORK,
    Kind::TROUBLE,
    Kind::TOKENS,
    Kind::ODD_PAGES,
    Kind::BROKEN_PAGES,
    &[Kind::Changes],
    Kind::ALL,
];

/// Where items happened, and what is asked for: all of it, or less.
fn ranges(style: Style, random: &mut Random) -> ((Timestamp, Timestamp), (Timestamp, Timestamp)) {
    let longest = if style == Style::Windows { WINDOW * 9 } else { Duration::from_secs(10_000) };
    let span = random.span(SECOND, longest);
    let seeded = (START, START.plus(span));
    if random.in_thousand(600) {
        return (seeded, seeded);
    }
    let half = span / 2;
    let start = START.plus(random.span(Duration::ZERO, half));
    (seeded, (start, start.plus(random.span(Duration::from_millis(1), half))))
}

/// Windows that a harvest of a few dozen calls runs into.
fn quota(random: &mut Random) -> Vec<Quota> {
    let mut windows = vec![Quota { calls: random.within(3..=20), per: 10 * SECOND }];
    if random.in_thousand(400) {
        windows.push(Quota { calls: random.within(1..=5), per: SECOND });
    }
    windows
}
