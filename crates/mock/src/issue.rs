//! The calls that get a token.

use crate::answer::Answer;
use crate::catalogue::TokenCall;
use crate::check::Checker;
use crate::credentials::{Credentials, Template};
use crate::dotted;
use crate::envelope::{self, Failure};
use crate::received::Received;
use crate::tokens::Tokens;
use larkspur_spec::duration;
use larkspur_spec::model::Map;
use serde_json::{Value, json};
use std::time::Duration;

/// When a token is asked for, and how wrong the answer is to tell its life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) now: Duration,
    /// Seconds that are added to what is left of it.
    pub(crate) off: i64,
}

/// The lives of tokens, where a test wants others than the spec's.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lives {
    pub(crate) lives: Option<Duration>,
    pub(crate) renew_within: Option<Duration>,
}

/// Answers a call that gets a token. What was wrong is added to `received`.
pub(crate) fn answer(
    call: &TokenCall,
    received: &mut Received,
    tokens: &Tokens,
    credentials: &Credentials,
    lives: Lives,
    asked: Asked,
    log_id: &str,
) -> Answer {
    let issue = &call.issue;
    let frame = envelope::named(&call.platform, issue.envelope.as_deref());
    if let Err(fault) = accept(call, received, credentials) {
        received.faults.push(fault.clone());
        let code = issue.refused.unwrap_or(401);
        let known = Failure::documented(&Map::new(), &call.platform, code, 400);
        let mut failure = known.unwrap_or(Failure {
            status: 400,
            code,
            message: String::new(),
            violations: Vec::new(),
        });
        failure.message = fault;
        return envelope::failure(frame, &failure, log_id);
    }
    let (token, rest) = tokens.issue(
        &call.platform.name,
        &call.scheme,
        lives.lives.unwrap_or_else(|| span(&issue.lives)),
        lives.renew_within.unwrap_or_else(|| span(&issue.renew_within)),
        asked.now,
    );
    let told = rest.saturating_add_signed(asked.off);
    let mut root = json!({});
    if let Some(frame) = frame {
        envelope::seal(&mut root, frame, "success", log_id);
    }
    dotted::set(&mut root, &issue.token, json!(token));
    dotted::set(&mut root, &issue.life, json!(told));
    for (name, path) in &issue.keep {
        dotted::set(&mut root, path, json!(credentials.kept(name)));
    }
    Answer::json(200, &root)
}

fn span(text: &str) -> Duration {
    duration::parse(text).unwrap_or(Duration::from_secs(7200))
}

/// Whether the body is the one the spec describes, with the right credentials.
fn accept(call: &TokenCall, received: &mut Received, known: &Credentials) -> Result<(), String> {
    let body = received.json().ok_or("the body is no JSON")?;
    let mut checker = Checker::new(&call.platform);
    let fields = call.issue.send.keys().map(|name| (name.clone(), Default::default()));
    if let Value::Object(object) = &body {
        checker.object(&fields.collect(), object);
    }
    received.unknown_fields = checker.unknown;
    for (name, wanted) in &call.issue.send {
        let given = body.get(name).ok_or_else(|| format!("{name} is missing"))?;
        let credential = wanted.as_str().and_then(Template::read);
        let right = match credential {
            Some(template) => given.as_str() == known.get(template.name),
            None => given == wanted,
        };
        if !right {
            return Err(format!("{name} is wrong"));
        }
    }
    Ok(())
}
