//! Scripts, so that what is read and what is written about it are one step for all processes.
//!
//! A script is called by its digest. A server that does not know it, new, restarted or flushed,
//! is sent the text, and keeps it.

use crate::RedisStoreError;
use crate::link::{Link, LinkError};
use redis::{Cmd, ErrorKind, ServerErrorKind, ToRedisArgs};
use std::sync::LazyLock;
use std::time::Duration;

/// A script and its digest.
pub(crate) struct Script {
    text: &'static str,
    digest: String,
}

macro_rules! scripts {
    ($($name:ident = $($file:literal)+;)+) => {$(
        pub(crate) static $name: LazyLock<Script> =
            LazyLock::new(|| Script::new(concat!($(include_str!(concat!("scripts/", $file))),+)));
    )+};
}

scripts! {
    SAVE = "save.lua";
    REMOVE_IF = "remove_if.lua";
    LOCK = "lock.lua";
    UNLOCK = "unlock.lua";
    SPEND = "tokens.lua" "spend.lua";
    UNSPEND = "tokens.lua" "unspend.lua";
    TAKE = "quotas.lua" "take.lua";
    SETTLE = "quotas.lua" "settle.lua";
    HOLD = "hold.lua";
}

impl Script {
    fn new(text: &'static str) -> Self {
        Self { text, digest: redis::Script::new(text).get_hash().to_owned() }
    }

    /// A call of the script on these keys.
    pub(crate) fn on<'a>(&'a self, keys: &'a [String]) -> Call<'a> {
        Call { script: self, keys, arguments: Vec::new() }
    }
}

/// A call of a script.
pub(crate) struct Call<'a> {
    script: &'a Script,
    keys: &'a [String],
    arguments: Vec<Vec<u8>>,
}

impl Call<'_> {
    /// Adds arguments.
    pub(crate) fn with(mut self, arguments: impl ToRedisArgs) -> Self {
        arguments.write_redis_args(&mut self.arguments);
        self
    }

    /// Runs the script; every script here answers with a number.
    pub(crate) async fn run(
        self,
        link: &dyn Link,
        limit: Duration,
    ) -> Result<i64, RedisStoreError> {
        let key = self.keys.first().map_or("", String::as_str);
        let by_digest = self.command("EVALSHA", &self.script.digest);
        let answer = match link.ask(&by_digest, limit).await {
            Err(LinkError::Redis(error)) if is_unknown(&error) => {
                link.ask(&self.command("EVAL", self.script.text), limit).await
            }
            answer => answer,
        };
        let value = answer.map_err(|error| error.about(key))?;
        redis::from_redis_value(value).map_err(|_| RedisStoreError::unreadable(key, "type"))
    }

    fn command(&self, name: &str, script: &str) -> Cmd {
        let mut command = redis::cmd(name);
        command.arg(script).arg(self.keys.len()).arg(self.keys).arg(&self.arguments);
        command
    }
}

fn is_unknown(error: &redis::RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}
