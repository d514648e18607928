//! What follows a failed attempt. It is decided here and nowhere else, from plain values.

#[cfg(test)]
mod tests;

use super::RetryPolicy;
use crate::{Retry, WaitCause};
use std::fmt;
use std::time::Duration;

/// No quota is free again sooner. A platform that says "after 0 seconds" must not be asked in a
/// tight loop.
const SHORTEST_THROTTLE: Duration = Duration::from_millis(50);
/// How far those who wait for the same instant are spread at most.
const LARGEST_SPREAD: Duration = Duration::from_millis(250);

/// All that counts after a failed attempt.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// The class of the failure.
    pub(crate) retry: Retry,
    /// Whether the platform cannot have seen the request.
    pub(crate) unsent: bool,
    /// Whether sending the call twice does no more than sending it once.
    pub(crate) idempotent: bool,
    /// Whether the same body can be sent again.
    pub(crate) repeatable: bool,
    /// Whether another token can be got, and none was before.
    pub(crate) renewable: bool,
    /// How many attempts have failed, this one included, without those that were throttled or
    /// whose token was not accepted.
    pub(crate) failed: u32,
    /// How many attempts were throttled, this one included.
    pub(crate) throttled: u32,
    /// When the platform wants to be asked again.
    pub(crate) reset_after: Option<Duration>,
    /// The time until the deadline.
    pub(crate) left: Option<Duration>,
}

/// What is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The failure is final.
    Stop(Stop),
    /// The call is repeated with another token, at once.
    Renew,
    /// The call is repeated after a pause.
    Wait { pause: Duration, cause: WaitCause },
}

/// Why a failure is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It would be refused again.
    Refused,
    /// It may have been executed, and must not be executed twice.
    Unknown,
    /// Its body was a stream, which is used up.
    UsedUp,
    /// It was tried as often as the policy allows.
    Exhausted,
    /// The client has made too many repetitions for its successes.
    Budget,
    /// It would have to wait that long, and its deadline comes first.
    TooLate(Duration),
}

/// Decides. `random` is any number; `pay` takes a repetition from the budget, and is asked last.
pub(crate) fn decide(
    facts: &Facts,
    policy: &RetryPolicy,
    random: u64,
    pay: impl FnOnce() -> bool,
) -> Next {
    let allowed = match facts.retry {
        Retry::Never => Err(Stop::Refused),
        Retry::Token if !facts.renewable => Err(Stop::Refused),
        Retry::Backoff if !facts.unsent && !facts.idempotent => Err(Stop::Unknown),
        Retry::Token | Retry::Backoff | Retry::Quota if !facts.repeatable => Err(Stop::UsedUp),
        Retry::Token => return Next::Renew,
        Retry::Backoff if facts.failed >= policy.attempts => Err(Stop::Exhausted),
        Retry::Quota if facts.throttled > policy.throttled => Err(Stop::Exhausted),
        Retry::Backoff => Ok((backoff(facts, policy, random), WaitCause::Backoff)),
        Retry::Quota => Ok((throttle(facts, policy, random), WaitCause::Throttled)),
    };
    match allowed {
        Err(stop) => Next::Stop(stop),
        Ok((pause, _)) if facts.left.is_some_and(|left| pause >= left) => {
            Next::Stop(Stop::TooLate(pause))
        }
        Ok((_, WaitCause::Backoff)) if !pay() => Next::Stop(Stop::Budget),
        Ok((pause, cause)) => Next::Wait { pause, cause },
    }
}

/// The pause after a failure, never shorter than the platform asks for.
fn backoff(facts: &Facts, policy: &RetryPolicy, random: u64) -> Duration {
    let drawn = jittered(policy, facts.failed, random);
    facts.reset_after.map_or(drawn, |reset| drawn.max(spread(reset, random)))
}

/// The pause after a used-up quota: what the platform says, or else a guess. A platform that was
/// obeyed and refuses again has told too little, so the guess counts as well from then on.
fn throttle(facts: &Facts, policy: &RetryPolicy, random: u64) -> Duration {
    let guess = || jittered(policy, facts.throttled, random);
    let pause = match facts.reset_after {
        Some(reset) if facts.throttled <= 1 => spread(reset, random),
        Some(reset) => spread(reset, random).max(guess()),
        None => guess(),
    };
    pause.max(SHORTEST_THROTTLE)
}

/// Full jitter: anything up to a limit that doubles each time.
fn jittered(policy: &RetryPolicy, times: u32, random: u64) -> Duration {
    let doubled = policy.first_wait.as_nanos().saturating_mul(1 << times.saturating_sub(1).min(64));
    part(doubled.min(policy.longest_wait.as_nanos()), random)
}

/// A little later than the platform says, so that not everybody comes at that very instant.
fn spread(reset: Duration, random: u64) -> Duration {
    reset.saturating_add(part((reset / 20).min(LARGEST_SPREAD).as_nanos(), random))
}

/// The part of so many nanoseconds that the random number stands for.
fn part(nanos: u128, random: u64) -> Duration {
    const SECOND: u128 = 1_000_000_000;
    // No duration has more than 94 bits, so 32 random ones still fit.
    let nanos = (nanos * u128::from(random >> 32)) >> 32;
    // Both fit: it is a part of a duration.
    Duration::new((nanos / SECOND) as u64, (nanos % SECOND) as u32)
}

/// Says what the failure itself does not; nothing where it says all.
impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused | Self::Exhausted => Ok(()),
            Self::Unknown => {
                f.write_str("; not repeated, since it may have been executed and must not be twice")
            }
            Self::UsedUp => f.write_str("; not repeated, since its file is a stream, now used up"),
            Self::Budget => f.write_str("; not repeated, since too many calls failed lately"),
            Self::TooLate(pause) => {
                write!(f, "; not repeated, since a wait of {pause:?} would pass the deadline")
            }
        }
    }
}
