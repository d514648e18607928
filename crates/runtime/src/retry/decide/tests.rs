//! The decision as a table, and its rules over everything that can come together.

use super::*;
use proptest::prelude::*;

const YES: fn() -> bool = || true;

/// An idempotent call that failed once, in a way that says nothing.
fn facts(retry: Retry) -> Facts {
    Facts {
        retry,
        unsent: false,
        idempotent: true,
        repeatable: true,
        renewable: true,
        failed: 1,
        throttled: 1,
        reset_after: None,
        left: None,
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// What is done, without how long it takes.
fn kind(next: Next) -> &'static str {
    match next {
        Next::Renew => "renew",
        Next::Wait { cause: WaitCause::Backoff, .. } => "back off",
        Next::Wait { cause: WaitCause::Throttled, .. } => "wait for the quota",
        Next::Wait { cause: WaitCause::Quota, .. } => "impossible",
        Next::Stop(Stop::Refused) => "refused",
        Next::Stop(Stop::Unknown) => "unknown",
        Next::Stop(Stop::UsedUp) => "used up",
        Next::Stop(Stop::Exhausted) => "exhausted",
        Next::Stop(Stop::Budget) => "budget",
        Next::Stop(Stop::TooLate(_)) => "too late",
    }
}

/// The table: class, sent or not, idempotent or not, and what follows.
#[test]
fn the_class_says_what_may_be_repeated() {
    use Retry::*;
    for (retry, unsent, idempotent, expected) in [
        (Never, false, false, "refused"),
        (Never, false, true, "refused"),
        (Never, true, false, "refused"),
        (Never, true, true, "refused"),
        (Backoff, false, false, "unknown"),
        (Backoff, false, true, "back off"),
        (Backoff, true, false, "back off"),
        (Backoff, true, true, "back off"),
        (Quota, false, false, "wait for the quota"),
        (Quota, false, true, "wait for the quota"),
        (Quota, true, false, "wait for the quota"),
        (Quota, true, true, "wait for the quota"),
        (Token, false, false, "renew"),
        (Token, false, true, "renew"),
        (Token, true, false, "renew"),
        (Token, true, true, "renew"),
    ] {
        let facts = Facts { unsent, idempotent, ..facts(retry) };
        let next = decide(&facts, &RetryPolicy::default(), u64::MAX, YES);
        assert_eq!(kind(next), expected, "{facts:?}");
    }
}

#[test]
fn each_limit_ends_it() {
    use Retry::*;
    let policy = RetryPolicy::default().attempts(3).throttled(2);
    for (name, facts, paid, expected) in [
        ("the last attempt", Facts { failed: 3, ..facts(Backoff) }, true, "exhausted"),
        ("the last but one", Facts { failed: 2, ..facts(Backoff) }, true, "back off"),
        ("throttled too often", Facts { throttled: 3, ..facts(Quota) }, true, "exhausted"),
        (
            "throttled as allowed",
            Facts { throttled: 2, ..facts(Quota) },
            true,
            "wait for the quota",
        ),
        ("throttles are no failures", Facts { throttled: 9, ..facts(Backoff) }, true, "back off"),
        ("nor the other way", Facts { failed: 9, ..facts(Quota) }, true, "wait for the quota"),
        ("no budget", facts(Backoff), false, "budget"),
        ("a quota costs none", facts(Quota), false, "wait for the quota"),
        ("nor does a token", facts(Token), false, "renew"),
        ("no other token", Facts { renewable: false, ..facts(Token) }, true, "refused"),
        ("a used stream", Facts { repeatable: false, ..facts(Backoff) }, true, "used up"),
        ("and a quota", Facts { repeatable: false, ..facts(Quota) }, true, "used up"),
        ("and a token", Facts { repeatable: false, ..facts(Token) }, true, "used up"),
        (
            "a reset behind the deadline",
            Facts { reset_after: Some(seconds(30)), left: Some(seconds(30)), ..facts(Quota) },
            true,
            "too late",
        ),
        (
            "a reset before the deadline",
            Facts { reset_after: Some(seconds(30)), left: Some(seconds(31)), ..facts(Quota) },
            true,
            "wait for the quota",
        ),
        (
            "trouble with a date behind the deadline",
            Facts { reset_after: Some(seconds(30)), left: Some(seconds(9)), ..facts(Backoff) },
            true,
            "too late",
        ),
    ] {
        assert_eq!(kind(decide(&facts, &policy, u64::MAX, || paid)), expected, "{name}");
    }
}

#[test]
fn nothing_is_repeated_by_the_policy_that_repeats_nothing() {
    for retry in [Retry::Never, Retry::Backoff, Retry::Quota] {
        let next = decide(&facts(retry), &RetryPolicy::none(), 0, YES);
        assert!(matches!(next, Next::Stop(_)), "{retry:?}: {next:?}");
    }
    assert_eq!(decide(&facts(Retry::Token), &RetryPolicy::none(), 0, YES), Next::Renew);
}

fn pause(next: Next) -> Duration {
    match next {
        Next::Wait { pause, .. } => pause,
        _ => Duration::ZERO,
    }
}

#[test]
fn waits_are_drawn_from_nothing_to_a_limit_that_doubles() {
    let policy = RetryPolicy::default().attempts(100).waits(seconds(1), seconds(20));
    for (failed, limit) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 20), (7, 20), (99, 20)] {
        let wait = |random| {
            let facts = Facts { failed, ..facts(Retry::Backoff) };
            pause(decide(&facts, &policy, random, YES))
        };
        assert_eq!(wait(0), Duration::ZERO);
        assert_eq!(wait(1 << 63), seconds(limit) / 2);
        assert!(wait(u64::MAX) > seconds(limit) - Duration::from_micros(1));
        assert!(wait(u64::MAX) < seconds(limit));
    }
}

#[test]
fn a_platform_in_trouble_that_names_an_instant_is_left_alone_until_then_or_longer() {
    let policy = RetryPolicy::default().waits(seconds(10), seconds(10));
    for (reset, random, expected) in [
        (1, 1 << 63, Duration::from_secs(5)),
        (6, 0, Duration::from_secs(6)),
        (8, 1 << 63, Duration::from_millis(8_125)),
    ] {
        let facts = Facts { reset_after: Some(seconds(reset)), ..facts(Retry::Backoff) };
        assert_eq!(pause(decide(&facts, &policy, random, YES)), expected, "{reset}");
    }
}

#[test]
fn extreme_policies_neither_overflow_nor_spin() {
    let policy = RetryPolicy::default().throttled(u32::MAX).waits(Duration::MAX, Duration::MAX);
    let far =
        Facts { throttled: u32::MAX, reset_after: Some(Duration::MAX), ..facts(Retry::Quota) };
    assert_eq!(pause(decide(&far, &policy, u64::MAX, YES)), Duration::MAX);
    let guessed = Facts { reset_after: None, ..far };
    assert!(pause(decide(&guessed, &policy, u64::MAX, YES)) > Duration::MAX / 2);
    let none = policy.waits(Duration::ZERO, Duration::ZERO);
    for reset_after in [None, Some(Duration::ZERO)] {
        let facts = Facts { reset_after, ..facts(Retry::Quota) };
        assert!(pause(decide(&facts, &none, 0, YES)) >= SHORTEST_THROTTLE);
    }
}

fn span() -> impl Strategy<Value = Duration> {
    prop_oneof![
        Just(Duration::ZERO),
        (0_u64..100_000).prop_map(Duration::from_millis),
        (0_u64..100_000).prop_map(Duration::from_secs),
    ]
}

prop_compose! {
    fn any_facts()(
        retry in prop::sample::select(&[Retry::Never, Retry::Backoff, Retry::Quota, Retry::Token]),
        flags in any::<[bool; 4]>(),
        failed in 0_u32..12,
        throttled in 0_u32..12,
        reset_after in prop::option::of(span()),
        left in prop::option::of(span()),
    ) -> Facts {
        let [unsent, idempotent, repeatable, renewable] = flags;
        Facts {
            retry, unsent, idempotent, repeatable, renewable, failed, throttled, reset_after, left,
        }
    }
}

proptest! {
    #[test]
    fn the_rules_hold_whatever_comes_together(
        facts in any_facts(),
        attempts in 1_u32..10,
        throttled in 0_u32..10,
        (first, longest) in (span(), span()),
        random in any::<u64>(),
        affordable in any::<bool>(),
    ) {
        let policy =
            RetryPolicy::default().attempts(attempts).throttled(throttled).waits(first, longest);
        let mut asked = 0;
        let next = decide(&facts, &policy, random, || {
            asked += 1;
            affordable
        });
        let repeated = !matches!(next, Next::Stop(_));
        prop_assert!(!repeated || facts.repeatable, "a used body was sent again");
        prop_assert!(!repeated || facts.retry != Retry::Never, "a refusal was repeated");
        if facts.retry == Retry::Backoff && !facts.unsent && !facts.idempotent {
            prop_assert!(!repeated, "what may have been executed was repeated");
        }
        // The budget is charged for what is repeated, and for nothing else.
        let charged = asked == 1 && affordable;
        prop_assert!(asked <= 1);
        prop_assert_eq!(charged, matches!(next, Next::Wait { cause: WaitCause::Backoff, .. }));
        let Next::Wait { pause, cause } = next else { return Ok(()) };
        prop_assert!(facts.left.is_none_or(|left| pause < left), "a wait passed the deadline");
        prop_assert!(facts.reset_after.is_none_or(|reset| pause >= reset), "came back too early");
        let reset = facts.reset_after.unwrap_or_default();
        let spread = (reset / 20).min(LARGEST_SPREAD);
        let latest = match cause {
            WaitCause::Throttled => longest.max(reset + spread).max(SHORTEST_THROTTLE),
            _ => longest.max(reset + spread),
        };
        prop_assert!(pause <= latest, "waited longer than the policy allows");
        prop_assert!(cause == WaitCause::Backoff || pause >= SHORTEST_THROTTLE, "it spins");
    }
}
