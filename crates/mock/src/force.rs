//! Answers that tests have asked for, in the order they asked.

use crate::answer::Forced;
use crate::misbehaviour::Misbehaviour;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// What the next call of an operation gets instead of a real answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Next {
    /// These very bytes.
    Answer(Forced),
    Misbehave(Misbehaviour),
}

/// The answers waiting, by operation.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: Mutex<BTreeMap<String, VecDeque<Next>>>,
}

impl Queue {
    pub(crate) fn push(&self, operation: &str, next: Next) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.entry(operation.to_owned()).or_default().push_back(next);
    }

    /// Puts something back that came too early.
    pub(crate) fn put_back(&self, operation: &str, next: Next) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.entry(operation.to_owned()).or_default().push_front(next);
    }

    pub(crate) fn pop(&self, operation: &str) -> Option<Next> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.get_mut(operation)?.pop_front()
    }
}
