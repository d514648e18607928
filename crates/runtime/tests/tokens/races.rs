//! Many processes with one store: whatever fails wherever, no refresh token is sent again unless
//! the platform said for sure that it was not used.

use crate::authority::{Authority, Fate, client};
use crate::shaky::{Act, Shaky};
use larkspur_runtime::*;
use proptest::collection::vec;
use proptest::prelude::*;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// What one process does and what happens to it.
#[derive(Debug, Clone)]
struct Life {
    acts: Vec<Act>,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Sleep(u64),
    /// Gets a token; gives up after so many milliseconds, if any.
    Get(Option<u64>),
    /// Gets a token, and the platform does not accept it.
    Reject,
    Authorize,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => (0_u64..400).prop_map(Act::Slow),
        1 => Just(Act::Hang),
        1 => Just(Act::Late),
        1 => Just(Act::FailBefore),
        1 => Just(Act::FailAfter),
        1 => Just(Act::DieBefore),
        1 => Just(Act::DieAfter),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0_u64..2_000).prop_map(Step::Sleep),
        2 => (6_000_000_u64..8_000_000).prop_map(Step::Sleep),
        6 => Just(Step::Get(None)),
        1 => (1_u64..2_000).prop_map(|millis| Step::Get(Some(millis))),
        2 => Just(Step::Reject),
        1 => Just(Step::Authorize),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        8 => Just(Fate::Good),
        2 => Just(Fate::NoConnection),
        2 => Just(Fate::Trouble),
        1 => Just(Fate::Throttled),
        2 => Just(Fate::Refused(20069)),
        1 => Just(Fate::Revoked),
        1 => Just(Fate::LostBefore),
        1 => Just(Fate::LostAfter),
        1 => Just(Fate::Cut),
        1 => Just(Fate::BadGateway),
        1 => (1_u64..70).prop_map(Fate::Slow),
    ]
}

/// What may go wrong while the refresh token stays good.
fn passing() -> impl Strategy<Value = Fate> {
    prop_oneof![
        2 => Just(Fate::Good),
        1 => Just(Fate::NoConnection),
        1 => Just(Fate::Trouble),
        1 => Just(Fate::Throttled),
        4 => prop_oneof![Just(20002), Just(20069), Just(402), Just(98765)].prop_map(Fate::Refused),
    ]
}

fn life() -> impl Strategy<Value = Life> {
    (vec(act(), 0..40), vec(step(), 1..12)).prop_map(|(acts, steps)| Life { acts, steps })
}

/// Runs a process to its end, which may be a sudden one. No wait is without an end.
async fn live(authority: Authority, memory: Arc<MemoryStore>, life: Life) -> Result<(), String> {
    let dead = Arc::new(AtomicBool::new(false));
    let store = Shaky::new(&memory, life.acts, &dead);
    let tokens = client(&authority.world(&dead), store).user_tokens("ann").unwrap();
    let living = async {
        for step in life.steps {
            match step {
                Step::Sleep(millis) => sleep(Duration::from_millis(millis)).await,
                Step::Get(None) => judge(&authority, tokens.token().await)?,
                Step::Get(Some(millis)) => {
                    let _ = timeout(Duration::from_millis(millis), tokens.token()).await;
                }
                Step::Reject => {
                    if let Ok(token) = tokens.token().await {
                        tokens.invalidate(&token).await;
                        judge(&authority, tokens.token().await)?;
                    }
                }
                Step::Authorize => {
                    let _ = tokens.authorize(authority.grant(300)).await;
                }
            }
        }
        Ok(())
    };
    match timeout(Duration::from_secs(400_000), living).await {
        Ok(lived) => lived,
        Err(_) if dead.load(std::sync::atomic::Ordering::SeqCst) => Ok(()),
        Err(_) => Err("a process waits without an end".to_owned()),
    }
}

fn judge(authority: &Authority, got: Result<Token, TokenError>) -> Result<(), String> {
    match got {
        Ok(token) if authority.has_handed_out(&token) => Ok(()),
        Ok(_) => Err("a token that nobody handed out".to_owned()),
        Err(error) => {
            let shown = format!("{error} {error:?}");
            let secret = shown.contains("access-") || shown.contains("refresh-");
            if secret { Err(format!("a secret in {shown}")) } else { Ok(()) }
        }
    }
}

type End = Pin<Box<dyn Future<Output = Result<(), String>>>>;

fn run(lives: Vec<Life>, fates: Vec<Fate>) -> Result<Authority, String> {
    run_with(lives, fates, |_| Box::pin(std::future::ready(Ok(()))))
}

/// With something that a process does when all others have ended.
fn run_with(
    lives: Vec<Life>,
    fates: Vec<Fate>,
    end: impl FnOnce(UserTokens) -> End,
) -> Result<Authority, String> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (authority, memory) = (Authority::new(fates), Arc::new(MemoryStore::new()));
        let first = client(&authority.world(&Arc::default()), Arc::clone(&memory) as _);
        let first = first.user_tokens("ann").unwrap();
        first.authorize(authority.grant(300)).await.unwrap();
        let lives = lives
            .into_iter()
            .map(|life| tokio::spawn(live(authority.clone(), Arc::clone(&memory), life)));
        for life in lives.collect::<Vec<_>>() {
            life.await.unwrap()?;
        }
        end(first).await?;
        Ok(authority)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_refresh_token_is_sent_again_unless_it_was_surely_not_used(
        lives in vec(life(), 1..6),
        fates in vec(fate(), 0..12),
    ) {
        let authority = run(lives, fates).map_err(TestCaseError::fail)?;
        prop_assert_eq!(authority.sent_twice(), vec![]);
        prop_assert_eq!(authority.hasty(), Vec::<String>::new());
    }

    #[test]
    fn no_refusal_that_may_pass_ends_what_the_person_consented_to(
        lives in vec(vec(step(), 1..12), 1..6),
        fates in vec(passing(), 0..12),
    ) {
        let lives = lives.into_iter().map(|steps| Life { acts: vec![], steps }).collect();
        let authority = run_with(lives, fates, |tokens| Box::pin(async move {
            // Whatever was refused and is not over by now, one more refusal at a time.
            for _ in 0..13 {
                if tokens.token().await.is_ok() {
                    return Ok(());
                }
                sleep(Duration::from_secs(61)).await;
            }
            Err("the person has to authorize again".to_owned())
        }));
        let authority = authority.map_err(TestCaseError::fail)?;
        prop_assert_eq!(authority.hasty(), Vec::<String>::new());
    }

    #[test]
    fn where_nothing_fails_every_call_gets_a_token(lives in vec(vec(step(), 1..12), 1..6)) {
        let slow = (0..60).map(|number| Act::Slow(number * 37 % 250)).collect::<Vec<_>>();
        let lives = lives.into_iter().map(|steps| Life { acts: slow.clone(), steps });
        let authority = run(lives.collect(), vec![]).map_err(TestCaseError::fail)?;
        prop_assert_eq!(authority.sent_twice(), vec![]);
    }
}
