//! Mixtures of misbehaviour that follow from a seed.
//!
//! Every call draws once, in the order in which calls come, so the same calls meet the same
//! fate. What is drawn and does not fit the call does nothing.

use crate::call::Call;
use crate::misbehaviour::{Kind, Misbehaviour};
use crate::random::Random;
use larkspur_spec::model::Retry;
use std::time::Duration;

/// A mixture of misbehaviour: which kinds, and how often each.
///
/// ```
/// use larkspur_mock::{Chaos, Kind, Mock};
/// # fn main() -> Result<(), larkspur_mock::MockError> {
/// let chaos = Chaos::seeded(7).with(Kind::NETWORK, 0.02).with(Kind::TokenExpired, 0.001);
/// let mock = Mock::builder().chaos(chaos).build()?;
/// assert!(mock.misbehaved().is_empty(), "nobody has called yet");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Chaos {
    seed: u64,
    rates: Vec<(Kind, f64)>,
}

impl Chaos {
    /// No misbehaviour yet.
    pub fn seeded(seed: u64) -> Chaos {
        Chaos { seed, rates: Vec::new() }
    }

    /// Every kind there is, and one of them in `rate` of the calls.
    pub fn everything(seed: u64, rate: f64) -> Chaos {
        Chaos::seeded(seed).with(Kind::ALL, rate)
    }

    /// Draws one of these kinds, all equally often, in `rate` of the calls: 0.01 is one call in
    /// a hundred. The rates add up; whatever is beyond 1 is never reached.
    #[must_use]
    pub fn with(mut self, kinds: impl AsRef<[Kind]>, rate: f64) -> Chaos {
        let kinds = kinds.as_ref();
        let each = rate / kinds.len() as f64;
        self.rates.extend(kinds.iter().map(|kind| (*kind, each)));
        self
    }
}

/// A mixture in use.
#[derive(Debug)]
pub(crate) struct Dice {
    rates: Vec<(Kind, f64)>,
    random: Random,
}

impl Dice {
    pub(crate) fn new(chaos: Chaos) -> Dice {
        Dice { rates: chaos.rates, random: Random::new(chaos.seed) }
    }

    /// What is to happen to a call: mostly nothing.
    pub(crate) fn draw(&mut self, call: Call<'_>) -> Option<Misbehaviour> {
        let mut left = self.random.fraction();
        let kind = self.rates.iter().find_map(|(kind, rate)| {
            left -= rate;
            (left < 0.0).then_some(*kind)
        })?;
        // Drawn whether it fits or not, so that a seed means the same for every kind of call.
        let mut random = Random::new(self.random.next());
        make(kind, call, &mut random).filter(|made| call.can(made) && !shifts_pages(call, made))
    }
}

/// Reading pages by number cannot be exact while items come and go.
fn shifts_pages(call: Call<'_>, made: &Misbehaviour) -> bool {
    made.kind() == Kind::Changes && !call.is_paged_by_token()
}

fn make(kind: Kind, call: Call<'_>, random: &mut Random) -> Option<Misbehaviour> {
    Some(match kind {
        Kind::QuotaAnswer => Misbehaviour::QuotaAnswer {
            status: random.one_of(&[None, Some(429), Some(400), Some(200)])?,
            reset: random.one_of(&[None, Some(0), Some(1), Some(3), Some(30)])?,
        },
        Kind::ServerError => Misbehaviour::ServerError(random.one_of(&[500, 502, 503, 504])?),
        Kind::CodeAnswer => Misbehaviour::CodeAnswer {
            code: random.one_of(&trouble(call))?,
            status: random.one_of(&[None, Some(200), Some(400), Some(429), Some(500)])?,
        },
        Kind::Html => Misbehaviour::Html(502),
        Kind::CutBody => Misbehaviour::CutBody,
        Kind::DropBefore => Misbehaviour::DropBefore,
        Kind::DropAfter => Misbehaviour::DropAfter,
        Kind::Refuse => Misbehaviour::Refuse,
        Kind::Slow => Misbehaviour::Slow(slow(random.fraction())),
        Kind::TokenExpired => Misbehaviour::TokenExpired,
        Kind::MoreWithoutToken => Misbehaviour::MoreWithoutToken,
        Kind::MoreWithEmptyToken => Misbehaviour::MoreWithEmptyToken,
        Kind::RepeatedToken => Misbehaviour::RepeatedToken,
        Kind::EmptyPageWithMore => Misbehaviour::EmptyPageWithMore,
        Kind::ShortPage => Misbehaviour::ShortPage,
        Kind::Changes => Misbehaviour::Changes { appear: random.below(3), vanish: random.below(3) },
        Kind::ClockOff => {
            Misbehaviour::ClockOff(random.one_of(&[-6_000, -1_800, -60, -5, 5, 60, 600, 3_600])?)
        }
    })
}

/// Codes after which the same call can succeed.
fn trouble(call: Call<'_>) -> Vec<i64> {
    let later = [Retry::Backoff, Retry::Quota];
    let entries = call.errors().filter(|(_, entry)| later.contains(&entry.retry));
    entries.filter_map(|(code, _)| code.parse().ok()).collect()
}

/// From a tenth of a second to two minutes, short ones as often as long ones.
fn slow(fraction: f64) -> Duration {
    Duration::from_secs_f64(0.1 * 1200_f64.powf(fraction))
}
