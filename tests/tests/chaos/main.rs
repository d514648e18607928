//! Whole harvests under mixtures of everything that goes wrong, on virtual time.
//!
//! A seed makes a scenario: a list, how it is read, what the network and the platform do to it,
//! and when its process is killed. Whatever happens, the harvest must come to exactly what the
//! platform had, which is looked up in the platform's own data. A seed that fails is printed with
//! the command that runs it again, and runs the same way each time.
//!
//! Some hundred seeds for each way of paging run with the tests. Ten thousand for each:
//! `cargo test --release -p larkspur-tests --test chaos -- --ignored --nocapture`.

mod harvest;
mod log;
mod run;
mod scenario;
mod seeds;
mod truth;
mod verdict;
mod whole;
mod world;

use scenario::Style;
use seeds::{FEW, MANY, hold};

#[test]
fn approvals_in_windows_come_exactly() {
    hold(Style::Windows, FEW, "approvals_in_windows_come_exactly");
}

#[test]
fn task_lists_by_token_come_exactly() {
    hold(Style::Token, FEW, "task_lists_by_token_come_exactly");
}

#[test]
fn work_items_by_number_come_exactly() {
    hold(Style::Number, FEW, "work_items_by_number_come_exactly");
}

#[test]
fn crm_approvals_in_one_answer_come_exactly() {
    hold(Style::Whole, FEW, "crm_approvals_in_one_answer_come_exactly");
}

#[test]
#[ignore = "takes minutes"]
fn many_approvals_in_windows_come_exactly() {
    hold(Style::Windows, MANY, "many_approvals_in_windows_come_exactly");
}

#[test]
#[ignore = "takes minutes"]
fn many_task_lists_by_token_come_exactly() {
    hold(Style::Token, MANY, "many_task_lists_by_token_come_exactly");
}

#[test]
#[ignore = "takes minutes"]
fn many_work_items_by_number_come_exactly() {
    hold(Style::Number, MANY, "many_work_items_by_number_come_exactly");
}

#[test]
#[ignore = "takes minutes"]
fn many_crm_approvals_in_one_answer_come_exactly() {
    hold(Style::Whole, MANY, "many_crm_approvals_in_one_answer_come_exactly");
}

/// Without this, a failing seed could not be looked into.
#[test]
fn a_seed_runs_the_same_way_twice() {
    for style in [Style::Windows, Style::Token, Style::Number, Style::Whole] {
        for seed in 0..20 {
            let [first, second] = [(); 2].map(|()| run::run(style, seed));
            assert_eq!(first.trace.lines(), second.trace.lines(), "{style:?} {seed}");
            assert_eq!(first.harvested.keys, second.harvested.keys, "{style:?} {seed}");
            assert_eq!(first.wrongs, second.wrongs, "{style:?} {seed}");
        }
    }
}
